import type { DerivedPictures } from '../../ports/document-store';

/**
 * The pictures used last, in this process alone: where documents lie with a provider, a copy on this server's disk would
 * be one that erasing a certificate on another server could not reach. It is only asked for by those who may see the
 * certificate, and is gone with the process.
 */
export const createMemoryCache = (maxBytes: number): DerivedPictures & { forget(key: string): void } => {
  const pictures = new Map<string, Buffer>();
  let held = 0;

  const forget = (key: string): void => {
    held -= pictures.get(key)?.length ?? 0;
    pictures.delete(key);
  };

  const keep = (key: string, bytes: Buffer): void => {
    forget(key);
    pictures.set(key, bytes);
    held += bytes.length;
  };

  return {
    forget,
    async get({ key }) {
      const found = pictures.get(key) ?? null;
      // A Map keeps its order of insertion, so what is used moves to the end.
      if (found !== null) keep(key, found);
      return found;
    },
    async set({ key }, bytes) {
      keep(key, bytes);
      for (const oldest of pictures.keys()) {
        if (held <= maxBytes) break;
        forget(oldest);
      }
    },
  };
};
