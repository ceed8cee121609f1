import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import type { ContentType, DocumentKind, DocumentWarning } from '../domain/document-kinds';
import { displayName } from '../domain/document-names';
import { assertDeclaredAs, documentError } from '../domain/document-rules';
import { DomainError, isDomainError } from '../domain/errors';
import type { DocumentStore, StoredDocument } from '../ports/document-store';
import { HEAD_BYTES, sniff } from './sniff';
import { randomKey } from './storage-key';
import { createChecker, type DocumentRules } from './structure';
import { assertNoZipDirectory, Tail } from './structure/foreign';

export interface IncomingDocument {
  stream: Readable;
  /** File name and media type as the client sent them; '' where it sent none. */
  declaredName: string;
  declaredMime: string;
  /** Most bytes that a document may have. */
  maxBytes: number;
  store: DocumentStore;
  /** For tests. */
  minChunk?: number | undefined;
  /** For tests; otherwise random. */
  createKey?: (kind: DocumentKind) => string;
  /** Told the key before a byte is stored, so that the caller can record what a crash would leave behind. */
  beforeStore?: (key: string) => Promise<void>;
  /** Gives up the upload, as if the client had gone. */
  signal?: AbortSignal;
}

export interface ReceivedDocument {
  stored: StoredDocument;
  /** Fit to be shown, with an extension that the content has. */
  name: string;
  mime: string;
  /** In bytes. */
  size: number;
  /** Of the original bytes, in hexadecimal. */
  sha256: string;
  /** `active_pdf`: a PDF with scripts was let through. */
  warnings: DocumentWarning[];
}

/**
 * Fewest bytes that are passed on together, save for the last ones. A client may send them one at a time, and each chunk
 * costs as much as thousands of bytes do.
 */
const MIN_CHUNK = 4_096;

/** The client's bytes; whatever ends them too early is an interrupted upload. */
async function* clientBytes(stream: Readable, minChunk: number): AsyncGenerator<Buffer, void, undefined> {
  let small: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      small.push(chunk);
      length += chunk.length;
      if (length < minChunk) continue;
      yield small.length === 1 && Buffer.isBuffer(chunk) ? chunk : Buffer.concat(small, length);
      small = [];
      length = 0;
    }
  } catch {
    throw documentError.aborted();
  }
  if (length > 0) yield Buffer.concat(small, length);
}

/** The first bytes, up to what decides the type, as the chunks they came in. */
const readHead = async (bytes: AsyncGenerator<Buffer, void, undefined>): Promise<Buffer[]> => {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await bytes.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return chunks;
};

interface Digest {
  size: number;
  sha256: string;
  warnings: DocumentWarning[];
}

interface Inspection {
  head: Buffer[];
  bytes: AsyncGenerator<Buffer, void, undefined>;
  kind: DocumentKind;
  maxBytes: number;
  rules: DocumentRules;
  done: (digest: Digest) => void;
}

/**
 * Passes the document on while measuring and judging it. It ends only if the document is sound, and fails otherwise, so
 * that a store never sees the end of a document that is to be refused.
 */
async function* inspected({ head, bytes, kind, maxBytes, rules, done }: Inspection): AsyncGenerator<Buffer, void> {
  const checker = createChecker(kind, rules);
  const hash = createHash('sha256');
  const tail = new Tail();
  let size = 0;

  const inspect = async (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) throw documentError.tooLarge(maxBytes);
    hash.update(chunk);
    tail.push(chunk);
    await checker.push(chunk);
  };

  try {
    for (const chunk of head) {
      await inspect(chunk);
      yield chunk;
    }
    for await (const chunk of bytes) {
      await inspect(chunk);
      yield chunk;
    }
    assertNoZipDirectory(tail.bytes());
    await checker.finish();
    done({ size, sha256: hash.digest('hex'), warnings: [...(checker.warnings ?? [])] });
  } finally {
    checker.close?.();
  }
}

const unavailable = (cause: unknown): DomainError =>
  Object.assign(
    new DomainError('unavailable', 'store_unavailable', 'The document could not be stored. Try again later.'),
    {
      cause,
    }
  );

const identify = (head: Buffer[], incoming: IncomingDocument): ContentType => {
  const content = sniff(Buffer.concat(head).subarray(0, HEAD_BYTES));
  assertDeclaredAs(content, incoming.declaredName, incoming.declaredMime);
  return content;
};

/** Puts the document into the store; what it throws, and what stays, is as if it had never come. */
const storeInspected = async (
  incoming: IncomingDocument,
  content: ContentType,
  inspection: Omit<Inspection, 'done'>
) => {
  const key = (incoming.createKey ?? randomKey)(content.kind);
  await incoming.beforeStore?.(key);
  const outcome: { digest?: Digest; refusal?: Error } = {};

  async function* watched(): AsyncGenerator<Buffer, void> {
    try {
      yield* inspected({ ...inspection, done: (digest) => (outcome.digest = digest) });
    } catch (error) {
      outcome.refusal = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  try {
    const stream = Readable.from(watched(), { objectMode: false });
    const stored = await incoming.store.put({ key, mime: content.mime, stream });
    // A store that says yes without having read to the end has not kept the document.
    if (!outcome.digest) throw outcome.refusal ?? new Error('the store did not read the document to its end');
    return { stored, ...outcome.digest };
  } catch (error) {
    await incoming.store.remove({ key, descriptor: {} }).catch(() => undefined);
    if (isDomainError(outcome.refusal)) throw outcome.refusal;
    throw isDomainError(error) ? error : unavailable(outcome.refusal ?? error);
  }
};

/**
 * Takes one document from a client into the store, in one pass: decides what it is by its content, holds it against the
 * declared name and type, and measures, hashes and checks it on its way, with a bounded number of bytes in memory.
 *
 * @throws DomainError of kind `invalid` (`file_empty`, `file_type`, `file_broken`, `file_encrypted`, `file_too_large`,
 * `file_active`, `file_polyglot`, `upload_aborted`) or `unavailable` (`store_unavailable`). Then nothing is left in the
 * store, unless that could not be reached any more: the record of the key that `beforeStore` made is for the janitor.
 * What `beforeStore` itself throws is passed on as it is.
 */
export const receiveDocument = async (incoming: IncomingDocument, rules: DocumentRules): Promise<ReceivedDocument> => {
  const { stream, signal, maxBytes } = incoming;
  const giveUp = () => void stream.destroy(documentError.aborted());
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const bytes = clientBytes(stream, incoming.minChunk ?? MIN_CHUNK);
    const head = await readHead(bytes);
    const content = identify(head, incoming);
    const inspection = { head, bytes, kind: content.kind, maxBytes, rules };
    const { stored, size, sha256, warnings } = await storeInspected(incoming, content, inspection);
    const name = displayName(incoming.declaredName, content.kind);
    return { stored, name, mime: content.mime, size, sha256, warnings };
  } catch (error) {
    // Nobody reads the rest; an error that the stream still has to tell has been told.
    stream.on('error', () => undefined).destroy();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
};
