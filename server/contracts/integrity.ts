import type { Answer } from './shared';

/** What is wrong with a document that the database knows. */
export type DocumentFault = 'missing' | 'mismatched' | 'unreadable';

export interface FaultyDocument {
  /** The certificate's. */
  documentId: string;
  /** The certificate's name. */
  name: string;
  /** `current`: the certificate shows it; `sent_back`: only its history does. */
  shown: 'current' | 'sent_back';
}

/** Findings of one kind: how many in all, and the first hundred. */
export interface Findings {
  total: number;
  certificates: FaultyDocument[];
}

/** Whether store and database agree. Nothing is changed by asking. */
export interface IntegrityReport extends Record<DocumentFault, Findings> {
  /** Documents that certificates and their history show. */
  documents: number;
  /** Whether their bytes were read and held against the SHA-256 taken when they came. */
  checksums: boolean;
  /** Uploads begun over an hour ago that no certificate got, and documents to be erased that are still there. */
  leftovers: number;
  /** Files over an hour old that no certificate and no history shows; null where the store cannot list what it has. */
  orphans: number | null;
}

export namespace FindIntegrity {
  /** The last report, and when its check ended (UTC, ISO 8601); null before the first. */
  export type Response = Answer<(IntegrityReport & { at: string }) | null>;
}

export namespace CheckIntegrity {
  /** `checksums` is false by default: true reads every document. */
  export interface Request {
    checksums?: boolean;
  }
  export type Response = Answer<IntegrityReport>;
}
