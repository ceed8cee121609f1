import { errorWord } from '../domain/error-word';
import type { DomainError, ErrorKind } from '../domain/errors';
import { isDatabaseError } from '../repositories/database';

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

/** What may be logged of an error: what a database says holds the values of the statement. */
export const loggable = (error: unknown): unknown =>
  isDatabaseError(error) ? new Error(`certificates: the database refused (${errorWord(error)})`) : error;
