import type { Core } from '@strapi/strapi';

import { appOf } from '../../services/app';
import { controller } from '../shared/handler';
import { queryOf } from '../shared/list';
import { readerOf } from './caller';
import { presenter } from './certificates';
import { listFor } from './list';

/** A controller of its own, so that read-only API tokens, which pass only `find` and `findOne`, reach it. */
export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async find(ctx) {
      ctx.body = await listFor(appOf(strapi), queryOf(ctx), readerOf(ctx), 'archived', presenter(strapi));
    },
  });
