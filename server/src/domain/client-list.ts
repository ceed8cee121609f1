import {
  isTrue,
  parseCount,
  parseFilters,
  parseSortOf,
  type FilterField,
  type ListQuery,
  type SortField,
} from './list-query';

const CLIENT_FILTERS: FilterField[] = ['state', 'validUntil', 'issuedAt', 'template', 'documentId'];
const TOKEN_FILTERS: FilterField[] = [...CLIENT_FILTERS, 'client'];
/** Not by what only staff see. */
const CLIENT_SORTS: SortField[] = [
  'issuedAt',
  'validUntil',
  'state',
  'uploadedAt',
  'approvedAt',
  'archivedAt',
  'expiresAt',
  'name',
  'template',
];
const TOKEN_SORTS: SortField[] = [...CLIENT_SORTS, 'client'];
const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 25;

/** What a client app asks of a list, as it came from outside. */
export interface ClientListInput {
  filters?: unknown;
  sort?: unknown;
  pagination?: unknown;
}

/** Who asks, and for which of the two lists. */
interface ClientListRules {
  view: 'current' | 'archived';
  /** An API token may filter by client. */
  token: boolean;
  /** The host's own cap on pages, where it has one. */
  hostLimit?: unknown;
}

export interface ClientList {
  query: ListQuery;
  /** Asked for, because counting a million rows takes longer than listing them. */
  withCount: boolean;
  /** How the page was asked for: `page` and `pageSize`, or `start` and `limit`. */
  page: { page: number; pageSize: number } | { start: number; limit: number };
}

const capOf = (hostLimit: unknown): number =>
  typeof hostLimit === 'number' && Number.isInteger(hostLimit) && hostLimit > 0
    ? Math.min(hostLimit, MAX_PAGE_SIZE)
    : MAX_PAGE_SIZE;

/** Strapi's two ways of paging. Pages that are too large are cut to the cap, as Strapi does. */
const parsePagination = (raw: unknown, cap: number) => {
  const asked = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const withCount = isTrue(asked.withCount);
  const size = (name: 'limit' | 'pageSize') => parseCount(name, asked[name], Math.min(DEFAULT_PAGE_SIZE, cap), 1, cap);
  if (asked.start != null || asked.limit != null) {
    const start = parseCount('start', asked.start, 0, 0, Number.MAX_SAFE_INTEGER);
    const limit = size('limit');
    return { withCount, limit, offset: start, page: { start, limit } };
  }
  const page = parseCount('page', asked.page, 1, 1, Number.MAX_SAFE_INTEGER);
  const pageSize = size('pageSize');
  const offset = Math.min((page - 1) * pageSize, Number.MAX_SAFE_INTEGER);
  return { withCount, limit: pageSize, offset, page: { page, pageSize } };
};

/**
 * A list as client apps ask for it, over REST and GraphQL alike.
 * @throws DomainError 400 `filter_invalid`, `sort_invalid`, `pagination_invalid`
 */
export const parseClientList = (input: ClientListInput, { view, token, hostLimit }: ClientListRules): ClientList => {
  const { withCount, limit, offset, page } = parsePagination(input.pagination, capOf(hostLimit));
  return {
    withCount,
    page,
    query: {
      view,
      filter: parseFilters(input.filters, token ? TOKEN_FILTERS : CLIENT_FILTERS),
      search: null,
      sort: parseSortOf(input.sort, token ? TOKEN_SORTS : CLIENT_SORTS, [
        { field: view === 'archived' ? 'archivedAt' : 'issuedAt', descending: true },
      ]),
      limit,
      offset,
      cursor: null,
    },
  };
};
