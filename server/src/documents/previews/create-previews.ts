import { Readable } from 'node:stream';

import { DomainError, notFound } from '../../domain/errors';
import type { DocumentStore, StoredDocument } from '../../ports/document-store';
import { within } from '../../ports/within';
import { PREVIEW_LIMITS, type PreviewLimits } from './limits';
import { createMemoryCache } from './memory-cache';
import {
  createPictureProcesses,
  DecoderLost,
  DecoderUnavailable,
  type PictureFormat,
  type RenderPicture,
} from './picture-process';
import { createSlots, previewBusy } from './slots';

export interface PreviewedDocument {
  stored: StoredDocument;
  /** The type that the content has. */
  mime: string;
  /** In bytes. */
  size: number;
}

/** What `serveDocument` needs, save for a name. */
export interface Preview {
  stream: Readable;
  mime: 'image/jpeg';
  size: number;
}

export interface Previews {
  /** False for a PDF, which the browser shows from the original. */
  has(mime: string): boolean;
  /**
   * An image that any browser shows: upright, at most 1600 pixels a side, without metadata. Made at the first request
   * and kept beside the document.
   *
   * @throws DomainError `not_found` (a kind without preview), `preview_failed` (422: undecodable or over the limits),
   * `preview_busy`, or what the store throws
   */
  of(document: PreviewedDocument): Promise<Preview>;
  /** Forgets what this server remembers of a document; to be called when that is erased. */
  forget(key: string): void;
  /** Ends what waits for the next picture. */
  close(): void;
}

const FORMATS: ReadonlyMap<string, PictureFormat> = new Map([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/heic', 'heif'],
  ['image/heif', 'heif'],
]);

/** Pictures that cannot be shown are not tried again for so long: each try costs up to the time limit. */
const REMEMBER_FAILURE_MS = 10 * 60 * 1_000;
/** A decoder that ended or was too slow may have been the machine's fault. */
const REMEMBER_LOSS_MS = 60 * 1_000;
const MAX_FAILURES = 1_000;

/** Previews in memory, for stores that keep none beside the document. */
const CACHE_BYTES = 32 * 1024 * 1024;

const failed = () =>
  new DomainError('unprocessable', 'preview_failed', 'This picture cannot be shown here. Download it instead.');

const readAll = async (stream: Readable, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw failed();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Keys that failed lately. Uses the process's own clock, since nothing outside depends on it. */
const createFailures = () => {
  const until = new Map<string, number>();
  return {
    has: (key: string) => (until.get(key) ?? 0) > performance.now(),
    forget: (key: string) => void until.delete(key),
    add(key: string, milliseconds: number) {
      if (until.size >= MAX_FAILURES) until.clear();
      until.set(key, performance.now() + milliseconds);
    },
  };
};

export interface PreviewOptions {
  store: DocumentStore;
  limits?: Partial<PreviewLimits>;
  /** For tests. */
  render?: RenderPicture;
}

export const createPreviews = ({ store, limits: given, render: givenRender }: PreviewOptions): Previews => {
  const limits = { ...PREVIEW_LIMITS, ...given };
  const processes = createPictureProcesses();
  const toJpeg = givenRender ?? processes.render;
  const inSlot = createSlots(limits.concurrency, limits.maxWaiting);
  const memory = createMemoryCache(CACHE_BYTES);
  const cache = store.derived ?? memory;
  const failures = createFailures();
  const underWay = new Map<string, Promise<Buffer>>();

  const render = async ({ stored, mime, size }: PreviewedDocument): Promise<Buffer> => {
    const format = FORMATS.get(mime);
    if (!format || size > limits.maxBytes) throw failed();
    const original = await readAll(await store.open(stored), limits.maxBytes);
    return toJpeg(original, format, limits).catch((error: unknown) => {
      if (error instanceof DecoderUnavailable) throw previewBusy();
      failures.add(stored.key, error instanceof DecoderLost ? REMEMBER_LOSS_MS : REMEMBER_FAILURE_MS);
      throw failed();
    });
  };

  const make = async (document: PreviewedDocument): Promise<Buffer> => {
    // One that cannot be read is made again.
    const kept = await cache.get(document.stored).catch(() => null);
    if (kept !== null) return kept;
    const made = await inSlot(() => render(document));
    // A preview that cannot be kept is made again.
    await cache.set(document.stored, made).catch(() => undefined);
    return made;
  };

  /** People open the same certificate at the same time: they share one rendering. */
  const makeOnce = (document: PreviewedDocument): Promise<Buffer> => {
    const { key } = document.stored;
    const running = underWay.get(key);
    if (running) return running;
    const making = make(document).finally(() => underWay.delete(key));
    underWay.set(key, making);
    return making;
  };

  return {
    has: (mime) => FORMATS.has(mime),

    async of(document) {
      if (!FORMATS.has(document.mime)) throw notFound('Preview');
      if (failures.has(document.stored.key)) throw failed();
      // As when others hold the slots; the work itself goes on.
      const bytes = await within(limits.timeout * 2, makeOnce(document), previewBusy);
      return { stream: Readable.from([bytes], { objectMode: false }), mime: 'image/jpeg', size: bytes.length };
    },

    forget(key) {
      memory.forget(key);
      failures.forget(key);
    },

    close: () => processes.close(),
  };
};
