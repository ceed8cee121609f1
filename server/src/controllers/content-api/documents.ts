import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { presenter } from '../../answers/client-certificate';
import { readerOf, writerOf } from '../../permissions/client-caller';
import { serveDocument } from '../../documents/serve';
import { appOf } from '../../services/app';
import { answer, controller, param } from '../shared/handler';
import { takeUpload } from '../shared/upload';

/** Sends the client to a link that runs out, which no cache may keep. */
const redirect = (ctx: Context, link: string): void => {
  ctx.set('Cache-Control', 'private, no-store');
  ctx.redirect(link);
};

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const present = presenter(strapi);
  return controller({
    async findOne(ctx) {
      const { caller } = readerOf(ctx);
      const { certificates } = appOf(strapi);
      const documentId = param(ctx, 'documentId');
      const link = await certificates.linkToDocument(documentId, caller);
      if (link !== null) return redirect(ctx, link);
      serveDocument(ctx, { ...(await certificates.openDocument(documentId, caller)), disposition: 'attachment' });
    },

    async create(ctx) {
      const caller = writerOf(ctx);
      answer(ctx, present(await takeUpload(ctx, appOf(strapi), param(ctx, 'documentId'), caller, 'client'), false));
    },
  });
};
