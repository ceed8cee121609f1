import type { Core } from '@strapi/strapi';

import type { PushSubscription } from '../../repositories/push-subscriptions';
import { appOf } from '../../services/app';
import { dataOf } from '../shared/body';
import { answer, controller, param } from '../shared/handler';
import { clientOf } from './caller';

/** Neither endpoint nor keys: whoever has them can write to the device. */
const present = ({ documentId, driver, locale, createdAt, lastSuccessAt }: PushSubscription) => ({
  documentId,
  driver,
  locale,
  createdAt: createdAt?.toISOString() ?? null,
  lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
});

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const service = () => appOf(strapi).pushSubscriptions;
  return controller({
    async find(ctx) {
      answer(ctx, (await service().list(clientOf(ctx))).map(present));
    },

    async create(ctx) {
      const clientId = clientOf(ctx);
      answer(ctx, present(await service().register(clientId, dataOf(ctx))), 201);
    },

    async delete(ctx) {
      await service().remove(clientOf(ctx), param(ctx, 'documentId'));
      ctx.status = 204;
    },
  });
};
