import { yup } from '@strapi/utils';
import type { Context } from 'koa';

import { invalid } from '../../domain/errors';
import { inputInvalid } from '../../domain/input-problems';
import { plainText } from '../../services/plain-text';

export { plainText as text };

/** Named here, because declarations cannot reach into the packages of @strapi/utils. */
type Schema = ReturnType<typeof yup.mixed>;

export const id = () => plainText(64).min(1, '${path} must be an id');

export const ids = (max: number): Schema =>
  yup.array().of(id().required()).max(max, '${path} may have at most ${max} entries') as unknown as Schema;

export const body = (shape: Parameters<typeof yup.object>[0]): Schema =>
  yup.object(shape).noUnknown(true, 'Unknown fields: ${unknown}').required() as unknown as Schema;

/** The request's body. @throws DomainError 400 when it is no JSON object */
export const bodyOf = (ctx: Context): Record<string, unknown> => {
  const value: unknown = (ctx.request as { body?: unknown }).body ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('input_invalid', 'The request body must be a JSON object.');
  }
  return value as Record<string, unknown>;
};

/**
 * The request's body, checked against a schema.
 * @throws DomainError 400 `input_invalid` with `errors: [{ path, message }]`
 */
export const parseBody = <T>(ctx: Context, schema: { validateSync(value: unknown, options: object): unknown }): T => {
  const value = bodyOf(ctx);
  try {
    return schema.validateSync(value, { strict: true, abortEarly: false }) as T;
  } catch (error) {
    throw inputInvalid(error);
  }
};

/** What a client app sends, in Strapi's own wrapper. @throws DomainError 400 when there is none */
export const dataOf = (ctx: Context): unknown => {
  const { body } = ctx.request as { body?: { data?: unknown } };
  if (typeof body?.data !== 'object' || body.data === null) {
    throw invalid('input_invalid', 'Send the changes as { "data": { ... } }.');
  }
  return body.data;
};
