import { CERTIFICATE_STATES, type CertificateState } from '../constants';
import { isDay, isStorableInstant } from './calendar';
import { invalid } from './errors';
import { matchesText, textOperator, type TextMatch, type TextPart } from './text-match';

/** Fields that lists filter and sort by. Whatever is not here cannot be probed. */
export const FILTER_FIELDS = {
  state: 'state',
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
} as const;
export type FilterField = keyof typeof FILTER_FIELDS;

export const SORT_FIELDS = [
  'issuedAt',
  'validUntil',
  'uploadedAt',
  'approvedAt',
  'archivedAt',
  'expiresAt',
  'trashedAt',
  'name',
  'client',
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

export type Filter =
  | { kind: 'and' | 'or'; of: Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'match'; field: Exclude<FilterField, 'state'>; part: TextPart; text: string }
  | { kind: 'compare'; field: FilterField; comparison: Comparison; value: FilterValue };

export type FilterValue = string | Date | boolean | (string | Date)[];

export interface Sort {
  field: SortField;
  descending: boolean;
}

export interface ListQuery {
  view: 'current' | 'archived' | 'trashed' | 'live';
  filter: Filter | null;
  search: string | null;
  sort: Sort[];
  limit: number;
  offset: number;
  cursor: string | null;
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

const shortText = (field: FilterField, value: unknown): string => {
  const text = String(value);
  if (text.length > 255 || text.includes('\0')) throw problem(`The filter on "${field}" is too long.`);
  return text;
};

const scalar = (field: FilterField, value: unknown): string | Date => {
  if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof Date)) {
    throw problem(`The filter on "${field}" needs a plain value.`);
  }
  switch (FILTER_FIELDS[field]) {
    case 'state': {
      if (!(CERTIFICATE_STATES as readonly unknown[]).includes(value)) throw problem(`"${String(value)}" is no state.`);
      return value as CertificateState;
    }
    case 'day': {
      const day = value instanceof Date ? value.toISOString().slice(0, 10) : value;
      if (!isDay(day)) throw problem(`The filter on "${field}" needs a calendar day in the form YYYY-MM-DD.`);
      return day;
    }
    case 'instant': {
      const instant = new Date(value);
      // Date reads much more than that: "5" would be a day in May 2001, by the clock of the server.
      const isWritten = typeof value !== 'string' || ISO_START.test(value);
      if (!isWritten || !isStorableInstant(instant))
        throw problem(`The filter on "${field}" needs a date and time (ISO 8601).`);
      return instant;
    }
    default:
      return shortText(field, value);
  }
};

/** Whether a flag of a query string is set. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

const statesLike = (part: TextPart, text: string): CertificateState[] =>
  CERTIFICATE_STATES.filter((state) => matchesText(state, part, text));

const matchOf = (field: FilterField, name: string, { part, isNegated }: TextMatch, raw: unknown): Filter => {
  const type = FILTER_FIELDS[field];
  if (type === 'day' || type === 'instant') throw problem(`"${name}" works on text only.`);
  if (typeof raw !== 'string' && typeof raw !== 'number') throw problem(`"${name}" on "${field}" needs a text.`);
  const text = shortText(field, raw);
  const of: Filter =
    field === 'state'
      ? // The clock says what the state is: no column holds it.
        { kind: 'compare', field, comparison: '$in', value: statesLike(part, text) }
      : { kind: 'match', field, part, text };
  return isNegated ? { kind: 'not', of } : of;
};

const comparisonOf = (field: FilterField, name: string, raw: unknown): Filter => {
  const match = textOperator(name);
  if (match) return matchOf(field, name, match, raw);
  if (!(COMPARISONS as readonly string[]).includes(name)) throw problem(`"${name}" is no operator for "${field}".`);
  const comparison = name as Comparison;
  const type = FILTER_FIELDS[field];
  const ordered = type === 'day' || type === 'instant';
  if (['$lt', '$lte', '$gt', '$gte', '$between'].includes(comparison) && !ordered) {
    throw problem(`"${field}" has no order to compare by.`);
  }
  const value = (): FilterValue => {
    if (comparison === '$null' || comparison === '$notNull') return isTrue(raw);
    if (comparison === '$in' || comparison === '$notIn') return asList(raw).map((item) => scalar(field, item));
    if (comparison === '$between') {
      const bounds = asList(raw).map((item) => scalar(field, item));
      if (bounds.length !== 2) throw problem('"$between" needs two values.');
      return bounds;
    }
    return scalar(field, raw);
  };
  return { kind: 'compare', field, comparison, value: value() };
};

/**
 * Reads Strapi-style filters against an allow-list.
 * @param raw the `filters` object of a query string or a GraphQL argument
 * @param allowed fields that this caller may filter by
 * @returns null when there is nothing to filter
 * @throws DomainError 400 `filter_invalid`: an unknown field or operator is refused, never dropped, because a filter
 *   that silently vanishes shows everything
 */
