import type { Pagination } from '../../contracts';
import type { Page } from '../domain/list-request';

/** Where in a list a page lies. */
export const toPagination = (
  { page, pageSize }: Pick<Page, 'page' | 'pageSize'>,
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
