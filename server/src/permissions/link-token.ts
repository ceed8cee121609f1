import type { Context, Middleware } from 'koa';

/** Where the token of a link waits for the controller. */
const STATE_KEY = 'certificatesLinkToken';

/** What stands in its place, where logs see it. */
const HIDDEN = 'hidden';

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Middleware for `strapi.server.use`, to be added in `register`: takes the token of a private link out of the address,
 * before Strapi's logger and whoever else looks at addresses see it. Case does not matter, because it does not to the
 * router. It runs before Strapi's error handler, so it never throws.
 *
 * @param path what stands before the token, for example `/api/certificates/calendar`
 */
export const hideLinkToken = (path: string): Middleware => {
  const link = new RegExp(`^(${escape(path)}/)([^/?]+)`, 'i');
  return async (ctx, next) => {
    const [, before, token] = link.exec(ctx.url) ?? [];
    if (before !== undefined && token !== undefined) {
      (ctx.state as Record<string, unknown>)[STATE_KEY] = token;
      ctx.url = ctx.url.replace(link, `${before}${HIDDEN}`);
      ctx.originalUrl = ctx.request.originalUrl = ctx.url;
    }
    await next();
  };
};

/** The token that `hideLinkToken` took out; '' where there was none. */
export const linkTokenOf = (ctx: Pick<Context, 'state'>): string => {
  const token: unknown = (ctx.state as Record<string, unknown>)[STATE_KEY];
  return typeof token === 'string' ? token : '';
};
