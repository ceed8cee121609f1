import type { ClientCertificate, StaffCertificate, CertificateHistoryEntry } from '../../contracts';
import { isEditable, stateAt } from '../domain/certificate';
import { hasPreview } from '../domain/document-kinds';
import type { CertificateRecord } from '../repositories/certificate-record';
import type { HistoryEntry } from '../repositories/history';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Where the routes of a certificate begin: they differ between the content API and the admin API. */
export type RouteBase = (documentId: string) => string;

const documentOf = ({ name, mime, size }: NonNullable<CertificateRecord['document']>, base: string) => ({
  name,
  mime,
  size,
  url: `${base}/document`,
  previewUrl: hasPreview(mime) ? `${base}/preview` : null,
});

const shared = (record: CertificateRecord, now: Date) => ({
  documentId: record.documentId,
  name: record.name,
  state: stateAt(record, now),
  expires: record.expires,
  validUntil: record.validUntil,
  notes: record.notes,
  issuedAt: iso(record.issuedAt),
  uploadedAt: iso(record.uploadedAt),
  uploadedBy: record.uploadedBy,
  approvedAt: iso(record.approvedAt),
  archivedAt: iso(record.archivedAt),
  expiresAt: iso(record.expiresAt),
  editable: isEditable(record),
  template: record.template && {
    documentId: record.template.documentId,
    name: record.template.name,
    instructions: record.template.instructions,
  },
});

/** What a client app is told: the state as the clock has it at `now`, nothing about who reviewed. */
export const toClientCertificate = (record: CertificateRecord, now: Date, base: RouteBase): ClientCertificate => ({
  ...shared(record, now),
  document: record.document && documentOf(record.document, base(record.documentId)),
  rejection: record.rejection && {
    reason: record.rejection.reason,
    comment: record.rejection.comment,
    at: record.rejection.at,
  },
});

/** @param timeZone IANA name of the plugin's own zone, for certificates without a centre */
export const toStaffCertificate = (
  record: CertificateRecord,
  now: Date,
  base: RouteBase,
  timeZone: string
): StaffCertificate => ({
  ...shared(record, now),
  document: record.document && {
    ...documentOf(record.document, base(record.documentId)),
    warnings: record.document.warnings,
  },
  revision: record.revision,
  rejection: record.rejection && { ...record.rejection },
  client: record.client && {
    documentId: record.client.documentId,
    username: record.client.username,
    email: record.client.email,
  },
  center: record.center && {
    documentId: record.center.documentId,
    name: record.center.name,
    timeZone: record.center.timeZone,
  },
  timeZone: record.center?.timeZone ?? timeZone,
  approvedBy: record.approvedBy,
  predecessor: record.predecessor && {
    documentId: record.predecessor.documentId,
    name: record.predecessor.name,
  },
  trashedAt: iso(record.trashedAt),
});

interface SentBack {
  name: string;
  mime: string;
  size: number;
  warnings?: string[];
}

/** An entry of the history; a document that was sent back is linked from it, its storage key is not told. */
export const toHistoryEntry = (
  { documentId, action, at, actor, details }: HistoryEntry,
  base: string
): CertificateHistoryEntry => {
  const { document, ...rest } = details ?? {};
  const { name, mime, size, warnings = [] } = (document ?? {}) as SentBack;
  return {
    documentId,
    action,
    at: at.toISOString(),
    actor: { type: actor.type, id: actor.id, name: actor.name },
    details: details && {
      ...rest,
      ...(document !== undefined && {
        document: { name, mime, size, warnings, url: `${base}/events/${documentId}/document` },
      }),
    },
  };
};
