import { queryString } from './query';
import { createTransport, type TransportOptions } from './transport';
import type {
  Access,
  CalendarChoices,
  CalendarLink,
  CallOptions,
  Certificate,
  CertificateChanges,
  CertificatePage,
  CertificateQuery,
  Day,
  NewPushDevice,
  PushDevice,
  PushSetUp,
  Upload,
  UploadOptions,
} from './types';

export type CertificatesClientOptions = TransportOptions;

interface Answer<T> {
  data: T;
}

const id = encodeURIComponent;

const formOf = ({ file, fileName, validUntil, notes }: Upload): FormData => {
  const form = new FormData();
  // Fields first: a server that streams has read them when the file begins.
  // A form knows no null: an empty field takes the value away.
  if (validUntil !== undefined) form.append('validUntil', validUntil ?? '');
  if (notes !== undefined) form.append('notes', notes ?? '');
  // React Native's FormData takes its pickers' objects as they are; its types do not say so.
  const part = file as Blob & { name?: unknown };
  if (!(file instanceof Blob)) form.append('files', part);
  else form.append('files', part, fileName ?? (typeof part.name === 'string' ? part.name : 'document'));
  return form;
};

/**
 * A client of the plugin's REST API. It keeps nothing: no log-in, no cache.
 *
 * Every call rejects with a `CertificatesError` (`code`, `status`, `details`), or with the reason of its own `signal`.
 */
export const createCertificatesClient = (options: CertificatesClientOptions) => {
  const http = createTransport(options);

  return {
    /**
     * Current certificates, the newest first.
     * @throws CertificatesError `filter_invalid`, also where a filter is null, undefined or empty: it would show more
     */
    list: async (query: CertificateQuery = {}, call?: CallOptions): Promise<CertificatePage> =>
      http.json('GET', queryString(query), call),

    /** Archived certificates, the newest first. @throws CertificatesError as `list` */
    history: async (query: CertificateQuery = {}, call?: CallOptions): Promise<CertificatePage> =>
      http.json('GET', `/history${queryString(query)}`, call),

    /** @throws CertificatesError 404 `not_found`, also for somebody else's */
    one: async (documentId: string, call?: CallOptions): Promise<Certificate> =>
      (await http.json<Answer<Certificate>>('GET', `/${id(documentId)}`, call)).data,

    /** @throws CertificatesError 400 `validity_in_past`, `notes_too_long`, ...; 409 `locked` once it is approved */
    update: async (documentId: string, changes: CertificateChanges, call?: CallOptions): Promise<Certificate> =>
      (await http.json<Answer<Certificate>>('PUT', `/${id(documentId)}`, call, { data: changes })).data,

    /**
     * Sends the document (JPG, PNG, HEIC or PDF), with its validity date and notes.
     * @throws CertificatesError 400 `file_type`, `file_broken`, `file_too_large`, `validity_in_past`, ...; 409 `locked`
     */
    upload: async (documentId: string, upload: Upload, call?: UploadOptions): Promise<Certificate> =>
      (await http.form<Answer<Certificate>>(`/${id(documentId)}/document`, formOf(upload), call)).data,

    /** The document as it was sent. @throws CertificatesError 404 where there is none */
    document: (documentId: string, call?: CallOptions): Promise<Blob> => http.blob(`/${id(documentId)}/document`, call),

    /**
     * A picture of the document that anything can show, upright.
     * @throws CertificatesError 404 where `document.previewUrl` is null (a PDF), 422 `preview_failed`
     */
    preview: (documentId: string, call?: CallOptions): Promise<Blob> => http.blob(`/${id(documentId)}/preview`, call),

    /** Whether the client is in order, today or `on` a day; if not, why not. */
    access: async (query: { on?: Day } = {}, call?: CallOptions): Promise<Access> =>
      (await http.json<Answer<Access>>('GET', `/access${queryString(query)}`, call)).data,

    /** The same for any client: with an API token, for turnstiles and booking systems. */
    accessOf: async (clientDocumentId: string, query: { on?: Day } = {}, call?: CallOptions): Promise<Access> =>
      (await http.json<Answer<Access>>('GET', `/clients/${id(clientDocumentId)}/access${queryString(query)}`, call))
        .data,

    push: {
      /** What a device needs before it can subscribe. Needs no log-in. */
      setUp: async (call?: CallOptions): Promise<PushSetUp> =>
        (await http.json<Answer<PushSetUp>>('GET', '/push/public-key', call)).data,

      /** Registers this device; one that is known moves to this client. */
      subscribe: async (device: NewPushDevice, call?: CallOptions): Promise<PushDevice> => {
        const { driver, endpoint, token, keys, locale } = device;
        const data = { driver, endpoint, token, keys, locale };
        return (await http.json<Answer<PushDevice>>('POST', '/push-subscriptions', call, { data })).data;
      },

      list: async (call?: CallOptions): Promise<PushDevice[]> =>
        (await http.json<Answer<PushDevice[]>>('GET', '/push-subscriptions', call)).data,

      remove: (documentId: string, call?: CallOptions): Promise<void> =>
        http.nothing('DELETE', `/push-subscriptions/${id(documentId)}`, call),
    },

    calendar: {
      /** Makes a link for calendar apps, in place of the one before. Whoever has it reads the dates: show it, do not log it. */
      create: async (choices: CalendarChoices = {}, call?: CallOptions): Promise<CalendarLink> => {
        const { data } = await http.json<Answer<CalendarLink>>('POST', '/calendar', call, { data: choices });
        return { url: http.absolute(data.url) };
      },

      /** Ends the link, if there is one. */
      revoke: (call?: CallOptions): Promise<void> => http.nothing('DELETE', '/calendar', call),
    },
  };
};

export type CertificatesClient = ReturnType<typeof createCertificatesClient>;
