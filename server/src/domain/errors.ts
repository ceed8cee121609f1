/**
 * How a rule says no. `kind` decides the HTTP status at the edge; `code` is the stable word that clients translate
 * (DESIGN: "Wrong input 400, no right 403, not there or out of scope 404, a state or revision that forbids it 409").
 */
export type ErrorKind = 'invalid' | 'forbidden' | 'not_found' | 'conflict' | 'unprocessable' | 'unavailable';

export class DomainError extends Error {
  override readonly name: string = 'CertificatesError';

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {}
  ) {
    super(message);
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
