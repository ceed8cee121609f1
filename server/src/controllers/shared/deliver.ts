import type { Context } from 'koa';

import { serveDocument, type ServedDocument } from '../../documents/serve';

/** Streams a document, or sends the client to a link of a few minutes, which no cache may keep. */
export const deliver = (ctx: Context, document: ServedDocument | { link: string }): void => {
  if ('link' in document) {
    ctx.set('Cache-Control', 'private, no-store');
    ctx.redirect(document.link);
    return;
  }
  serveDocument(ctx, document);
};
