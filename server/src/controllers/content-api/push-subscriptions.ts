import type { Core } from '@strapi/strapi';

import { toPushSubscription } from '../../answers/push-subscription';
import { clientOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { dataOf } from '../shared/body';
import { answer, controller, param } from '../shared/handler';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const service = () => appOf(strapi).pushSubscriptions;
  return controller({
    async find(ctx) {
      answer(ctx, (await service().list(clientOf(ctx))).map(toPushSubscription));
    },

    async create(ctx) {
      const clientId = clientOf(ctx);
      answer(ctx, toPushSubscription(await service().register(clientId, dataOf(ctx))), 201);
    },

    async delete(ctx) {
      await service().remove(clientOf(ctx), param(ctx, 'documentId'));
      ctx.status = 204;
    },
  });
};
