import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { parseDay, type PlainDay } from '../../domain/calendar';
import { forbidden } from '../../domain/errors';
import { clientOf, readerOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { answer, controller, param } from '../shared/handler';
import { queryOf } from './query';

/** @throws DomainError 400 `validity_invalid`, `parameter_unknown` */
const dayOf = (strapi: Core.Strapi, ctx: Context): PlainDay | null => {
  const { on } = queryOf(strapi, ctx, ['on']);
  return on === undefined || on === '' ? null : parseDay(on);
};

/** A client's own access. */
export const access = ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async find(ctx) {
      answer(ctx, await appOf(strapi).access.ofClient(clientOf(ctx), dayOf(strapi, ctx)));
    },
  });

/** Anybody's access, for turnstiles and booking systems: by API token only. */
export const clientAccess = ({ strapi }: { strapi: Core.Strapi }) =>
  controller({
    async findOne(ctx) {
      const { token } = readerOf(ctx);
      if (!token) throw forbidden('Only an API token may ask for the access of others.');
      answer(ctx, await appOf(strapi).access.ofDocument(param(ctx, 'clientDocumentId'), dayOf(strapi, ctx)));
    },
  });
