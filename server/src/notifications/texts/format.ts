import type { Locale } from '../locale';

const dayFormats = new Map<Locale, Intl.DateTimeFormat>();

/**
 * A validity date in the reader's language ("31 de diciembre de 2026"). The date is a day as printed on a document: it
 * is read and written in the same zone, so that no zone can shift it.
 * @param day `YYYY-MM-DD`; null gives the empty text
 */
export const formatDay = (day: string | null, locale: Locale): string => {
  if (day === null) return '';
  let format = dayFormats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
    dayFormats.set(locale, format);
  }
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : format.format(at);
};

const lists = new Map<Locale, Intl.ListFormat>();

/** Names as a phrase ("A, B y C"). */
export const formatList = (names: string[], locale: Locale): string => {
  let format = lists.get(locale);
  if (!format) {
    format = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' });
    lists.set(locale, format);
  }
  return format.format(names);
};

// Control characters could break a header; the bidirectional ones could make a text read as another.
const CONTROLS = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** A value on one line, with nothing invisible that changes the line. */
export const oneLine = (value: string): string => value.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();

/** A value that may have lines, with no other control characters. */
export const manyLines = (value: string): string =>
  value
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .split('\n')
    .map((line) => line.replace(CONTROLS, ' ').trimEnd())
    .join('\n')
    .trim();

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML, inside an attribute too. */
export const escapeHtml = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
