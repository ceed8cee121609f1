import type { Context } from 'koa';

import type { Pagination } from '../../../contracts';
import { invalid } from '../../domain/errors';
import {
  isTrue,
  parseCount,
  parseFilters,
  parseSearch,
  parseSort,
  type FilterField,
  type ListQuery,
  type Sort,
} from '../../domain/list-query';

const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 25;
/** Pages further back are reached by cursor, or by a narrower filter. */
const MAX_OFFSET = 1_000_000;

export type Query = Record<string, unknown>;

export const queryOf = (ctx: Context): Query => ctx.query;

export interface Page {
  page: number;
  pageSize: number;
  limit: number;
  offset: number;
}

/** `page` and `pageSize` of the admin API. @throws DomainError 400 `pagination_invalid` */
export const parsePage = (query: Query): Page => {
  const page = parseCount('page', query.page, 1, 1, Number.MAX_SAFE_INTEGER);
  const pageSize = parseCount('pageSize', query.pageSize, DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
  return { page, pageSize, limit: pageSize, offset: Math.min((page - 1) * pageSize, MAX_OFFSET) };
};

/** `field:ASC` of a list that sorts by one of a few fields. @throws DomainError 400 `sort_invalid` */
export const parseOneSort = <T extends string>(raw: unknown, allowed: readonly T[], fallback: T) => {
  const [field = fallback, direction = 'asc'] = typeof raw === 'string' && raw !== '' ? raw.split(':') : [];
  if (!(allowed as readonly string[]).includes(field) || !/^(asc|desc)$/i.test(direction)) {
    throw invalid('sort_invalid', `Sorting by "${String(raw)}" is not possible.`);
  }
  return { field: field as T, descending: direction.toLowerCase() === 'desc' };
};

/** A certificate list of the admin API. @throws DomainError 400 `filter_invalid`, `sort_invalid`, `pagination_invalid` */
export const parseCertificateList = (
  query: Query,
  allowed: readonly FilterField[],
  fallback: Sort[]
): ListQuery & Page => ({
  ...parsePage(query),
  view: isTrue(query.trashed) ? 'trashed' : isTrue(query.archived) ? 'archived' : 'current',
  filter: parseFilters(query.filters, allowed),
  search: parseSearch(query._q),
  sort: parseSort(query.sort, fallback),
  cursor: typeof query.cursor === 'string' && query.cursor !== '' ? query.cursor : null,
});

export const pagination = (
  { page, pageSize }: Page,
  { total, totalCapped }: { total: number; totalCapped?: boolean },
  nextCursor: string | null = null
): Pagination => ({
  page,
  pageSize,
  pageCount: Math.ceil(total / pageSize),
  total,
  ...(totalCapped ? { totalCapped } : {}),
  nextCursor,
});
