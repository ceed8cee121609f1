import type { Context } from 'koa';

import type { ListWords } from '../../domain/list-request';

export { toPagination as pagination } from '../../answers/pagination';

export const queryOf = (ctx: Context): ListWords => ctx.query;
