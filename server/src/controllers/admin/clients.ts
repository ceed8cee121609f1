import type { Core } from '@strapi/strapi';

import { toStaffCertificate } from '../../answers/certificate';
import { toClient } from '../../answers/settings';
import { ADMIN_ACTION } from '../../constants';
import type { ListQuery } from '../../domain/list-query';
import { parseList } from '../../domain/list-request';
import { CLIENT_LIST } from '../../domain/lists';
import { appOf } from '../../services/app';
import { answer, controller, param } from '../shared/handler';
import { pagination, queryOf } from '../shared/list';
import { callerFor, may } from './caller';
import { staffBase } from './certificates';

/** Certificates that a profile shows at once; the certificate list shows the rest. */
const IN_PROFILE = 100;

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  return controller({
    async find(ctx) {
      const query = parseList(queryOf(ctx), CLIENT_LIST);
      const { scope } = callerFor(ctx, ADMIN_ACTION.clientsRead);
      const { rows, nextCursor, ...count } = await app().clients.search(query, scope);
      ctx.body = { data: rows.map(toClient), meta: { pagination: pagination(query, count, nextCursor) } };
    },

    /** The profile; certificates only for those who may read them, which is a right of its own. */
    async findOne(ctx) {
      const client = await app().clients.find(param(ctx, 'id'), callerFor(ctx, ADMIN_ACTION.clientsRead).scope);
      const { certificates, clock, config } = app();
      const caller = callerFor(ctx, ADMIN_ACTION.certificatesRead);
      const list = async (view: ListQuery['view']) => {
        if (!may(ctx, ADMIN_ACTION.certificatesRead)) return [];
        const { rows } = await certificates.list(
          {
            view,
            filter: { kind: 'compare', field: 'client', comparison: '$eq', value: client.documentId },
            search: null,
            sort: [{ field: view === 'archived' ? 'archivedAt' : 'issuedAt', descending: true }],
            limit: IN_PROFILE,
            offset: 0,
            cursor: null,
          },
          caller
        );
        return rows.map((row) => toStaffCertificate(row, clock.now(), staffBase, config.timeZone));
      };
      answer(ctx, {
        ...toClient(client),
        current: await list('current'),
        history: await list('archived'),
      });
    },
  });
};
