import type { Core } from '@strapi/strapi';

import { controller } from '../shared/handler';
import { listFor } from './list';

/** A controller of its own, so that read-only API tokens, which pass only `find` and `findOne`, reach it. */
export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async find(ctx) {
      ctx.body = await listFor(strapi, ctx, 'archived');
    },
  });
