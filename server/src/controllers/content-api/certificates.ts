import type { Core } from '@strapi/strapi';

import { toClientCertificate, type RouteBase } from '../../answers/certificate';
import type { CertificateRecord } from '../../repositories/certificate-record';
import { appOf } from '../../services/app';
import { dataOf } from '../shared/body';
import { parseEdit } from '../shared/edit';
import { answer, controller, param } from '../shared/handler';
import { queryOf } from '../shared/list';
import { readerOf, writerOf } from './caller';
import { listFor } from './list';

/** Paths on the server as clients see them: the prefix is the host's to choose. */
export const clientBase =
  (strapi: Core.Strapi): RouteBase =>
  (documentId) =>
    `${strapi.config.get('api.rest.prefix', '/api')}/certificates/${documentId}`;

/** A certificate as its reader sees it: a token is told whose it is. */
export const presenter = (strapi: Core.Strapi) => (record: CertificateRecord, token: boolean) => ({
  ...toClientCertificate(record, appOf(strapi).clock.now(), clientBase(strapi)),
  ...(token && {
    client: record.client && { documentId: record.client.documentId, username: record.client.username },
  }),
});

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  const present = presenter(strapi);
  return controller({
    async find(ctx) {
      ctx.body = await listFor(app(), queryOf(ctx), readerOf(ctx), 'current', present);
    },

    async findOne(ctx) {
      const { caller, token } = readerOf(ctx);
      answer(ctx, present(await app().certificates.find(param(ctx, 'documentId'), caller), token));
    },

    async update(ctx) {
      const caller = writerOf(ctx);
      const edit = parseEdit(dataOf(ctx));
      answer(ctx, present(await app().certificates.update(param(ctx, 'documentId'), edit, caller), false));
    },
  });
};
