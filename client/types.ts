/** A day of the calendar as documents print it: `YYYY-MM-DD`. It has no time zone. */
export type Day = string;
/** An instant, ISO 8601 in UTC. */
export type Instant = string;

export type CertificateState = 'missing_info' | 'pending_approval' | 'approved' | 'expiring_soon' | 'expired';
export type RejectionReason = 'unreadable' | 'wrong_document' | 'wrong_date' | 'incomplete' | 'other';

/** A certificate as its client sees it. */
export interface Certificate {
  documentId: string;
  name: string;
  state: CertificateState;
  /** Whether it has a validity date at all. */
  expires: boolean;
  /** The document is valid through the whole of this day. */
  validUntil: Day | null;
  notes: string | null;
  issuedAt: Instant | null;
  uploadedAt: Instant | null;
  uploadedBy: 'client' | 'staff' | null;
  approvedAt: Instant | null;
  archivedAt: Instant | null;
  expiresAt: Instant | null;
  /** Why it was sent back; null again as soon as it is mended. */
  rejection: { reason: RejectionReason; comment: string | null; at: Instant } | null;
  editable: boolean;
  document: {
    name: string;
    mime: string;
    /** Bytes. */
    size: number;
    /** Path on the server, which needs the same log-in: `document()` and `preview()` fetch it. */
    url: string;
    previewUrl: string | null;
  } | null;
  template: { documentId: string; name: string; instructions: string | null } | null;
  /** Whose it is; told to API tokens alone. */
  client?: { documentId: string; username: string } | null;
}

export interface AccessProblem {
  template: { documentId: string; name: string };
  /** What the nearest certificate is on that day. */
  state: CertificateState;
  reason: 'missing' | 'pending' | 'rejected' | 'expired';
}

/** Whether a client is in order on a day. */
export interface Access {
  allowed: boolean;
  blocking: AccessProblem[];
  warnings: AccessProblem[];
}

export type PushDriver = 'web-push' | 'fcm' | 'expo';

/** A device on which the client is told. */
export interface PushDevice {
  documentId: string;
  driver: PushDriver;
  locale: string | null;
  createdAt: Instant | null;
  lastSuccessAt: Instant | null;
}

/** `endpoint` and `keys` as the browser gives them (Web Push), or the `token` of the device (FCM, Expo). */
export interface NewPushDevice {
  driver: PushDriver;
  endpoint?: string;
  token?: string;
  keys?: { p256dh: string; auth: string };
  /** Language of the messages, e.g. `es`. */
  locale?: string | null;
}

/** `publicKey` is null where Web Push is not set up. */
export interface PushSetUp {
  publicKey: string | null;
  drivers: PushDriver[];
}

export interface CalendarChoices {
  /** Certificates are named in the calendar, which others may see; by default they are not. */
  names?: boolean;
  /** Language of the calendar, e.g. `pt-BR`; by default the client's. */
  locale?: string | null;
}

export interface CalendarLink {
  /** Told once. Whoever has it needs no log-in. */
  url: string;
}

interface Equality<T> {
  $eq?: T;
  $ne?: T;
  $in?: T[];
  $notIn?: T[];
  $null?: boolean;
  $notNull?: boolean;
}

interface Order<T> {
  $lt?: T;
  $lte?: T;
  $gt?: T;
  $gte?: T;
  $between?: [T, T];
}

/** Letter case never matters. */
interface TextParts {
  $eqi?: string;
  $nei?: string;
  $startsWith?: string;
  $endsWith?: string;
  $contains?: string;
  $notContains?: string;
}

type Asked<T, Operators> =
  T | T[] | (Operators & { $and?: Asked<T, Operators>[]; $or?: Asked<T, Operators>[]; $not?: Asked<T, Operators> });

type Comparable<T> = Asked<T, Equality<T> & Order<T>>;
type Choice<T> = Asked<T, Equality<T> & TextParts>;

export interface CertificateFilters {
  state?: Choice<CertificateState>;
  validUntil?: Comparable<Day>;
  issuedAt?: Comparable<Instant | Date>;
  template?: { documentId: Choice<string> };
  documentId?: Choice<string>;
  /** API tokens only. */
  client?: { documentId: Choice<string> };
  $and?: CertificateFilters[];
  $or?: CertificateFilters[];
  $not?: CertificateFilters;
}

type SortField =
  'issuedAt' | 'validUntil' | 'state' | 'uploadedAt' | 'approvedAt' | 'archivedAt' | 'expiresAt' | 'name' | 'template';
export type CertificateSort = SortField | `${SortField}:${'asc' | 'desc'}`;

export interface CertificateQuery {
  filters?: CertificateFilters;
  sort?: CertificateSort | CertificateSort[];
  /** At most 100 at once. Counting costs more than listing: ask for `withCount` where you show a total. */
  pagination?: { withCount?: boolean } & ({ page?: number; pageSize?: number } | { start?: number; limit?: number });
}

/** `total` and `pageCount` only where `withCount` asked for them. */
export type Pagination =
  | { page: number; pageSize: number; pageCount?: number; total?: number }
  | { start: number; limit: number; total?: number };

export interface CertificatePage {
  data: Certificate[];
  meta: { pagination: Pagination };
}

/** What is absent stays as it is; null takes it away. */
export interface CertificateChanges {
  validUntil?: Day | null;
  /** At most 400 characters (Unicode code points). */
  notes?: string | null;
}

/** A file as React Native's pickers give it. */
export interface NativeFile {
  uri: string;
  name: string;
  type: string;
}

export interface Upload {
  file: Blob | NativeFile;
  /** For a Blob that has no name of its own. */
  fileName?: string;
  /** What is absent stays as it is; null takes it away. */
  validUntil?: Day | null;
  notes?: string | null;
}

/** Bytes sent so far. */
export interface Progress {
  loaded: number;
  total: number;
}

export interface CallOptions {
  /** Ends the call early, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface UploadOptions extends CallOptions {
  /** Called while the file goes up where there is XMLHttpRequest (browsers, React Native); else once, at the end. */
  onProgress?: (progress: Progress) => void;
}
