import fc from 'fast-check';

/** JSON as it goes over the wire: what no JavaScript value can say (`-0`, `1e999`, an own key `__proto__`). */
export class Raw {
  constructor(readonly json: string) {}
}
const raw = (json: string) => new Raw(json);

export const toJson = (value: unknown): string => {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map(toJson).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${toJson(inner)}`);
    return `{${entries.join()}}`;
  }
  return JSON.stringify(value) ?? 'null';
};

/** Half a surrogate pair ends as U+FFFD, since no address can carry it. */
export const wellFormed = (text: string) => Buffer.from(text).toString();

const TEXTS = [
  ...['', ' ', '\0', 'a\0b', '\r\nX-Evil: 1', '\u202egnp.exe', '\u2028', '\ufeff', '\ufffe', 'e\u0301', '💣'.repeat(3)],
  ...[
    '\ud800',
    'x\udc00',
    '👩‍👩‍👧‍👦'.repeat(40),
    "' OR 1=1 --",
    '"',
    '\\',
    '%',
    '_',
    '%00',
    '../../../etc',
    'C:\\con',
    'null',
  ],
  ...['undefined', 'NaN', 'true', 'false', '-1', '0', '1e999', '0x10', '9007199254740993', '9'.repeat(40), '[]', '{}'],
  ...['[object Object]', '__proto__', 'constructor', 'toString', '{{name}}', '{{#a}}', '{{{x}}}', '<script>', '=1+1'],
  ...['x'.repeat(255), 'x'.repeat(256), 'x'.repeat(401), '💣'.repeat(400), 'x'.repeat(70_000)],
];
const DAYS = [
  ...['2027-02-30', '2027-02-29', '2028-02-29', '0000-00-00', '0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01'],
  ...[
    '+275760-09-13',
    '-000001-01-01',
    '2027-1-1',
    '2027-01-01T00:00:00Z',
    '2027-13-01',
    '2027-00-10',
    '２０２７-01-01',
  ],
  ...[' 2099-01-01', '2099-01-01\0', '1e3', '2099-W01', '271821-04-20', '2011-12-30', '2099-12-31'],
];
const NUMBERS = [
  ...[raw('-0'), raw('1e308'), raw('1e999'), raw('-1e999'), raw('1e-400'), raw('123456789012345678901234567890')],
  ...[0, -1, 0.1, 1.5, 400, 36_500, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, Number.MAX_VALUE],
];
const SHAPES: unknown[] = [
  ...[
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    [{}],
    { length: 3 },
    { toString: 'x' },
    { valueOf: null },
    { $ne: null },
  ],
  ...[raw('{"__proto__":{"admin":true}}'), raw('{"constructor":{"prototype":{"admin":true}}}'), raw('{"a":1,"a":2}')],
  ...[
    raw(`${'['.repeat(400)}${']'.repeat(400)}`),
    raw(`${'{"a":'.repeat(400)}1${'}'.repeat(400)}`),
    { documentId: 'x' },
  ],
  Array.from({ length: 1_001 }, (_, at) => `${at}`),
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '$where',
  'id',
  'state',
  'data',
];

export const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...DAYS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) }
);
const day = fc.constantFrom(...DAYS);
const number = fc.constantFrom<unknown>(...NUMBERS);
const shape = fc.constantFrom<unknown>(...SHAPES);

/** Mostly nothing. @param rarity how much more often nothing than something */
export const seldom = <T>(arbitrary: fc.Arbitrary<T>, rarity: number): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: rarity, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Something in the place of a value: mostly of its own kind, which gets furthest. */
export const instead = (value: unknown): fc.Arbitrary<unknown> => {
  const kinds = { day: 1, number: 1, text: 1, shape: 3 };
  if (typeof value === 'number') kinds.number = 6;
  if (typeof value === 'string') kinds[/^\d{4}-\d\d-\d\d$/.test(value) ? 'day' : 'text'] = 6;
  return fc.oneof(
    { weight: kinds.day, arbitrary: day },
    { weight: kinds.number, arbitrary: number },
    { weight: kinds.text, arbitrary: text },
    { weight: kinds.shape, arbitrary: shape }
  );
};

/** Ways to the parts of a value, the whole left out: `['rows', '0', 'revision']`. */
const waysInto = (value: unknown, way: string[] = []): string[][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...waysInto(inner, [...way, key])]);

const at = (value: unknown, way: string[]): unknown =>
  way.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value);

/** A copy with something else there; `undefined` takes it away. */
const withPart = (value: unknown, [key, ...rest]: string[], part: unknown): unknown => {
  if (key === undefined) return part;
  if (typeof value !== 'object' || value === null || value instanceof Raw) return value;
  const parts = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const now = name === key ? withPart(inner, rest, part) : inner;
    return now === undefined ? [] : [[name, now]];
  });
  if (!Object.hasOwn(value, key)) parts.push([key, part]);
  return Array.isArray(value) ? parts.map(([, inner]) => inner) : Object.fromEntries(parts);
};

/** A change to a body that is right; given to the body itself when it is known. */
type Change = (body: unknown) => unknown;

/** Changes to one or two parts of bodies of this form. What else the body holds stays right. */
export const changes = (form: unknown): fc.Arbitrary<Change> => {
  const ways = waysInto(form);
  const strange = fc.tuple(fc.constantFrom(...KEYS), shape).map(
    ([key, value]): Change =>
      (body) =>
        withPart(body, [key], value)
  );
  if (ways.length === 0) return strange;
  const part = fc.constantFrom(...ways).chain((way) =>
    fc
      .oneof(
        { weight: 9, arbitrary: instead(at(form, way)) },
        { weight: 1, arbitrary: fc.constant<unknown>(undefined) }
      )
      .map(
        (value): Change =>
          (body) =>
            withPart(body, way, value)
      )
  );
  return fc.oneof(
    { weight: 6, arbitrary: part },
    {
      weight: 3,
      arbitrary: fc.tuple(part, part).map(
        ([one, two]): Change =>
          (body) =>
            two(one(body))
      ),
    },
    { weight: 1, arbitrary: strange }
  );
};
