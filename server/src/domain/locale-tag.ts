import { invalid } from './errors';

const LOCALE = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/;
const MAX_LENGTH = 35;

/**
 * A language tag as it came from outside, such as `es` or `pt-BR`.
 * @param code by which the error goes
 * @returns null where there is none
 */
export const parseLocale = (value: unknown, code: string): string | null => {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !LOCALE.test(value)) {
    throw invalid(code, 'The locale must be a language tag such as "es" or "pt-BR".');
  }
  return value;
};
