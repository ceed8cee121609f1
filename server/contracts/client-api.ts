import type { CertificateState } from '../src/constants';
import type { ClientCertificate } from './certificates';
import type { Answer } from './shared';

/** A certificate as the content API answers it: an API token is also told whose it is, a client is not. */
export interface ReadCertificate extends ClientCertificate {
  client?: { documentId: string; username: string } | null;
}

/** The page that was asked for; `total` and `pageCount` only with `pagination[withCount]=true`. */
export type ClientPagination =
  | { page: number; pageSize: number; pageCount?: number; total?: number }
  | { start: number; limit: number; total?: number };

export interface ClientListAnswer<T> {
  data: T[];
  meta: { pagination: ClientPagination };
}

/** A template that is not in order, and why. */
export interface AccessProblem {
  template: { documentId: string; name: string };
  /** What the nearest certificate is on that day. */
  state: CertificateState;
  reason: 'missing' | 'pending' | 'rejected' | 'expired';
}

/** Whether a client is in order on a day. */
export interface ClientAccess {
  allowed: boolean;
  blocking: AccessProblem[];
  warnings: AccessProblem[];
}

/** A device on which a client wants to be told. */
export interface ClientPushSubscription {
  documentId: string;
  driver: 'web-push' | 'fcm' | 'expo';
  locale: string | null;
  createdAt: string | null;
  lastSuccessAt: string | null;
}

/** `endpoint` and `keys` as the browser gives them (Web Push), or the `token` of the device (FCM, Expo). */
export interface NewClientPushSubscription {
  driver: ClientPushSubscription['driver'];
  endpoint?: string;
  token?: string;
  keys?: { p256dh: string; auth: string };
  locale?: string | null;
}

export namespace FindOwnCertificates {
  export type Response = ClientListAnswer<ReadCertificate>;
}

export namespace UpdateOwnCertificate {
  export interface Request {
    data: { validUntil?: string | null; notes?: string | null };
  }
  export type Response = Answer<ReadCertificate>;
}

export namespace FindPushKey {
  /** `publicKey` is null where Web Push is not set up. */
  export type Response = Answer<{ publicKey: string | null; drivers: ClientPushSubscription['driver'][] }>;
}

export namespace RegisterPushSubscription {
  export interface Request {
    data: NewClientPushSubscription;
  }
  export type Response = Answer<ClientPushSubscription>;
}

/** `names`: certificates are named, which others may see; by default they are not. `locale`: a language tag. */
export interface CalendarChoices {
  names?: boolean;
  locale?: string | null;
}

/** A calendar's link. Its `url` is a path on the server, told once: whoever has it needs no log-in. */
export interface CalendarLink {
  url: string;
}

export namespace MakeCalendarLink {
  export interface Request {
    data?: CalendarChoices;
  }
  export type Response = Answer<CalendarLink>;
}

/** Words in `error.details.code` that the content API answers with. */
export type ClientErrorCode =
  | 'antivirus_unavailable'
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
  | 'unauthorized'
  | 'upload_aborted'
  | 'upload_invalid'
  | 'validity_in_past'
  | 'validity_invalid'
  | 'validity_not_expected';
