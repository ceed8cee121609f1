import type { Core } from '@strapi/strapi';

import { appOf } from '../../services/app';
import { deliver } from '../shared/deliver';
import { answer, controller, param } from '../shared/handler';
import { takeUpload } from '../shared/upload';
import { readerOf, writerOf } from './caller';
import { presenter } from './certificates';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const present = presenter(strapi);
  return controller({
    async findOne(ctx) {
      const { caller } = readerOf(ctx);
      deliver(ctx, await appOf(strapi).certificates.openDocument(param(ctx, 'documentId'), 'attachment', caller));
    },

    async create(ctx) {
      const caller = writerOf(ctx);
      answer(ctx, present(await takeUpload(ctx, appOf(strapi), param(ctx, 'documentId'), caller, 'client'), false));
    },
  });
};
