import { errorOf, networkError, reasonOf } from './errors';
import { sendByXhr, xhrOf } from './xhr';
import type { CallOptions, UploadOptions } from './types';

type Token = string | null | undefined;

export interface TransportOptions {
  /** Where Strapi answers, e.g. `https://api.example.com`; empty for the page's own origin. */
  baseUrl: string;
  /** The JWT of a client (or an API token), or what gives it when it is needed. */
  token?: Token | (() => Token | Promise<Token>);
  /** Strapi's `api.rest.prefix`. */
  prefix?: string;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Where the page comes from; '' where there is none. */
const ownOrigin = (): string => (globalThis as { location?: { origin?: string } }).location?.origin ?? '';

/** What a rejected fetch means: the caller's own end of it, or a server out of reach. */
const failure = (error: unknown, signal?: AbortSignal): unknown =>
  signal?.aborted ? reasonOf(signal) : networkError(error);

export const createTransport = (options: TransportOptions) => {
  const { token, prefix = '/api' } = options;
  const origin = options.baseUrl.replace(/\/+$/, '');
  const base = [origin, prefix.replace(/^\/+|\/+$/g, ''), 'certificates']
    .filter((part, at) => part || at === 0)
    .join('/');
  /** Taken at the call, so that what is put in place of the global one later is used. */
  const send: typeof fetch = (...call) => (options.fetch ?? fetch)(...call);

  const headers = async (): Promise<Record<string, string>> => {
    const value = typeof token === 'function' ? await token() : token;
    return value ? { Authorization: `Bearer ${value}` } : {};
  };

  const ask = async (method: Method, path: string, { signal }: CallOptions, body?: object): Promise<Response> => {
    const isForm = body instanceof FormData;
    const authorization = await headers();
    let response: Response;
    try {
      response = await send(base + path, {
        method,
        headers: { ...authorization, ...(body && !isForm && { 'Content-Type': 'application/json' }) },
        ...(body && { body: isForm ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch (error) {
      throw failure(error, signal);
    }
    if (!response.ok) throw errorOf(response.status, parse(await response.text().catch(() => '')));
    return response;
  };

  /** What stands in `body`; a connection that breaks half-way is no other failure than one that never was. */
  const read = async <T>(body: Promise<unknown>, signal?: AbortSignal): Promise<T> => {
    try {
      return (await body) as T;
    } catch (error) {
      throw failure(error, signal);
    }
  };

  return {
    /** An address that the server gave, made whole: other apps are to open it. */
    absolute: (url: string): string => (url.startsWith('/') ? (origin || ownOrigin()) + url : url),

    async json<T>(method: Method, path: string, call: CallOptions = {}, body?: object): Promise<T> {
      const response = await ask(method, path, call, body);
      return read<T>(response.json(), call.signal);
    },

    async nothing(method: Method, path: string, call: CallOptions = {}): Promise<void> {
      await ask(method, path, call);
    },

    async blob(path: string, call: CallOptions = {}): Promise<Blob> {
      const response = await ask('GET', path, call);
      return read<Blob>(response.blob(), call.signal);
    },

    /** Sends a form, and says how far it is where the platform tells. */
    async form<T>(path: string, form: FormData, { signal, onProgress }: UploadOptions = {}): Promise<T> {
      const Xhr = xhrOf(globalThis);
      if (!Xhr || options.fetch) {
        const response = await ask('POST', path, { signal }, form);
        const answer = await read<T>(response.json(), signal);
        onProgress?.({ loaded: 1, total: 1 });
        return answer;
      }
      const request = { form, headers: await headers(), signal, onProgress };
      const { status, text } = await sendByXhr(new Xhr(), base + path, request);
      if (status < 200 || status >= 300) throw errorOf(status, parse(text));
      return parse(text) as T;
    },
  };
};
