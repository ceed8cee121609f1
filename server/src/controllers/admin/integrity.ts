import { yup } from '@strapi/utils';
import type { Core } from '@strapi/strapi';

import type { CheckIntegrity, FindIntegrity } from '../../../contracts';
import { appOf } from '../../services/app';
import { body, parseBody } from '../shared/body';
import { answer, controller } from '../shared/handler';

const schema = body({ checksums: yup.boolean() });

export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    /** The last report: a check of many documents may outlast a proxy's patience, but not get lost. */
    async find(ctx) {
      const data: FindIntegrity.Response['data'] = await appOf(strapi).integrity.lastReport();
      answer(ctx, data);
    },

    /** A POST, since it may take long and read every document; it changes nothing. */
    async create(ctx) {
      const data: CheckIntegrity.Response['data'] = await appOf(strapi).integrity.check(
        parseBody<CheckIntegrity.Request>(ctx, schema)
      );
      answer(ctx, data);
    },
  });
