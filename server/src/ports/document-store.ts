import type { Readable } from 'node:stream';

import { DomainError } from '../domain/errors';

/** The store no longer has it. */
export const documentMissing = () =>
  new DomainError('not_found', 'document_missing', 'The document is no longer there.');

/** The store cannot be asked at the moment. */
export const storeUnavailable = () =>
  new DomainError('unavailable', 'store_unavailable', 'The document cannot be reached at the moment. Try again later.');

/** Where a stored document lies: the key that the plugin chose, and what the store must remember to find it again. */
export interface StoredDocument {
  /** Random, never the user's file name; carries the extension that the content has. */
  key: string;
  /** What the store itself needs (a provider's URL, hash, metadata); opaque to everybody else. */
  descriptor: Record<string, unknown>;
}

export interface NewDocument {
  key: string;
  /** The type that the content has, never the declared one. */
  mime: string;
  stream: Readable;
}

/** Small pictures made from documents, kept as privately as they are. */
export interface DerivedPictures {
  get(document: StoredDocument): Promise<Buffer | null>;
  set(document: StoredDocument, bytes: Buffer): Promise<void>;
}

/** A private place for documents. Every method streams: none holds a document in memory. */
export interface DocumentStore {
  /**
   * Reads the stream to its end and keeps it. Either the whole document is there afterwards, or nothing is and the
   * promise rejects. A stream that fails is a document that must not be kept.
   */
  put(document: NewDocument): Promise<StoredDocument>;
  /** @throws DomainError `document_missing` when the store no longer has it, `store_unavailable` while it cannot say. */
  open(document: StoredDocument): Promise<Readable>;
  /**
   * Removes it, with whatever a `put` that was cut short has left; one that is already gone is no error. The key is
   * enough where no descriptor is known, because an upload that failed half-way has none.
   */
  remove(document: StoredDocument): Promise<void>;
  /**
   * A link that needs no log-in and runs out, where the store can make one.
   *
   * @param headers Content-Disposition and Content-Type of the answer, where the store can set them
   */
  signedUrl?(document: StoredDocument, headers?: { disposition?: string; mime?: string }): Promise<string>;
  /** Every key of ours in the store with its time of writing, where the store can tell (for the janitor). */
  list?(): AsyncIterable<{ key: string; modifiedAt: Date; size: number }>;
  /** Keeps pictures beside their documents, where the store can; `remove` erases them too. */
  derived?: DerivedPictures;
}
