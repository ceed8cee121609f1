import type { DocumentKind } from '../../domain/document-kinds';
import type { StructureChecker } from './checker';
import { heifGrammar } from './heif';
import { jpegGrammar } from './jpeg';
import { PdfChecker } from './pdf/pdf-checker';
import { pngGrammar } from './png';
import { PullParser } from './pull-parser';

export interface DocumentRules {
  /** What becomes of a PDF with scripts: refused, or taken with the warning `active_pdf`. */
  activePdf: 'refuse' | 'flag';
}

const checkers: Record<DocumentKind, (rules: DocumentRules) => StructureChecker> = {
  jpeg: () => new PullParser(jpegGrammar()),
  png: () => new PullParser(pngGrammar()),
  heif: () => new PullParser(heifGrammar()),
  pdf: (rules) => new PdfChecker(rules.activePdf),
};

/** The checker that knows a kind of document; one for each document. */
export const createChecker = (kind: DocumentKind, rules: DocumentRules): StructureChecker => checkers[kind](rules);
