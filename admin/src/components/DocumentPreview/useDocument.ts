import * as React from 'react';

import { loadDocument } from './document-cache';

interface Loaded {
  blob: Blob | null;
  error: unknown;
}

/**
 * The bytes of a document; null while they come.
 * @param attempt another number fetches anew what could not be had
 */
export const useDocument = (source: string | null, revision: number, attempt: number): Loaded => {
  const key = `${source} ${revision} ${attempt}`;
  const [loaded, setLoaded] = React.useState<Loaded & { key: string }>({ key: '', blob: null, error: null });

  React.useEffect(() => {
    if (source === null) return undefined;
    let isGone = false;
    const settle = (result: Loaded) => !isGone && setLoaded({ key, ...result });
    loadDocument(source, revision).then(
      (blob) => settle({ blob, error: null }),
      (error: unknown) => settle({ blob: null, error })
    );
    return () => {
      isGone = true;
    };
  }, [source, revision, key]);

  // What belongs to another document is not shown for a moment, either.
  return loaded.key === key ? loaded : { blob: null, error: null };
};

/** A URL of the browser's own for bytes that it holds; given back when they are no longer shown. */
export const useObjectUrl = (blob: Blob | null): string | null => {
  const [url, setUrl] = React.useState<string | null>(null);
  React.useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [blob]);
  return url;
};
