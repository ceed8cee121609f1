import { networkError, reasonOf } from './errors';
import type { UploadOptions } from './types';

/** As much of XMLHttpRequest as an upload needs; browsers and React Native have it, Node has not. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload?: { onprogress: ((event: { loaded: number; total: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: FormData): void;
  abort(): void;
}

export const xhrOf = (platform: object): (new () => Xhr) | undefined =>
  (platform as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest;

interface Sending extends UploadOptions {
  form: FormData;
  headers: Record<string, string>;
}

/** Posts a form. fetch cannot say how far an upload is; this can. */
export const sendByXhr = (
  xhr: Xhr,
  url: string,
  { form, headers, signal, onProgress }: Sending
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const abort = () => xhr.abort();
    const finish = (settle: () => void) => () => {
      signal?.removeEventListener('abort', abort);
      settle();
    };
    xhr.open('POST', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (xhr.upload && onProgress) {
      xhr.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
    }
    xhr.onload = finish(() => resolve({ status: xhr.status, text: xhr.responseText }));
    xhr.onerror = finish(() => reject(networkError(undefined)));
    xhr.onabort = finish(() => reject(signal ? (reasonOf(signal) as Error) : networkError(undefined)));
    if (signal?.aborted) return reject(reasonOf(signal));
    signal?.addEventListener('abort', abort);
    xhr.send(form);
  });
