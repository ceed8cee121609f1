import { Readable } from 'node:stream';

import { DomainError } from '../../../server/src/domain/errors';
import type { DocumentStore } from '../../../server/src/ports/document-store';

export interface MemoryStore extends DocumentStore {
  kept: Map<string, Buffer>;
  /** Chunks that reached the store, kept or not. */
  seen: number;
}

/** The port in memory: what the caller may count on, and no more. */
export const createMemoryStore = (): MemoryStore => {
  const kept = new Map<string, Buffer>();
  const store: MemoryStore = {
    kept,
    seen: 0,
    async put({ key, stream }) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) {
        store.seen += 1;
        chunks.push(chunk as Buffer);
      }
      kept.set(key, Buffer.concat(chunks));
      return { key, descriptor: {} };
    },
    async open({ key }) {
      const bytes = kept.get(key);
      if (bytes === undefined) throw new DomainError('not_found', 'document_missing', 'gone');
      return Readable.from([bytes]);
    },
    async remove({ key }) {
      kept.delete(key);
    },
  };
  return store;
};

/** A stream of these bytes in chunks of `size`. */
export const chunked = (bytes: Buffer, size = 64 * 1024): Readable =>
  Readable.from(
    (function* chunks() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
    { objectMode: false }
  );
