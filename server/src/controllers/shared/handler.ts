import type { Context } from 'koa';

import { errorName, loggable } from '../../answers/errors';
import { parseId } from '../../domain/ids';
import { isDomainError, type DomainError } from '../../domain/errors';

const answerError = (ctx: Context, error: DomainError): void => {
  const { status, message, details } = error;
  ctx.status = status;
  ctx.body = { data: null, error: { status, name: errorName(error), message, details } };
};

export type Handler = (ctx: Context) => Promise<void>;

/**
 * A handler whose domain errors become answers in Strapi's error shape; everything else is Strapi's to report. What it
 * answers is about somebody, so no cache keeps it unless the handler says otherwise.
 */
export const handle =
  (work: Handler): Handler =>
  async (ctx) => {
    ctx.set('Cache-Control', 'private, no-store');
    try {
      await work(ctx);
    } catch (error) {
      if (isDomainError(error)) return answerError(ctx, error);
      throw loggable(error);
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

/** An id in the path. @throws DomainError 404 for what cannot be one */
export const param = (ctx: Context, name: string): string => parseId((ctx.params as Record<string, unknown>)[name]);
