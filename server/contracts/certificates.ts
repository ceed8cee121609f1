import type { CertificateState, RejectionReason } from '../src/constants';
import type { DocumentWarning } from '../src/domain/document-kinds';
import type { Answer, ListAnswer, ListRequest } from './shared';

/** A certificate as its client sees it. Instants are ISO 8601 in UTC; `validUntil` is a plain day, `YYYY-MM-DD`. */
export interface ClientCertificate {
  documentId: string;
  name: string;
  state: CertificateState;
  expires: boolean;
  validUntil: string | null;
  notes: string | null;
  issuedAt: string | null;
  uploadedAt: string | null;
  uploadedBy: 'client' | 'staff' | null;
  approvedAt: string | null;
  archivedAt: string | null;
  expiresAt: string | null;
  rejection: { reason: RejectionReason; comment: string | null; at: string } | null;
  editable: boolean;
  document: {
    name: string;
    mime: string;
    size: number;
    /** Path on the server; needs the same Authorization. */
    url: string;
    previewUrl: string | null;
  } | null;
  template: { documentId: string; name: string; instructions: string | null } | null;
}

/** A certificate as staff see it. */
export interface StaffCertificate extends Omit<ClientCertificate, 'rejection' | 'document'> {
  /** `warnings`: `active_pdf` is a PDF with scripts, let through by `documents.activePdf: 'flag'`. */
  document: (NonNullable<ClientCertificate['document']> & { warnings: DocumentWarning[] }) | null;
  revision: number;
  rejection: { reason: RejectionReason; comment: string | null; at: string; by: string | null } | null;
  client: { documentId: string; username: string; email: string | null } | null;
  center: { documentId: string; name: string; timeZone: string } | null;
  /** IANA name of the zone in which its days begin and end: the centre's, else the plugin's. */
  timeZone: string;
  approvedBy: { documentId: string; name: string } | null;
  predecessor: { documentId: string; name: string } | null;
  trashedAt: string | null;
}

export interface CertificateHistoryEntry {
  documentId: string;
  action: string;
  at: string;
  actor: { type: string; id: string | null; name: string | null };
  details: Record<string, unknown> | null;
}

export namespace FindCertificates {
  export type Request = ListRequest & { archived?: boolean; trashed?: boolean };
  export type Response = ListAnswer<StaffCertificate>;
}

export namespace IssueCertificate {
  export interface Request {
    client: string;
    template: string;
    center?: string | null;
  }
  export type Response = Answer<StaffCertificate>;
}

export namespace UpdateCertificate {
  export interface Request {
    validUntil?: string | null;
    notes?: string | null;
  }
  export type Response = Answer<StaffCertificate>;
}

export namespace ApproveCertificate {
  export interface Request {
    revision: number;
  }
  export type Response = Answer<StaffCertificate>;
}

/** Reject and revoke take the same. */
export namespace ReviewCertificate {
  export interface Request {
    revision: number;
    reason: RejectionReason;
    comment?: string | null;
  }
  export type Response = Answer<StaffCertificate>;
}

export namespace FindCertificateEvents {
  export type Response = Answer<CertificateHistoryEntry[]>;
}

export namespace BulkCertificates {
  export interface Request {
    rows: { documentId: string; revision?: number }[];
  }
  export type Response = Answer<{ documentId: string; ok: boolean; code: string | null }[]>;
}
