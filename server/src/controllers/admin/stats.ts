import type { Core } from '@strapi/strapi';

import type { FindStats } from '../../../contracts';
import { ADMIN_ACTION } from '../../constants';
import { appOf } from '../../services/app';
import { answer, controller } from '../shared/handler';
import { callerFor } from './caller';

export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async find(ctx) {
      const { scope } = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      const { coverage, ...figures } = await appOf(strapi).stats.find(scope);
      const data: FindStats.Response['data'] = {
        ...figures,
        coverage: coverage.map(({ documentId, name, clients, covered }) => ({
          template: { documentId, name },
          clients,
          covered,
        })),
      };
      answer(ctx, data);
    },
  });
