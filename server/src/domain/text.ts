import { MAX_TEXT_LENGTH } from '../constants';
import { invalid } from './errors';

/** Length as people count it: Unicode code points, so that an emoji is one and not two. */
const codePoints = (text: string): number => [...text].length;

/**
 * Notes or a comment as people type them.
 * @returns the text; null when it is empty or null
 * @throws DomainError `<field>_invalid` when it is no text or holds NUL (which PostgreSQL cannot store),
 *   `<field>_too_long` over 400 code points
 */
export const parseText = (field: 'notes' | 'comment', value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null;
  // A lone surrogate cannot be written as UTF-8: it would come back as another character.
  if (typeof value !== 'string' || value.includes('\0') || /\p{Surrogate}/u.test(value)) {
    throw invalid(`${field}_invalid`, `The ${field} must be plain text.`);
  }
  if (codePoints(value) > MAX_TEXT_LENGTH) {
    throw invalid(`${field}_too_long`, `The ${field} may have at most ${MAX_TEXT_LENGTH} characters.`, {
      max: MAX_TEXT_LENGTH,
    });
  }
  return value;
};
