import type { Core } from '@strapi/strapi';

import { toStaffCertificate } from '../../answers/certificate';
import { toClient } from '../../answers/settings';
import { ADMIN_ACTION } from '../../constants';
import { invalid } from '../../domain/errors';
import { parseFilters, parseSearch, type Filter, type ListQuery } from '../../domain/list-query';
import { appOf } from '../../services/app';
import { answer, controller, param } from '../shared/handler';
import { pagination, parseOneSort, parsePage, queryOf } from '../shared/list';
import { callerFor, may } from './caller';
import { staffBase } from './certificates';

/** Certificates that a profile shows at once; the certificate list shows the rest. */
const IN_PROFILE = 100;

/** `filters[center]` is the one filter that a client search knows, by equality. @throws DomainError `filter_invalid` */
const centerOf = (filters: unknown): string | null => {
  const filter = parseFilters(filters, ['center']);
  if (filter === null) return null;
  let inner: Filter | undefined = filter;
  while (inner?.kind === 'and' && inner.of.length === 1) inner = inner.of[0];
  if (inner?.kind === 'compare' && inner.comparison === '$eq' && typeof inner.value === 'string') return inner.value;
  throw invalid('filter_invalid', 'Clients can be filtered by one centre.');
};

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  return controller({
    async find(ctx) {
      const query = queryOf(ctx);
      const page = parsePage(query);
      const { field, descending } = parseOneSort(query.sort, ['username', 'email'], 'username');
      const { rows, ...count } = await app().clients.search(
        { ...page, search: parseSearch(query._q), center: centerOf(query.filters), sort: field, descending },
        callerFor(ctx, ADMIN_ACTION.clientsRead).scope
      );
      ctx.body = { data: rows.map(toClient), meta: { pagination: pagination(page, count) } };
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
