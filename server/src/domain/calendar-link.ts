import { invalid } from './errors';
import { parseLocale } from './locale-tag';

/** What a client may choose for the link to their calendar. */
export interface CalendarLinkInput {
  names: boolean;
  locale: string | null;
}

const FIELDS = ['names', 'locale'];

/**
 * Reads `{ names, locale }` as it came from outside; nothing at all is fine.
 * @returns names: whether certificates are named in the calendar, which others may see; by default they are not
 * @throws DomainError 400 `input_invalid`, `field_unknown`
 */
export const parseCalendarLink = (input: unknown): CalendarLinkInput => {
  const fields = input ?? {};
  if (typeof fields !== 'object' || Array.isArray(fields))
    throw invalid('input_invalid', 'The data must be an object.');
  const unknown = Object.keys(fields).filter((key) => !FIELDS.includes(key));
  if (unknown.length > 0) throw invalid('field_unknown', `Unknown fields: ${unknown.slice(0, 20).join(', ')}.`);
  const { names = false, locale } = fields as Record<string, unknown>;
  if (typeof names !== 'boolean') throw invalid('input_invalid', '"names" must be true or false.');
  return { names, locale: parseLocale(locale, 'input_invalid') };
};
