import { invalid } from './errors';
import {
  FILTER_FIELDS,
  isTrue,
  parseCount,
  parseFilters,
  parseFiltersOf,
  parseSearch,
  parseSort,
  parseSortOf,
  type FieldType,
  type FilterField,
  type Listing,
  type ListQuery,
  type Sort,
} from './list-query';

const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 25;
/** Pages further back are reached by cursor, or by a narrower filter. */
const MAX_OFFSET = 1_000_000;

/** The words of a list request, as they came from outside. */
export type ListWords = Record<string, unknown>;

export interface Page {
  page: number;
  pageSize: number;
  limit: number;
  offset: number;
}

/** What a list may be asked. */
export interface ListRules<F extends string, S extends string> {
  filters: Record<F, FieldType>;
  sorts: readonly S[];
  fallback: Sort<S>[];
}

/**
 * Refuses the name of a filter that stands alone: whoever writes `state=failed` for `filters[state]=failed` must not take
 * everything for what failed.
 * @throws DomainError 400 `parameter_unknown`
 */
export const refuseBareFilters = (words: ListWords, filters: object): void => {
  const bare = Object.keys(words).find((word) => Object.hasOwn(filters, word));
  if (bare !== undefined) throw invalid('parameter_unknown', `Write filters[${bare}] rather than ${bare}.`);
};

/** @throws DomainError 400 `pagination_invalid` */
export const parsePage = (words: ListWords): Page => {
  const page = parseCount('page', words.page, 1, 1, Number.MAX_SAFE_INTEGER);
  const pageSize = parseCount('pageSize', words.pageSize, DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
  const offset = (page - 1) * pageSize;
  if (offset > MAX_OFFSET) {
    throw invalid(
      'pagination_invalid',
      `Pages go as far as row ${MAX_OFFSET}: further back, send "cursor", which is "nextCursor" of the page before.`
    );
  }
  return { page, pageSize, limit: pageSize, offset };
};

/** @throws DomainError 400 `cursor_invalid` */
export const parseCursor = (raw: unknown): string | null => {
  if (raw === undefined || raw === null || raw === '') return null;
  if (typeof raw !== 'string') throw invalid('cursor_invalid', 'A list takes one cursor, as it was given.');
  return raw;
};

/**
 * A list of the admin API.
 * @throws DomainError 400 `filter_invalid`, `sort_invalid`, `pagination_invalid`, `cursor_invalid`: what a list does not
 *   know is refused, never dropped; `parameter_unknown` for a filter's name alone
 */
export const parseList = <F extends string, S extends string>(
  words: ListWords,
  { filters, sorts, fallback }: ListRules<F, S>
): Listing<F, S> & Page => {
  refuseBareFilters(words, filters);
  return {
    ...parsePage(words),
    filter: parseFiltersOf(words.filters, filters),
    search: parseSearch(words._q),
    sort: parseSortOf(words.sort, sorts, fallback),
    cursor: parseCursor(words.cursor),
  };
};

/** Staff filter by whatever a list knows. */
const STAFF_FILTERS = Object.keys(FILTER_FIELDS) as FilterField[];
const NEWEST_FIRST: Sort[] = [{ field: 'issuedAt', descending: true }];

/** A list of certificates as host code asks for it. @throws DomainError as `parseList` */
export const parseCertificateList = (words: ListWords): ListQuery & Page => ({
  ...parsePage(words),
  view: isTrue(words.trashed) ? 'trashed' : isTrue(words.archived) ? 'archived' : 'current',
  filter: parseFilters(words.filters, STAFF_FILTERS),
  search: parseSearch(words._q),
  sort: parseSort(words.sort, NEWEST_FIRST),
  cursor: parseCursor(words.cursor),
});

/** The same as staff ask for it. @throws DomainError as `parseList` */
export const parseStaffList = (words: ListWords): ListQuery & Page => {
  refuseBareFilters(words, FILTER_FIELDS);
  return parseCertificateList(words);
};
