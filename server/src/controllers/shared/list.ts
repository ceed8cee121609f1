import type { Context } from 'koa';

import type { Pagination } from '../../../contracts';
import type { ListWords, Page } from '../../domain/list-request';

export const queryOf = (ctx: Context): ListWords => ctx.query;

export const pagination = (
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
