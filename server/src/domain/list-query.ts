import { CERTIFICATE_STATES } from '../constants';
import { isDay, isStorableInstant } from './calendar';
import { invalid } from './errors';
import { matchesText, textOperator, type TextMatch, type TextPart } from './text-match';

/** What a field holds, and so how it may be compared: one of some words where it is a list of them. */
export type FieldType =
  'day' | 'instant' | 'text' | 'id' | 'relation' | 'flag' | 'count' | readonly [string, ...string[]];

/** Fields that lists of certificates filter and sort by. Whatever is not here cannot be probed. */
export const FILTER_FIELDS = {
  state: CERTIFICATE_STATES,
  validUntil: 'day',
  issuedAt: 'instant',
  uploadedAt: 'instant',
  approvedAt: 'instant',
  archivedAt: 'instant',
  expiresAt: 'instant',
  name: 'text',
  documentId: 'id',
  template: 'relation',
  client: 'relation',
  center: 'relation',
} as const satisfies Record<string, FieldType>;
export type FilterField = keyof typeof FILTER_FIELDS;

export const SORT_FIELDS = [
  'issuedAt',
  'validUntil',
  'state',
  'uploadedAt',
  'approvedAt',
  'archivedAt',
  'expiresAt',
  'trashedAt',
  'name',
  'template',
  'client',
  'center',
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

const COMPARISONS = [
  '$eq',
  '$ne',
  '$in',
  '$notIn',
  '$lt',
  '$lte',
  '$gt',
  '$gte',
  '$null',
  '$notNull',
  '$between',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Filter<F extends string = FilterField> =
  | { kind: 'and' | 'or'; of: Filter<F>[] }
  | { kind: 'not'; of: Filter<F> }
  | { kind: 'match'; field: F; part: TextPart; text: string }
  | { kind: 'compare'; field: F; comparison: Comparison; value: FilterValue };

type Scalar = string | number | boolean | Date;
export type FilterValue = Scalar | Scalar[];

export interface Sort<S extends string = SortField> {
  field: S;
  descending: boolean;
}

/** One page of a list, as the database is asked for it. */
export interface Listing<F extends string, S extends string> {
  filter: Filter<F> | null;
  search: string | null;
  sort: Sort<S>[];
  limit: number;
  offset: number;
  /** Continues a list behind a page of it; `offset` then counts for nothing. */
  cursor: string | null;
}

export interface ListQuery extends Listing<FilterField, SortField> {
  view: 'current' | 'archived' | 'trashed' | 'live';
}

const ISO_START = /^\d{4}-\d{2}-\d{2}(?:T|$)/;
const MAX_DEPTH = 5;
const MAX_NODES = 50;
const MAX_LIST = 100;
const MAX_SORTS = 3;

const problem = (message: string) => invalid('filter_invalid', message);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Query strings give lists as arrays or as objects with number keys. */
const asList = (value: unknown): unknown[] => {
  const list = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [value];
  if (list.length > MAX_LIST) throw problem(`A filter takes at most ${MAX_LIST} values.`);
  return list;
};

const shortText = (field: string, value: unknown): string => {
  const text = String(value);
  if (text.length > 255 || text.includes('\0')) throw problem(`The filter on "${field}" is too long.`);
  return text;
};

const scalar = (field: string, type: FieldType, value: unknown): Scalar => {
  if (!['string', 'number', 'boolean'].includes(typeof value) && !(value instanceof Date)) {
    throw problem(`The filter on "${field}" needs a plain value.`);
  }
  const plain = value as Scalar;
  switch (type) {
    case 'day': {
      const day = plain instanceof Date ? plain.toISOString().slice(0, 10) : plain;
      if (!isDay(day)) throw problem(`The filter on "${field}" needs a calendar day in the form YYYY-MM-DD.`);
      return day;
    }
    case 'instant': {
      const instant = new Date(typeof plain === 'boolean' ? NaN : plain);
      // Date reads much more than that: "5" would be a day in May 2001, by the clock of the server.
      const isWritten = typeof plain !== 'string' || ISO_START.test(plain);
      if (!isWritten || !isStorableInstant(instant))
        throw problem(`The filter on "${field}" needs a date and time (ISO 8601).`);
      return instant;
    }
    case 'flag': {
      if (!/^(true|false|1|0)$/.test(String(plain))) throw problem(`The filter on "${field}" needs true or false.`);
      return isTrue(plain);
    }
    case 'count': {
      if (!/^\d{1,9}$/.test(String(plain))) throw problem(`The filter on "${field}" needs a whole number.`);
      return Number(plain);
    }
    case 'text':
    case 'id':
    case 'relation':
      return shortText(field, plain);
    default: {
      if (!type.includes(plain as string)) throw problem(`"${String(plain)}" is nothing that "${field}" can be.`);
      return plain;
    }
  }
};

/** Whether a flag of a query string is set. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

const matchOf = <F extends string>(
  field: F,
  type: FieldType,
  name: string,
  { part, isNegated }: TextMatch,
  raw: unknown
): Filter<F> => {
  if (['day', 'instant', 'flag', 'count'].includes(type as string)) throw problem(`"${name}" works on text only.`);
  if (typeof raw !== 'string' && typeof raw !== 'number') throw problem(`"${name}" on "${field}" needs a text.`);
  const text = shortText(field, raw);
  const of: Filter<F> =
    typeof type === 'string'
      ? { kind: 'match', field, part, text }
      : // No column may hold it: the clock says what a state is.
        { kind: 'compare', field, comparison: '$in', value: type.filter((word) => matchesText(word, part, text)) };
  return isNegated ? { kind: 'not', of } : of;
};

const comparisonOf = <F extends string>(field: F, type: FieldType, name: string, raw: unknown): Filter<F> => {
  const match = textOperator(name);
  if (match) return matchOf(field, type, name, match, raw);
  if (!(COMPARISONS as readonly string[]).includes(name)) throw problem(`"${name}" is no operator for "${field}".`);
  const comparison = name as Comparison;
  const ordered = type === 'day' || type === 'instant' || type === 'count';
  if (['$lt', '$lte', '$gt', '$gte', '$between'].includes(comparison) && !ordered) {
    throw problem(`"${field}" has no order to compare by.`);
  }
  const value = (): FilterValue => {
    if (comparison === '$null' || comparison === '$notNull') return isTrue(raw);
    if (comparison === '$in' || comparison === '$notIn') return asList(raw).map((item) => scalar(field, type, item));
    if (comparison === '$between') {
      const bounds = asList(raw).map((item) => scalar(field, type, item));
      if (bounds.length !== 2) throw problem('"$between" needs two values.');
      return bounds;
    }
    return scalar(field, type, raw);
  };
  return { kind: 'compare', field, comparison, value: value() };
};

/**
 * Reads Strapi-style filters against an allow-list.
 * @param raw the `filters` object of a query string or a GraphQL argument
 * @param fields that this list may be filtered by
 * @returns null when there is nothing to filter
 * @throws DomainError 400 `filter_invalid`: an unknown field or operator is refused, never dropped, because a filter
 *   that silently vanishes shows everything
 */
export const parseFiltersOf = <F extends string>(raw: unknown, fields: Record<F, FieldType>): Filter<F> | null => {
  let nodes = 0;
  const goInto = (depth: number) => {
    nodes += 1;
    if (depth > MAX_DEPTH || nodes > MAX_NODES) throw problem('The filters are nested too deeply.');
  };

  const group = (value: unknown, depth: number): Filter<F> => {
    goInto(depth);
    if (!isRecord(value)) throw problem('Filters must be an object.');
    const entries = Object.entries(value);
    // What a GraphQL variable that was not given leaves behind: it was meant to narrow the list.
    if (entries.length === 0) throw problem('A filter compares with nothing.');
    return { kind: 'and', of: entries.map(([key, inner]) => entry(key, inner, depth + 1)) };
  };

  /** `$and`, `$or` of whole filters, or of what is asked of one field. */
  const groupOf = (key: '$and' | '$or', value: unknown, each: (item: unknown) => Filter<F>): Filter<F> => {
    const items = asList(value);
    if (items.length === 0) throw problem(`"${key}" is a group of nothing.`);
    return { kind: key === '$and' ? 'and' : 'or', of: items.map(each) };
  };

  const entry = (key: string, value: unknown, depth: number): Filter<F> => {
    if (key === '$and' || key === '$or') return groupOf(key, value, (item) => group(item, depth));
    if (key === '$not') return { kind: 'not', of: group(value, depth) };
    if (!Object.hasOwn(fields, key)) throw problem(`Filtering by "${key}" is not possible.`);
    return field(key as F, value, depth);
  };

  const field = (name: F, value: unknown, depth: number): Filter<F> => {
    const type = fields[name];
    if (!isRecord(value) || value instanceof Date) {
      return comparisonOf(name, type, Array.isArray(value) ? '$in' : '$eq', value);
    }
    if (Object.keys(value).length === 0) throw problem(`The filter on "${name}" compares with nothing.`);
    goInto(depth);
    const of = Object.entries(value).map(([key, inner]) => {
      if (key === '$not') return { kind: 'not' as const, of: field(name, inner, depth + 1) };
      if (key === '$and' || key === '$or') {
        return groupOf(key, inner, (item) => {
          goInto(depth + 1);
          return field(name, item, depth + 1);
        });
      }
      if (type !== 'relation' || key.startsWith('$')) return comparisonOf(name, type, key, inner);
      if (key !== 'documentId') throw problem(`Filtering by "${name}.${key}" is not possible.`);
      return field(name, isRecord(inner) ? inner : { $eq: inner }, depth + 1);
    });
    return { kind: 'and', of };
  };

  return raw === undefined || raw === null || raw === '' ? null : group(raw, 0);
};

/** The same for certificates. @param allowed fields that this caller may filter by @throws DomainError `filter_invalid` */
export const parseFilters = (raw: unknown, allowed: readonly FilterField[]): Filter | null =>
  parseFiltersOf(
    raw,
    Object.fromEntries(allowed.map((name) => [name, FILTER_FIELDS[name]])) as Record<FilterField, FieldType>
  );

/**
 * Reads `sort=field:ASC`, a list of them, or none.
 * @param allowed fields that this list may be sorted by
 * @throws DomainError 400 `sort_invalid`
 */
export const parseSortOf = <S extends string>(raw: unknown, allowed: readonly S[], fallback: Sort<S>[]): Sort<S>[] => {
  if (raw === undefined || raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0)) return fallback;
  const entries = isRecord(raw)
    ? Object.entries(raw).map(([key, value]) => (/^\d+$/.test(key) ? String(value) : `${key}:${String(value)}`))
    : (Array.isArray(raw) ? raw : [raw]).flatMap((item) => String(item).split(','));
  if (entries.length > MAX_SORTS) throw invalid('sort_invalid', `Lists sort by at most ${MAX_SORTS} fields.`);
  return entries.map((entry) => {
    const [field = '', direction = 'asc'] = entry.trim().split(':');
    if (!(allowed as readonly string[]).includes(field) || !/^(asc|desc)$/i.test(direction)) {
      throw invalid('sort_invalid', `Sorting by "${entry}" is not possible.`);
    }
    return { field: field as S, descending: direction.toLowerCase() === 'desc' };
  });
};

/** The same for certificates. @throws DomainError 400 `sort_invalid` */
export const parseSort = (raw: unknown, fallback: Sort[]): Sort[] => parseSortOf(raw, SORT_FIELDS, fallback);

/**
 * A whole number of a query string.
 * @throws DomainError 400 `pagination_invalid`
 */
export const parseCount = (name: string, raw: unknown, fallback: number, min: number, max: number): number => {
  if (raw === undefined || raw === null || raw === '') return fallback;
  const value = Number(raw);
  if (!Number.isInteger(value) || value < min) {
    throw invalid('pagination_invalid', `"${name}" must be a whole number of at least ${min}.`);
  }
  return Math.min(value, max);
};

/** Search text as people type it: bounded, without the characters that no name has. */
export const parseSearch = (raw: unknown): string | null => {
  if (typeof raw !== 'string') return null;
  const text = raw
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 100);
  return text === '' ? null : text;
};
