import type { Context, Middleware } from 'koa';

/** Where the request's own content type waits for the controller. */
const STATE_KEY = 'certificatesContentType';

/** The type that Strapi's body parser leaves alone. */
const UNPARSED = 'application/octet-stream';

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Turns a route's path into a pattern. Case and a slash at the end do not matter, because they do not to the router.
 *
 * @param path for example `/api/certificates/:documentId/document`
 */
const toPattern = (path: string): RegExp => {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escape(part)));
  return new RegExp(`^${parts.join('/')}/?$`, 'i');
};

/**
 * Middleware for `strapi.server.use`, to be added in `register`: for forms (multipart) sent to these paths it puts the
 * content type aside, so that Strapi does not write files to its temporary folder before anybody has asked who sends them.
 * It runs before Strapi's error handler, so it never throws.
 *
 * @param paths route paths with everything in front (`api.rest.prefix`, the admin prefix), parameters as `:name`
 */
export const rawBody = (paths: readonly string[]): Middleware => {
  const patterns = paths.map(toPattern);
  return async (ctx, next) => {
    const contentType = ctx.req.headers['content-type'];
    const isForm = typeof contentType === 'string' && /^multipart\//i.test(contentType);
    if (isForm && patterns.some((pattern) => pattern.test(ctx.path))) {
      (ctx.state as Record<string, unknown>)[STATE_KEY] = contentType;
      ctx.req.headers['content-type'] = UNPARSED;
    }
    await next();
  };
};

/** The request's own content type, whether `rawBody` put it aside or not; '' where it has none. */
export const uploadContentType = (ctx: Pick<Context, 'state' | 'req'>): string => {
  const kept: unknown = (ctx.state as Record<string, unknown>)[STATE_KEY];
  return typeof kept === 'string' ? kept : (ctx.req.headers['content-type'] ?? '');
};
