import { defaults } from './defaults';

/** Every key that there is, as a path, `documents.directory`; what has no default of its own is the object above it. */
const pathsOf = (value: unknown, above: string[] = []): string[] => {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  const below = isGroup ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...above, key])) : [];
  return above.length === 0 ? below : [above.join('.'), ...below];
};

const knownPaths = (): string[] => [...pathsOf(defaults()), 'grantClientRoles'];

const keysBelow = (path: string): string[] =>
  knownPaths()
    .filter((known) => known.slice(0, Math.max(0, known.lastIndexOf('.'))) === path)
    .map((known) => known.slice(known.lastIndexOf('.') + 1));

/** How many letters lie between two words (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** A slip of the pen, the beginning of the word, or the right word in other letters. */
const isMeant = (written: string, known: string): boolean => {
  const [a, b] = [written.toLowerCase(), known.toLowerCase()];
  return a === b || (a.length >= 4 && (b.startsWith(a) || distance(a, b) <= 2));
};

/**
 * What to say of a key that there is not.
 * @param path of the object that has it; empty: the whole configuration
 * @param known keys that the object takes
 */
export const unknownKey = (path: string, key: string, known: string[]): string => {
  const whole = (name: string) => (path === '' ? name : `${path}.${name}`);
  const beside = known.find((name) => isMeant(key, name));
  // The right key in the wrong place, or without the object around it.
  const elsewhere = knownPaths().find((name) => isMeant(key, name.slice(name.lastIndexOf('.') + 1)));
  const meant = beside === undefined ? elsewhere : whole(beside);
  const cure = meant === undefined ? `${path || 'the plugin'} takes ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `there is no key "${whole(key)}": ${cure}`;
};

const NAMES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

/** What comes from the environment is a text unless Strapi is asked for something else. */
const FROM_ENVIRONMENT: Record<string, string> = { number: 'env.int', boolean: 'env.bool' };

/**
 * What to say of a value of the wrong kind; never the value, which may be a secret in the wrong place.
 * @param wanted `string`, `number`, `boolean`, `object` or `array`
 */
export const wrongKind = (path: string, wanted: string, value: unknown): string => {
  const keys = wanted === 'object' ? keysBelow(path) : [];
  const takes = `${NAMES[wanted] ?? wanted}${keys.length > 0 ? ` with ${keys.join(', ')}` : ''}`;
  if (value === null) return `${path} must be ${takes}, not null; leave it out for the default`;
  const given = NAMES[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
  const reader = typeof value === 'string' ? FROM_ENVIRONMENT[wanted] : undefined;
  return `${path} must be ${takes}, not ${given}${reader ? `; from the environment: ${reader}('NAME')` : ''}`;
};
