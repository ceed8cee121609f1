import type { Readable } from 'node:stream';

import type { Core } from '@strapi/strapi';

import type { CertificateHistoryEntry, ListAnswer, StaffCertificate } from '../../contracts';
import { toHistoryEntry, toStaffCertificate } from '../answers/certificate';
import { toPagination } from '../answers/pagination';
import { REJECTION_REASONS, UID, type RejectionReason } from '../constants';
import { parseEdit } from '../domain/edit-input';
import { invalid, notFound } from '../domain/errors';
import { parseCertificateList } from '../domain/list-request';
import { parseText } from '../domain/text';
import type { CertificateRecord } from '../repositories/certificate-record';
import { HOST, type Actor } from '../repositories/history';
import { documentIdsOf } from '../repositories/relations';
import type { App } from '../services/app';
import { HOST_CALLER } from '../services/certificates';
import type { Caller } from '../services/transitions';
import type { ServedDocument } from '../documents/serve';

/** A row id or a document id. */
export type Id = number | string;

export interface IssueInput {
  template: Id;
  client: Id;
  /** Names the issuer; by default the first centre that the client joined. */
  center?: Id | null;
}

/** What is absent stays as it is; null takes it away. */
export interface CertificateEdit {
  /** `YYYY-MM-DD`, in the time zone of the certificate's centre. */
  validUntil?: string | null;
  notes?: string | null;
}

export interface CertificateUpload extends CertificateEdit {
  /** Read to its end, or destroyed where the document is refused. */
  stream: Readable;
  /** The file's name, as its owner has it. */
  name: string;
  /** The declared type; what the bytes say decides. */
  mime?: string;
  /** Whose document it is said to be: `staff` by default. */
  by?: 'client' | 'staff';
}

/** Of the revision that the reviewer saw. */
export interface CertificateReview {
  revision: number;
  reason: RejectionReason;
  comment?: string | null;
}

/** The words of `GET /certificates/certificates`. */
export interface CertificateQuery {
  filters?: Record<string, unknown>;
  /** `field:ASC`, or a list of up to three. */
  sort?: string | string[];
  _q?: string;
  page?: number;
  pageSize?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
  archived?: boolean;
  trashed?: boolean;
}

/** Who does it, for the history and `approvedBy`; by default "host code". */
export interface HostOptions {
  actor?: Actor;
}

/**
 * `strapi.plugin('certificates').service('certificates')`: all that staff can do, over every client, by the same rules.
 * Inside `strapi.db.transaction` it is part of that transaction. A certificate is as the admin API answers it: its state
 * follows the clock.
 *
 * Refusals are errors with a stable `code` and an HTTP `status`: 404 `not_found`; 400 for wrong input; 409 where the state
 * or the revision forbids it, for example `locked`, `revision_changed`, `wrong_state`, `template_archived`.
 */
export interface CertificatesService {
  /** Issues a template to a client: state `missing_info`, history, notification. */
  issue(input: IssueInput, options?: HostOptions): Promise<StaffCertificate>;
  find(documentId: string): Promise<StaffCertificate>;
  /** One page, the newest first by default. @throws 400 `filter_invalid`, `sort_invalid`, `pagination_invalid`, `cursor_invalid` */
  list(query?: CertificateQuery): Promise<ListAnswer<StaffCertificate>>;
  /** What has happened to it, the oldest first. */
  history(documentId: string): Promise<CertificateHistoryEntry[]>;
  /** Changes validity date and notes while it is editable. @throws 409 `locked`; 400 `validity_in_past`, `notes_too_long` */
  update(documentId: string, edit: CertificateEdit, options?: HostOptions): Promise<StaffCertificate>;
  /**
   * Puts a document in place, with date and notes if given; if anything goes wrong the certificate keeps what it had.
   * @throws 409 `locked`; 400 `file_empty`, `file_type`, `file_broken`, `file_encrypted`, `file_too_large` and others
   */
  upload(documentId: string, upload: CertificateUpload, options?: HostOptions): Promise<StaffCertificate>;
  approve(documentId: string, seen: { revision: number }, options?: HostOptions): Promise<StaffCertificate>;
  /** Sends what waits for approval back to the client. */
  reject(documentId: string, review: CertificateReview, options?: HostOptions): Promise<StaffCertificate>;
  /** Sends an approved one back to the client. */
  revoke(documentId: string, review: CertificateReview, options?: HostOptions): Promise<StaffCertificate>;
  /** Moves it to History. */
  archive(documentId: string, options?: HostOptions): Promise<StaffCertificate>;
  /** Moves it to Trash. */
  delete(documentId: string, options?: HostOptions): Promise<StaffCertificate>;
  /** The original. That it was opened goes into the history. @throws 404 where there is none */
  openDocument(documentId: string, options?: HostOptions): Promise<ServedDocument>;
  /** A JPEG of it. @throws 404 where there is none; 422 `preview_failed` */
  openPreview(documentId: string, options?: HostOptions): Promise<Omit<ServedDocument, 'disposition'>>;
}

