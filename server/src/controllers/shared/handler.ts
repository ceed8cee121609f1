import type { Context } from 'koa';

import { isDomainError, type DomainError, type ErrorKind } from '../../domain/errors';

const NAME: Record<ErrorKind, string> = {
  invalid: 'ValidationError',
  unauthorized: 'UnauthorizedError',
  forbidden: 'ForbiddenError',
  not_found: 'NotFoundError',
  conflict: 'ConflictError',
  unprocessable: 'UnprocessableError',
  unavailable: 'UnavailableError',
};

const answerError = (ctx: Context, { kind, status, message, details }: DomainError): void => {
  ctx.status = status;
  ctx.body = { data: null, error: { status, name: NAME[kind], message, details } };
};

export type Handler = (ctx: Context) => Promise<void>;

/** A handler whose domain errors become answers in Strapi's error shape; everything else is Strapi's to report. */
export const handle =
  (work: Handler): Handler =>
  async (ctx) => {
    try {
      await work(ctx);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      answerError(ctx, error);
    }
  };

/** Wraps every handler of a controller. */
export const controller = <T extends Record<string, Handler>>(handlers: T): T =>
  Object.fromEntries(Object.entries(handlers).map(([name, work]) => [name, handle(work)])) as T;

/** `{ data, meta: {} }` */
export const answer = (ctx: Context, data: unknown, status = 200): void => {
  ctx.status = status;
  ctx.body = { data, meta: {} };
};

/** A parameter of the path. */
export const param = (ctx: Context, name: string): string => String((ctx.params as Record<string, unknown>)[name]);
