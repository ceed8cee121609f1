import { EXTENSIONS, type ContentType, type DocumentKind } from './document-kinds';
import { extensionOf } from './document-names';
import { invalid, type DomainError } from './errors';

const isPicture = (kind: DocumentKind) => kind !== 'pdf';

/**
 * Types that say nothing: Windows declares HEIC as octet-stream, and a form part without a type *is* text/plain
 * (RFC 7578, 4.4), which a parser cannot tell from a declared one.
 */
const SILENT_TYPES = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'text/plain']);
const PDF_TYPES = new Set(['application/pdf', 'application/x-pdf']);

type Claim = 'picture' | 'pdf' | 'nothing' | 'other';

const claimOfName = (name: string): Claim => {
  const extension = extensionOf(name);
  if (extension === null) return 'nothing';
  if (EXTENSIONS.pdf.includes(extension)) return 'pdf';
  const pictures = [...EXTENSIONS.jpeg, ...EXTENSIONS.png, ...EXTENSIONS.heif];
  return pictures.includes(extension) ? 'picture' : 'other';
};

const claimOfMime = (declared: string): Claim => {
  const mime = (declared.split(';')[0] ?? '').trim().toLowerCase();
  if (SILENT_TYPES.has(mime)) return 'nothing';
  if (PDF_TYPES.has(mime)) return 'pdf';
  // SVG is a program in a picture's clothes; every other image type is at worst a phone's mistake about a picture.
  return mime.startsWith('image/') && !mime.startsWith('image/svg') ? 'picture' : 'other';
};

/**
 * Refuses a name or a declared type that contradicts the content. A picture may go under another picture's name, since
 * phones do that; a PDF named as a picture, the reverse, and every other extension or type are refused.
 *
 * @param name the file name as the client sent it
 * @param mime the declared media type, '' when there is none
 * @throws DomainError `file_type`
 */
export const assertDeclaredAs = (content: ContentType, name: string, mime: string): void => {
  const truth: Claim = isPicture(content.kind) ? 'picture' : 'pdf';
  for (const claim of [claimOfName(name), claimOfMime(mime)]) {
    if (claim !== 'nothing' && claim !== truth) throw documentError.type();
  }
};

/** How a document is refused: one code and one sentence that a client app can show, each. */
export const documentError = {
  empty: () => invalid('file_empty', 'The file is empty. Choose the document again.'),
  type: () => invalid('file_type', 'Only JPG, PNG, HEIC and PDF files are accepted, under a name and type that match.'),
  broken: (why: string) =>
    invalid('file_broken', 'The file is damaged or incomplete. Take the picture again or export the document again.', {
      why,
    }),
  encrypted: () =>
    invalid('file_encrypted', 'The PDF is protected with a password or encryption. Save it without and send it again.'),
  tooLarge: (maxBytes: number) =>
    invalid('file_too_large', `The file is larger than ${formatBytes(maxBytes)}.`, { maxBytes }),
  active: (why: string) =>
    invalid('file_active', 'The PDF contains scripts or programs. Print it to a new PDF, or send a picture of it.', {
      why,
    }),
  polyglot: (what: string) =>
    invalid('file_polyglot', 'The file contains a second file of another kind. Send the document alone.', { what }),
  infected: () => invalid('file_infected', 'The virus check has refused the file. Send another one.'),
  aborted: () => invalid('upload_aborted', 'The upload was interrupted. Send the document again.'),
} as const satisfies Record<string, (detail: never) => DomainError>;

const formatBytes = (bytes: number): string => {
  const megabytes = bytes / (1024 * 1024);
  return megabytes >= 1 ? `${Number(megabytes.toFixed(1))} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
};