const baseOf = (documentId: string): string => `/certificates/certificates/${documentId}`;

const callerOf = ({ actor = HOST }: HostOptions = {}): Caller => ({ ...HOST_CALLER, actor });

/** Host code may be plain JavaScript, and its input may come from anywhere. */
const reviewOf = ({ revision, reason, comment }: CertificateReview) => {
  if (!REJECTION_REASONS.includes(reason)) {
    throw invalid('input_invalid', `reason must be one of ${REJECTION_REASONS.join(', ')}`);
  }
  return { revision, reason, comment: parseText('comment', comment) };
};

/** The use cases in the words of host code. */
export const certificatesForHost = (strapi: Core.Strapi, app: App): CertificatesService => {
  const { certificates, documents, clock, config } = app;

  const present = (record: CertificateRecord): StaffCertificate =>
    toStaffCertificate(record, clock.now(), baseOf, config.timeZone);
  const presented = async (work: Promise<CertificateRecord>): Promise<StaffCertificate> => present(await work);

  const named = async (what: string, uid: string, id: Id): Promise<string> => {
    const [documentId] = await documentIdsOf(strapi, uid, id);
    if (documentId === undefined) throw notFound(what);
    return documentId;
  };

  return {
    async issue({ template, client, center }, options) {
      return presented(
        certificates.issue(
          {
            template: await named('Template', UID.template, template),
            client: await named('Client', UID.user, client),
            center: center == null ? null : await named('Center', UID.center, center),
          },
          callerOf(options)
        )
      );
    },

    find: (documentId) => presented(certificates.find(documentId)),

    async list(query = {}) {
      const list = parseCertificateList({ ...query });
      const { rows, nextCursor } = await certificates.list(list);
      const pagination = toPagination(list, await certificates.total(list), nextCursor);
      return { data: rows.map(present), meta: { pagination } };
    },

    async history(documentId) {
      return (await certificates.history(documentId)).map((entry) => toHistoryEntry(entry, baseOf(documentId)));
    },

    update: async (documentId, edit, options) =>
      presented(certificates.update(documentId, parseEdit(edit), callerOf(options))),

    async upload(documentId, { stream, name, mime = '', by = 'staff', ...edit }, options) {
      try {
        const changes = parseEdit(edit);
        return await presented(
          certificates.upload(
            documentId,
            { by, receive: async () => ({ document: await documents.receive({ stream, name, mime }), edit: changes }) },
            callerOf(options)
          )
        );
      } catch (error) {
        stream.destroy();
        throw error;
      }
    },

    approve: (documentId, { revision }, options) =>
      presented(certificates.approve(documentId, { revision }, callerOf(options))),
    reject: async (documentId, review, options) =>
      presented(certificates.reject(documentId, reviewOf(review), callerOf(options))),
    revoke: async (documentId, review, options) =>
      presented(certificates.revoke(documentId, reviewOf(review), callerOf(options))),
    archive: (documentId, options) => presented(certificates.archive(documentId, callerOf(options))),
    delete: (documentId, options) => presented(certificates.delete(documentId, callerOf(options))),

    openDocument: (documentId, options) => certificates.openDocument(documentId, callerOf(options)),
    openPreview: (documentId, options) => certificates.openPreview(documentId, callerOf(options)),
  };
};