export const parseFilters = (raw: unknown, allowed: readonly FilterField[]): Filter | null => {
  let nodes = 0;
  const goInto = (depth: number) => {
    nodes += 1;
    if (depth > MAX_DEPTH || nodes > MAX_NODES) throw problem('The filters are nested too deeply.');
  };

  const group = (value: unknown, depth: number): Filter => {
    goInto(depth);
    if (!isRecord(value)) throw problem('Filters must be an object.');
    const entries = Object.entries(value);
    // What a GraphQL variable that was not given leaves behind: it was meant to narrow the list.
    if (entries.length === 0) throw problem('A filter compares with nothing.');
    return { kind: 'and', of: entries.map(([key, inner]) => entry(key, inner, depth + 1)) };
  };

  /** `$and`, `$or` of whole filters, or of what is asked of one field. */
  const groupOf = (key: '$and' | '$or', value: unknown, each: (item: unknown) => Filter): Filter => {
    const items = asList(value);
    if (items.length === 0) throw problem(`"${key}" is a group of nothing.`);
    return { kind: key === '$and' ? 'and' : 'or', of: items.map(each) };
  };

  const entry = (key: string, value: unknown, depth: number): Filter => {
    if (key === '$and' || key === '$or') return groupOf(key, value, (item) => group(item, depth));
    if (key === '$not') return { kind: 'not', of: group(value, depth) };
    if (!Object.hasOwn(FILTER_FIELDS, key) || !allowed.includes(key as FilterField)) {
      throw problem(`Filtering by "${key}" is not possible.`);
    }
    return field(key as FilterField, value, depth);
  };

  const field = (name: FilterField, value: unknown, depth: number): Filter => {
    if (!isRecord(value) || value instanceof Date) {
      return comparisonOf(name, Array.isArray(value) ? '$in' : '$eq', value);
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
      if (FILTER_FIELDS[name] !== 'relation' || key.startsWith('$')) return comparisonOf(name, key, inner);
      if (key !== 'documentId') throw problem(`Filtering by "${name}.${key}" is not possible.`);
      return field(name, isRecord(inner) ? inner : { $eq: inner }, depth + 1);
    });
    return { kind: 'and', of };
  };

  return raw === undefined || raw === null || raw === '' ? null : group(raw, 0);
};

/**
 * Reads `sort=field:ASC`, a list of them, or none.
 * @throws DomainError 400 `sort_invalid`
 */
export const parseSort = (raw: unknown, fallback: Sort[]): Sort[] => {
  if (raw === undefined || raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0)) return fallback;
  const entries = isRecord(raw)
    ? Object.entries(raw).map(([key, value]) => (/^\d+$/.test(key) ? String(value) : `${key}:${String(value)}`))
    : (Array.isArray(raw) ? raw : [raw]).flatMap((item) => String(item).split(','));
  if (entries.length > MAX_SORTS) throw invalid('sort_invalid', `Lists sort by at most ${MAX_SORTS} fields.`);
  return entries.map((entry) => {
    const [field = '', direction = 'asc'] = entry.trim().split(':');
    if (!(SORT_FIELDS as readonly string[]).includes(field) || !/^(asc|desc)$/i.test(direction)) {
      throw invalid('sort_invalid', `Sorting by "${entry}" is not possible.`);
    }
    return { field: field as SortField, descending: direction.toLowerCase() === 'desc' };
  });
};

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
