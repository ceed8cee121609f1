import { parseDay } from './calendar';
import type { Edit } from './decisions';
import { invalid } from './errors';
import { parseText } from './text';

const EDITABLE = ['validUntil', 'notes'];

/**
 * Validity date and notes as they come from outside; what is absent stays as it is.
 * @throws DomainError 400 `field_unknown` for any other field, `validity_invalid`, `notes_invalid`, `notes_too_long`
 */
export const parseEdit = (input: unknown): Pick<Edit, 'validUntil' | 'notes'> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid('input_invalid', 'The data must be an object.');
  }
  const fields = input as Record<string, unknown>;
  const unknown = Object.keys(fields).filter((key) => !EDITABLE.includes(key));
  if (unknown.length > 0) {
    throw invalid('field_unknown', `These fields cannot be changed: ${unknown.slice(0, 20).join(', ')}.`);
  }
  const { validUntil, notes } = fields;
  return {
    ...(validUntil === undefined
      ? {}
      : { validUntil: validUntil === null || validUntil === '' ? null : parseDay(validUntil) }),
    ...(notes === undefined ? {} : { notes: parseText('notes', notes) }),
  };
};
