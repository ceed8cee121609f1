import type { Core } from '@strapi/strapi';

import { presenter } from '../../answers/client-certificate';
import { parseEdit } from '../../domain/edit-input';
import { readerOf, writerOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { dataOf } from '../shared/body';
import { answer, controller, param } from '../shared/handler';
import { listFor } from './list';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  const present = presenter(strapi);
  return controller({
    async find(ctx) {
      ctx.body = await listFor(strapi, ctx, 'current');
    },

    async findOne(ctx) {
      const { caller, token } = readerOf(ctx);
      answer(ctx, present(await app().certificates.find(param(ctx, 'documentId'), caller), token));
    },

    async update(ctx) {
      const caller = writerOf(ctx);
      const edit = parseEdit(dataOf(ctx));
      answer(ctx, present(await app().certificates.update(param(ctx, 'documentId'), edit, caller), false));
    },
  });
};
