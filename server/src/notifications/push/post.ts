import { PushRefused } from '../../ports/push';

/** A push service that does not answer in this time is tried again later. */
const TIMEOUT_MS = 15_000;
/** Answers are short (300 receipts are the longest); of a longer one the rest is not read. */
const MAX_ANSWER_BYTES = 256 * 1_024;

/** A push service said no, and may say yes later. */
export class PushServiceError extends Error {
  override readonly name = 'PushServiceError';

  constructor(
    readonly statusCode: number,
    detail: string,
    /** How long it asks to be left alone, in milliseconds; null: it does not say. */
    readonly retryAfterMs: number | null = null
  ) {
    super(`The push service answered ${statusCode}${detail ? `: ${detail}` : ''}`);
  }
}

/**
 * Whether a push service says no to the message, and will not say yes to the same one later: a client error that is
 * neither about time nor about too many requests.
 */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

/** The error for an answer that will be the same at every attempt. */
export const refusal = (status: number, detail: string): PushRefused =>
  new PushRefused(`The push service refused with ${status}${detail ? `: ${detail}` : ''}`);

/** The error for an answer that is no success. */
export const failureOf = (status: number, detail: string, retryAfterMs: number | null): Error =>
  isRefusal(status) ? refusal(status, detail) : new PushServiceError(status, detail, retryAfterMs);

export interface Answer {
  status: number;
  text: string;
  /** Of the `Retry-After` header (RFC 9110, 10.2.3); null where there is none. */
  retryAfterMs: number | null;
}

/** A date in it is measured on the service's own clock, which ours may differ from. */
const retryAfterOf = (headers: Headers): number | null => {
  const said = headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};

const beginningOf = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
};

/** Posts to a push service. Redirects are not followed: they could lead inside the host's network. */
export const post = async (
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array
): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const retryAfterMs = retryAfterOf(response.headers);
  return { status: response.status, text: await beginningOf(response), retryAfterMs };
};

/** The JSON of an answer; null when it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
