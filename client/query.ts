type Value = string | number | boolean | Date | null | undefined | Value[] | { [key: string]: Value };

const pairs = (name: string, value: Value): [string, string][] => {
  if (value === undefined || value === null) return [];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => pairs(`${name}[${key}]`, inner));
  return [[name, String(value)]];
};

/** A query string with Strapi's brackets, e.g. `?filters[state]=approved`; empty where there is nothing to ask. */
export const queryString = (query: object): string => {
  const all = Object.entries(query as Record<string, Value>).flatMap(([name, value]) => pairs(name, value));
  const text = all.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return text && `?${text}`;
};
