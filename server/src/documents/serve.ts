import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import { contentDisposition } from './content-disposition';

/** What is needed of a Koa context. */
export interface ServingContext {
  status: number;
  body: unknown;
  res: ServerResponse;
  set(headers: Record<string, string>): void;
}

export interface ServedDocument {
  stream: Readable;
  /** The type and name that the content has. */
  mime: string;
  name: string;
  /** In bytes; null where it is not known. */
  size: number | null;
  disposition: 'inline' | 'attachment';
}

/**
 * Headers under which a client's file can do nothing but be shown: no guessing of its type, no script, no frame, no
 * cache on the way, and no page of another site may embed it. (A fetch with the right credentials is not affected.)
 */
const SAFE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Accept-Ranges': 'none',
} as const;

/** Answers with a document. The stream is closed when the answer is over, also when the client goes away before. */
export const serveDocument = (ctx: ServingContext, { stream, mime, name, size, disposition }: ServedDocument): void => {
  ctx.status = 200;
  // First the body: Koa gives a stream a type of its own and takes the length away.
  ctx.body = stream;
  ctx.set({ ...SAFE_HEADERS, 'Content-Type': mime, 'Content-Disposition': contentDisposition(disposition, name) });
  if (size !== null) ctx.set({ 'Content-Length': String(size) });

  const close = () => void stream.destroy();
  if (ctx.res.destroyed || ctx.res.writableEnded) close();
  else ctx.res.once('close', close);
  // Half a document must not look like a whole one: the connection breaks, as Koa would otherwise leave it hanging.
  stream.once('error', () => {
    if (ctx.res.headersSent) ctx.res.destroy();
  });
};
