import Mustache from 'mustache';

import type { Locale } from '../locale';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { oneLine } from './format';
import { fr } from './fr';
import { it } from './it';
import { ptBR } from './pt-br';
import {
  LIST_VARIABLES,
  PUSH_VARIABLES,
  TEXT_VARIABLES,
  type LanguageTexts,
  type Text,
  type TextKey,
  type TextOverrides,
  type TextView,
} from './types';

const LANGUAGES: Record<Locale, LanguageTexts> = { en, es, it, fr, de, 'pt-BR': ptBR };

/** Everything that ships in a language. */
export const languageTexts = (locale: Locale): LanguageTexts => LANGUAGES[locale];

/** Subjects beyond this are cut: mail clients show less, and a header has its limits. */
const MAX_SUBJECT_LENGTH = 200;

const writer = new Mustache.Writer();

/**
 * A view without prototypes. Mustache looks names up along the prototype chain and calls what functions it finds there,
 * so `{{constructor}}` in an edited text would otherwise reach out of the view.
 */
const sealed = (view: Partial<TextView>): object => {
  const bare = (value: object): object => Object.assign(Object.create(null) as object, value);
  const certificates = (view.certificates ?? []).map(bare);
  Object.setPrototypeOf(certificates, null);
  return bare({ ...view, certificates });
};

/**
 * Fills one template. Values go in as they are: this is plain text, and what becomes HTML is escaped as a whole later.
 * @throws Error when the template's tags do not match
 */
export const fill = (template: string, view: Partial<TextView>): string =>
  writer.render(template, sealed(view), undefined, { escape: String });

const tidy = (text: string): string => text.replace(/\n{3,}/g, '\n\n').trim();

/** A filled text: the subject is one line, the body plain text. */
export interface RenderedText {
  subject: string;
  text: string;
}

const renderWith = ({ subject, text }: Text, view: TextView): RenderedText => ({
  subject: [...oneLine(fill(subject, view))].slice(0, MAX_SUBJECT_LENGTH).join(''),
  text: tidy(fill(text, view)),
});

/**
 * The text of a message in a language: the installation's own where it has one, else ours. One of theirs that cannot be
 * filled, or that says nothing about this message, gives way to ours: other words are better than none.
 */
export const renderText = (
  key: TextKey,
  locale: Locale,
  view: TextView,
  overrides: TextOverrides = {}
): RenderedText => {
  const own = overrides[key]?.[locale];
  if (own) {
    try {
      const rendered = renderWith(own, view);
      if (rendered.subject !== '' && rendered.text !== '') return rendered;
    } catch {
      // Falls through to the text that ships.
    }
  }
  return renderWith(LANGUAGES[locale].texts[key], view);
};

type Token = [type: string, name: string, start: number, end: number, children?: Token[]];

const KNOWN = new Set<string>([...Object.keys(TEXT_VARIABLES), ...LIST_VARIABLES, '.']);
const KNOWN_TO_PUSH = new Set<string>(PUSH_VARIABLES);

export interface TextProblem {
  field: keyof Text;
  problem: 'syntax' | 'unknown';
  /** What is unknown. */
  name?: string;
}

/**
 * Looks at a text that staff have written, before it is kept.
 * @returns what is wrong with it: tags that do not match, names that stand for nothing, kinds of tags that are not
 *   offered; empty when it is fine
 */
export const checkText = ({ subject, text, push }: Text): TextProblem[] => {
  const check = (field: keyof Text, template: string, known = KNOWN): TextProblem[] => {
    let tokens: Token[];
    try {
      tokens = Mustache.parse(template) as Token[];
    } catch {
      return [{ field, problem: 'syntax' }];
    }
    const unknown = new Set<string>();
    const visit = (list: Token[]) => {
      for (const [type, name, , , children] of list) {
        if (type === '>') unknown.add(`> ${name}`);
        if (['name', '&', '#', '^'].includes(type) && !known.has(name)) unknown.add(name);
        if (Array.isArray(children)) visit(children);
      }
    };
    visit(tokens);
    return [...unknown].map((name) => ({ field, problem: 'unknown' as const, name }));
  };
  return [...check('subject', subject), ...check('text', text), ...check('push', push ?? '', KNOWN_TO_PUSH)];
};
