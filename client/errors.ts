/** The stable words of errors, for `Record<KnownErrorCode, string>` in each language of an app. */
export type KnownErrorCode =
  | 'antivirus_unavailable'
  | 'archived'
  | 'busy'
  | 'document_missing'
  | 'field_unknown'
  | 'file_active'
  | 'file_broken'
  | 'file_empty'
  | 'file_encrypted'
  | 'file_infected'
  | 'file_missing'
  | 'file_polyglot'
  | 'file_too_large'
  | 'file_type'
  | 'filter_invalid'
  | 'forbidden'
  | 'input_invalid'
  | 'locked'
  | 'not_found'
  | 'notes_invalid'
  | 'notes_too_long'
  | 'pagination_invalid'
  | 'parameter_unknown'
  | 'preview_busy'
  | 'preview_failed'
  | 'push_driver'
  | 'push_endpoint'
  | 'push_keys'
  | 'push_locale'
  | 'push_token'
  | 'sort_invalid'
  | 'store_unavailable'
  | 'trashed'
  | 'unauthorized'
  | 'upload_aborted'
  | 'upload_invalid'
  | 'validity_in_past'
  | 'validity_invalid'
  | 'validity_not_expected'
  | 'wrong_state'
  // Not from the plugin:
  | 'network'
  | 'rate_limited'
  | 'server_error'
  | 'unknown';

/** A newer server may know more of them. */
export type ErrorCode = KnownErrorCode | (string & {});

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'file_too_large',
  429: 'rate_limited',
};

/** Why a call failed. Show people a text of your own for `code`; `message` is English. */
export class CertificatesError extends Error {
  override readonly name = 'CertificatesError';
  readonly code: ErrorCode;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly details: Record<string, unknown>;
  /** What the platform said, where no answer came. */
  override cause?: unknown;

  constructor(
    message: string,
    { code, status, details, cause }: Omit<CertificatesError, 'name' | 'message' | 'stack'>
  ) {
    super(message);
    if (cause !== undefined) this.cause = cause;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads an error in Strapi's shape; whatever else came (a proxy's page) is told by its status. */
export const errorOf = (status: number, body: unknown): CertificatesError => {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const details = isRecord(error.details) ? error.details : {};
  const message = typeof error.message === 'string' ? error.message : `The server answered ${status}`;
  const fallback = CODE_OF_STATUS[status] ?? (status >= 500 ? 'server_error' : 'unknown');
  const code = typeof details.code === 'string' ? details.code : fallback;
  return new CertificatesError(message, { code, status, details });
};

export const networkError = (cause: unknown): CertificatesError =>
  new CertificatesError(cause instanceof Error ? cause.message : 'The server cannot be reached', {
    code: 'network',
    status: 0,
    details: {},
    cause,
  });

/** What a call rejects with that its caller has ended: as fetch does, also where signals carry no reason yet. */
export const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason ?? Object.assign(new Error('The call was aborted'), { name: 'AbortError' });
