/**
 * How a rule says no. `kind` decides the HTTP status at the edge; `code` is the stable word that clients translate
 * (DESIGN: "Wrong input 400, no right 403, not there or out of scope 404, a state or revision that forbids it 409").
 */
export type ErrorKind =
  'invalid' | 'unauthorized' | 'forbidden' | 'not_found' | 'conflict' | 'unprocessable' | 'unavailable';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unprocessable: 422,
  unavailable: 503,
};

export class DomainError extends Error {
  override readonly name: string = 'CertificatesError';
  /** Read by Strapi's error handler, so that host code which lets the error through answers as the plugin would. */
  status: number;
  readonly details: Record<string, unknown> & { code: string };

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    details: Record<string, unknown> = {}
  ) {
    super(message);
    this.status = STATUS[kind];
    this.details = { ...details, code };
  }
}

export const invalid = (code: string, message: string, details?: Record<string, unknown>) =>
  new DomainError('invalid', code, message, details);

export const notFound = (what: string) => new DomainError('not_found', 'not_found', `${what} not found`);

export const conflict = (code: string, message: string, details?: Record<string, unknown>) =>
  new DomainError('conflict', code, message, details);

export const forbidden = (message: string) => new DomainError('forbidden', 'forbidden', message);

export const isDomainError = (error: unknown): error is DomainError =>
  error instanceof DomainError || (error instanceof Error && error.name === 'CertificatesError');

export const unauthorized = () => new DomainError('unauthorized', 'unauthorized', 'Log in first.');

export const unavailable = (code: string, message: string) => new DomainError('unavailable', code, message);
