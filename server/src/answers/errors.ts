import { errors } from '@strapi/utils';

import { errorWord } from '../domain/error-word';
import type { DomainError, ErrorKind } from '../domain/errors';

const NAME: Record<ErrorKind, string> = {
  invalid: 'ValidationError',
  unauthorized: 'UnauthorizedError',
  forbidden: 'ForbiddenError',
  not_found: 'NotFoundError',
  conflict: 'ConflictError',
  unprocessable: 'UnprocessableError',
  unavailable: 'UnavailableError',
};

/** The name by which Strapi's error shape knows an error. */
export const errorName = ({ kind }: DomainError): string => NAME[kind];

/** Errors of the code itself, whose messages name code. Those of Node's own functions have a code, and what they were given. */
const isOfTheCode = (error: unknown): error is Error =>
  (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) && !('code' in error);

/** Errors that Strapi answers, and does not log. */
const isAnswer = (error: unknown): boolean =>
  error instanceof errors.ApplicationError || error instanceof errors.HttpError;

/**
 * What may be logged of an unexpected error: the word for it, and where it happened. Databases and query builders put the
 * values of a statement into messages, stores the names of files, mail servers addresses; all of them are people's.
 */
export const loggable = (error: unknown): unknown => {
  if (isOfTheCode(error) || isAnswer(error)) return error;
  const told = new Error(`certificates: unexpected (${errorWord(error)})`);
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  told.stack = [`${told.name}: ${told.message}`, ...frames].join('\n');
  return told;
};
