import type { DerivedPictures } from '../../ports/document-store';

/** A document that another server has erased is not to be seen here for long. */
const LIFE_MS = 10 * 60 * 1_000;

interface Kept {
  bytes: Buffer;
  /** By the process's own clock, since nothing outside depends on it. */
  until: number;
}

/**
 * The pictures used last, in this process alone: where documents lie with a provider, a copy on this server's disk would
 * be one that erasing a certificate on another server could not reach. It is only asked for by those who may see the
 * certificate, and is gone after ten minutes, or with the process.
 */
export const createMemoryCache = (
  maxBytes: number,
  lifeMs: number = LIFE_MS
): DerivedPictures & { forget(key: string): void } => {
  const pictures = new Map<string, Kept>();
  let held = 0;

  const forget = (key: string): void => {
    held -= pictures.get(key)?.bytes.length ?? 0;
    pictures.delete(key);
  };

  const keep = (key: string, kept: Kept): void => {
    forget(key);
    pictures.set(key, kept);
    held += kept.bytes.length;
  };

  return {
    forget,
    async get({ key }) {
      const found = pictures.get(key);
      if (found === undefined) return null;
      if (found.until < performance.now()) {
        forget(key);
        return null;
      }
      // A Map keeps its order of insertion, so what is used moves to the end.
      keep(key, found);
      return found.bytes;
    },
    async set({ key }, bytes) {
      keep(key, { bytes, until: performance.now() + lifeMs });
      for (const oldest of pictures.keys()) {
        if (held <= maxBytes) break;
        forget(oldest);
      }
    },
  };
};
