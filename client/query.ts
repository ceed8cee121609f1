import { CertificatesError } from './errors';

type Value = string | number | boolean | Date | null | undefined | Value[] | { [key: string]: Value };

const pairs = (name: string, value: Value): [string, string][] => {
  if (value === undefined || value === null) return [];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => pairs(`${name}[${key}]`, inner));
  return [[name, String(value)]];
};

const isNothing = (value: Value): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && !(value instanceof Date) && Object.keys(value).length === 0);

/** A query string has no way to say "nothing": such a filter would be gone on the way, and the list would show more. */
const refuseNothing = (name: string, value: Value): void => {
  if (isNothing(value)) {
    const message = `The filter "${name}" compares with nothing. Leave it out, or give it a value.`;
    throw new CertificatesError(message, { code: 'filter_invalid', status: 0, details: { filter: name } });
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  for (const [key, inner] of Object.entries(value)) refuseNothing(`${name}[${key}]`, inner);
};

/**
 * A query string with Strapi's brackets, e.g. `?filters[state]=approved`; empty where there is nothing to ask.
 * @throws CertificatesError `filter_invalid` where a part of `filters` is null, undefined or empty
 */
export const queryString = (query: object): string => {
  const { filters } = query as { filters?: Record<string, Value> };
  for (const [name, value] of Object.entries(filters ?? {})) refuseNothing(`filters[${name}]`, value);
  const all = Object.entries(query as Record<string, Value>).flatMap(([name, value]) => pairs(name, value));
  const text = all.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return text && `?${text}`;
};
