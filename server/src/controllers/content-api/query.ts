import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { invalid } from '../../domain/errors';

/** What would narrow an answer, were it known: whoever sends it must not be given everything. */
const NARROWING = ['_q', 'where'];

/**
 * The query of a request.
 *
 * Where the host is strict about parameters (`api.rest.strictParams`, as new apps are), one that is not known is refused,
 * as in Strapi's own routes: who asks for `?date=` instead of `?on=` would take today's answer for another day's.
 * @throws DomainError 400 `parameter_unknown`
 */
export const queryOf = (strapi: Core.Strapi, ctx: Context, known: readonly string[]): Record<string, unknown> => {
  const isStrict = strapi.config.get('api.rest.strictParams') === true;
  const stray = Object.keys(ctx.query).find((name) => !known.includes(name) && (isStrict || NARROWING.includes(name)));
  if (stray !== undefined) {
    throw invalid('parameter_unknown', `The parameter "${stray.slice(0, 50)}" is not known here.`);
  }
  return ctx.query;
};
