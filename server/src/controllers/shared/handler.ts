import type { Context } from 'koa';

import { errorWord } from '../../domain/error-word';
import { isDomainError, notFound, type DomainError, type ErrorKind } from '../../domain/errors';
import { isDatabaseError } from '../../repositories/database';

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
      if (isDomainError(error)) return answerError(ctx, error);
      // What a database says holds the values of the statement, and Strapi would log it.
      if (isDatabaseError(error)) throw new Error(`certificates: the database refused (${errorWord(error)})`);
      throw error;
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

/** No id is longer. */
const MAX_ID_LENGTH = 64;

/** An id in the path. @throws DomainError 404 for what cannot be one */
export const param = (ctx: Context, name: string): string => {
  const value = String((ctx.params as Record<string, unknown>)[name]);
  if (value.length > MAX_ID_LENGTH || value.includes('\0')) throw notFound('Document');
  return value;
};
