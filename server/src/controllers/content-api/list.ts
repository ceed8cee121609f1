import type { ListQuery, FilterField } from '../../domain/list-query';
import { parseCount, parseFilters, parseSort } from '../../domain/list-query';
import type { CertificateRecord } from '../../repositories/certificate-record';
import type { App } from '../../services/app';
import { isSet, type Query } from '../shared/list';
import type { Reader } from './caller';

const CLIENT_FILTERS: FilterField[] = ['state', 'validUntil', 'issuedAt', 'template', 'documentId'];
const TOKEN_FILTERS: FilterField[] = [...CLIENT_FILTERS, 'client'];
const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 25;

/** Strapi's two ways of paging: `page` and `pageSize`, or `start` and `limit`. */
const parsePagination = (raw: unknown) => {
  const query = (typeof raw === 'object' && raw !== null ? raw : {}) as Query;
  const withCount = isSet(query.withCount);
  if (query.start !== undefined || query.limit !== undefined) {
    const start = parseCount('start', query.start, 0, 0, Number.MAX_SAFE_INTEGER);
    const limit = parseCount('limit', query.limit, DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    return { withCount, limit, offset: start, meta: () => ({ start, limit }) };
  }
  const page = parseCount('page', query.page, 1, 1, Number.MAX_SAFE_INTEGER);
  const pageSize = parseCount('pageSize', query.pageSize, DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
  return {
    withCount,
    limit: pageSize,
    offset: Math.min((page - 1) * pageSize, Number.MAX_SAFE_INTEGER),
    meta: (total?: number) => ({
      page,
      pageSize,
      ...(total === undefined ? {} : { pageCount: Math.ceil(total / pageSize) }),
    }),
  };
};

/**
 * A list in Strapi's `{ data, meta }` shape. A total is counted only when it is asked for
 * (`pagination[withCount]=true`), because counting a million rows takes longer than listing them.
 */
export const listFor = async <T>(
  app: App,
  query: Query,
  { caller, token }: Reader,
  view: ListQuery['view'],
  present: (record: CertificateRecord, token: boolean) => T
) => {
  const { withCount, limit, offset, meta } = parsePagination(query.pagination);
  const list: ListQuery = {
    view,
    filter: parseFilters(query.filters, token ? TOKEN_FILTERS : CLIENT_FILTERS),
    search: null,
    sort: parseSort(query.sort, [{ field: view === 'archived' ? 'archivedAt' : 'issuedAt', descending: true }]),
    limit,
    offset,
    cursor: null,
  };
  const { rows } = await app.certificates.list(list, caller);
  const total = withCount ? (await app.certificates.total(list, caller, null)).total : undefined;
  return {
    data: rows.map((row) => present(row, token)),
    meta: { pagination: { ...meta(total), ...(total === undefined ? {} : { total }) } },
  };
};
