import { once } from 'node:events';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

import { documentMissing, storeUnavailable, type DocumentStore, type StoredDocument } from '../ports/document-store';
import type { ProviderFile, UploadProvider } from './provider-contract';
import { createBlocks } from './upload-blocks';
import { createUploadLine } from './upload-line';

/** How long the provider may take to begin its answer, in milliseconds. */
const FETCH_TIMEOUT = 30_000;

const PATIENCE = 5_000;

/** Milliseconds that the provider has. S3's client itself waits for ever for an answer that does not come. */
interface ProviderLimits {
  /** To store a document once it has read all of it. */
  finish: number;
  /** To remove one, or to make a link. */
  answer: number;
}

const LIMITS: ProviderLimits = { finish: 120_000, answer: 10_000 };

/** Uploads under way at once, each with a block; one that has begun and falters keeps what it has got. */
const AT_ONCE = 2;

/** In bytes; as large as a document may be unless the host says otherwise. */
const BLOCK = 10 * 1024 * 1024;

/** A key as the provider's idea of a file. */
const fileOf = ({ key, descriptor }: StoredDocument, mime = ''): ProviderFile => {
  const ext = posix.extname(key);
  const hash = posix.basename(key, ext);
  const folder = posix.dirname(key);
  return { name: `${hash}${ext}`, hash, ext, mime, ...(folder === '.' ? {} : { path: folder }), ...descriptor };
};

/** What has to be remembered: all that the provider wrote into the file, save for the bytes. */
const descriptorOf = ({ stream: _, ...file }: ProviderFile): Record<string, unknown> => ({ ...file });

const isGone = (error: unknown): boolean => {
  const { name, code, statusCode, $metadata } = error as Record<string, unknown>;
  const status = statusCode ?? ($metadata as Record<string, unknown> | undefined)?.['httpStatusCode'];
  return status === 404 || name === 'NoSuchKey' || name === 'NotFound' || code === 'ENOENT';
};

/**
 * Every provider writes the address into what it has stored.
 * @throws DomainError `document_missing` for what was stored elsewhere, before the app changed to this provider
 */
const assertOurs = ({ descriptor }: StoredDocument): void => {
  if (typeof descriptor['url'] !== 'string') throw documentMissing();
};

/** @throws DomainError `store_unavailable` when it takes longer */
const within = async <T>(work: Promise<T>, milliseconds: number): Promise<T> => {
  const over = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: over.signal, ref: false }).then(() => {
    throw storeUnavailable();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
};

/** Waits for an upload, for so long from the end of its stream. */
const finishing = (upload: Promise<void>, stream: Readable, milliseconds: number): Promise<void> => {
  const late = new Promise<void>((resolve) => stream.once('end', resolve)).then(() => within(upload, milliseconds));
  late.catch(() => undefined);
  return Promise.race([upload, late]);
};

/**
 * Waits for an upload, and fails with its stream. The provider has a moment to clear up after a stream that failed (S3
 * takes back the parts it has), but no more: not every provider notices, and would wait for ever.
 */
const uploading = async (upload: Promise<void>, stream: Readable, patience: number): Promise<void> => {
  const failure = once(stream, 'error').then(async ([error]: unknown[]) => {
    await Promise.race([upload.catch(() => undefined), setTimeout(patience, undefined, { ref: false })]);
    throw error;
  });
  // Nobody waits for it once the upload is through.
  failure.catch(() => undefined);
  await Promise.race([upload, failure]);
};

const download = async (url: string): Promise<Readable> => {
  const controller = new AbortController();
  const over = new AbortController();
  // The time limit is for the answer to begin; a large document may take longer to come.
  void setTimeout(FETCH_TIMEOUT, undefined, { signal: over.signal, ref: false }).then(
    () => controller.abort(),
    () => undefined
  );
  const answer = await fetch(url, { signal: controller.signal })
    .catch(() => null)
    .finally(() => over.abort());
  if (answer?.ok && answer.body !== null) return Readable.fromWeb(answer.body);
  await answer?.body?.cancel();
  throw answer?.status === 404 ? documentMissing() : storeUnavailable();
};

export interface ProviderStoreOptions {
  /** As `usableProvider` gives it. */
  provider: UploadProvider;
  /** Milliseconds that the provider has to notice that a stream has failed. */
  patience?: number;
  limits?: ProviderLimits;
  /** Uploads under way at once; the others wait, and their clients with them. */
  concurrency?: number;
  /** Bytes of a document that are passed on in one piece. */
  block?: number;
  /** Whether nobody looks at the bytes of an upload that has succeeded: only then is their memory used again. */
  letsGo?: boolean;
}

/**
 * Keeps documents with one of Strapi's upload providers, through the contract that they all share, streamed both ways:
 * the server fetches the signed URL itself, so that no client ever sees it.
 */
export const createProviderStore = ({
  provider,
  patience = PATIENCE,
  limits = LIMITS,
  concurrency = AT_ONCE,
  block = BLOCK,
  letsGo = false,
}: ProviderStoreOptions): DocumentStore => {
  const inLine = createUploadLine({ concurrency, patience: limits.finish, stuck: storeUnavailable });
  const blocks = createBlocks({ size: block, kept: letsGo ? concurrency : 0 });

  /** @throws Error where "signed" is the plain URL: the document would be open to everybody who knows it */
  const sign = async (file: ProviderFile, params?: Record<string, unknown>): Promise<string> => {
    const { url } = await within(provider.getSignedUrl(file, params), limits.answer);
    if (!/^https?:\/\//.test(url) || url === file.url) {
      throw new Error('the upload provider does not sign its URLs, so certificates would not be private with it');
    }
    return url;
  };

  const remove = async (file: ProviderFile): Promise<void> => {
    await within(provider.delete(file), limits.answer).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  };

  const send = async (file: ProviderFile, source: Readable): Promise<void> => {
    const { stream, release } = blocks.inOnePiece(source);
    file.stream = stream;
    const upload = provider.uploadStream(file);
    // One that has failed, or that nobody waits for any longer, may still be sending what it got.
    upload.then(release, () => undefined);
    try {
      await uploading(finishing(upload, stream, limits.finish), stream, patience);
      // Told at the first upload, not when somebody reads it.
      await sign(file);
    } catch (error) {
      source.destroy();
      stream.destroy();
      const giveBack = () => remove(file).catch(() => undefined);
      await giveBack();
      // An upload that nobody waited for any longer may still come to its end.
      upload.then(giveBack, () => undefined);
      throw error;
    }
  };

  return {
    async put({ key, mime, stream }) {
      const file = fileOf({ key, descriptor: {} }, mime);
      try {
        await inLine(stream, (turned) => send(file, turned));
      } catch (error) {
        stream.destroy();
        throw error;
      }
      return { key, descriptor: descriptorOf(file) };
    },

    async open(document) {
      assertOurs(document);
      return download(await sign(fileOf(document)));
    },

    async remove(document) {
      await remove(fileOf(document));
    },

    async signedUrl(document, headers = {}) {
      assertOurs(document);
      const { disposition, mime } = headers;
      // Names of S3's GetObject; other providers do not look at the second argument.
      const params = {
        ResponseCacheControl: 'private, no-store',
        ...(disposition === undefined ? {} : { ResponseContentDisposition: disposition }),
        ...(mime === undefined ? {} : { ResponseContentType: mime }),
      };
      return sign(fileOf(document), params);
    },
  };
};
