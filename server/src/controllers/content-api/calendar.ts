import type { Core } from '@strapi/strapi';

import { calendarPath } from '../../answers/client-certificate';
import { clientOf } from '../../permissions/client-caller';
import { linkTokenOf } from '../../permissions/link-token';
import { appOf } from '../../services/app';
import { bodyOf } from '../shared/body';
import { answer, controller } from '../shared/handler';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const service = () => appOf(strapi).calendar;
  return controller({
    async create(ctx) {
      const { token } = await service().makeLink(clientOf(ctx), bodyOf(ctx).data);
      answer(ctx, { url: `${calendarPath(strapi)}/${token}` }, 201);
    },

    async delete(ctx) {
      await service().revokeLink(clientOf(ctx));
      ctx.status = 204;
    },

    /** By the link alone: calendar apps cannot log in. */
    async findOne(ctx) {
      const feed = await service().feed(linkTokenOf(ctx));
      ctx.set({
        'Cache-Control': 'private, no-cache',
        'Content-Disposition': 'inline; filename="certificates.ics"',
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'X-Robots-Tag': 'noindex',
      });
      ctx.type = 'text/calendar; charset=utf-8';
      ctx.body = feed;
    },
  });
};
