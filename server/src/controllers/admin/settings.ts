import type { Core } from '@strapi/strapi';

import type { FindSettings } from '../../../contracts';
import { appOf } from '../../services/app';
import { answer, controller } from '../shared/handler';

export default ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    /** Field by field, so that a secret added to the configuration one day does not show by itself. */
    async find(ctx) {
      const { config } = appOf(strapi);
      const { documents, notifications, retention, sweep } = config;
      const data: FindSettings.Response['data'] = {
        timeZone: config.timeZone,
        locale: config.locale,
        expiringSoonDays: config.expiringSoonDays,
        sweep: { enabled: sweep.enabled, rule: sweep.rule },
        documents: {
          provider: documents.provider,
          maxSizeBytes: documents.maxSizeBytes,
          activePdf: documents.activePdf,
          delivery: documents.delivery,
        },
        notifications: {
          email: { enabled: notifications.email.enabled, from: notifications.email.from },
          push: {
            webPush: notifications.push.webPush !== null,
            fcm: notifications.push.fcm !== null,
            expo: notifications.push.expo !== null,
          },
          staffDigest: { enabled: notifications.staffDigest.enabled },
          organisation: notifications.organisation,
          clientAppUrl: notifications.clientAppUrl,
          concurrency: notifications.concurrency,
          rate: notifications.rate && { max: notifications.rate.max, perSeconds: notifications.rate.perSeconds },
          queue: notifications.queue.engine,
        },
        retention: {
          trashDays: retention.trashDays,
          rejectedDocumentDays: retention.rejectedDocumentDays,
          historyDays: retention.historyDays,
          onClientDelete: retention.onClientDelete,
        },
      };
      answer(ctx, data);
    },
  });
