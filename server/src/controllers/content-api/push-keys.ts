import type { Core } from '@strapi/strapi';

import { appOf } from '../../services/app';
import { answer, controller } from '../shared/handler';

/** Public by nature: browsers are given the key before anybody logs in. */
export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async find(ctx) {
      answer(ctx, appOf(strapi).pushSubscriptions.setUp());
    },
  });
