import type { Core } from '@strapi/strapi';

import type { FindNotifications, Notification } from '../../../contracts';
import {
  CHANNELS,
  NOTIFICATION_EVENTS,
  NOTIFICATION_STATES,
  type Channel,
  type NotificationEvent,
  type NotificationState,
} from '../../constants';
import { conflict, invalid, notFound } from '../../domain/errors';
import { parseSearch, parseSortOf } from '../../domain/list-query';
import { parseCursor, parsePage, refuseBareFilters } from '../../domain/list-request';
import { appOf } from '../../services/app';
import { notificationsOf } from '../../services/notifications';
import { answer, controller, param } from '../shared/handler';
import { pagination, queryOf } from '../shared/list';

interface Filters {
  state?: NotificationState;
  event?: NotificationEvent;
  channel?: Channel;
}

const VALUES: Record<keyof Filters, readonly string[]> = {
  state: NOTIFICATION_STATES,
  event: NOTIFICATION_EVENTS,
  channel: CHANNELS,
};

/** `filters[state]=failed`, or `filters[state][$eq]=failed`. An unknown one is refused, never dropped. */
const filtersOf = (raw: unknown): Filters => {
  if (raw === undefined || raw === null || raw === '') return {};
  if (typeof raw !== 'object') throw invalid('filter_invalid', 'Filters must be an object.');
  const filters: Record<string, string> = {};
  for (const [name, given] of Object.entries(raw)) {
    const isObject = typeof given === 'object' && given !== null;
    const value: unknown = isObject ? (given as { $eq?: unknown }).$eq : given;
    const isOne = typeof value === 'string' && (!isObject || Object.keys(given).length === 1);
    if (!isOne || !Object.hasOwn(VALUES, name) || !VALUES[name as keyof Filters].includes(value)) {
      throw invalid('filter_invalid', `Filtering by "${name}" like this is not possible.`);
    }
    filters[name] = value;
  }
  return filters;
};

/** `createdAt:ASC` or `createdAt:DESC`, the newest first by default. @throws DomainError 400 `sort_invalid` */
const isOldestFirst = (raw: unknown): boolean => {
  const [sort, ...others] = parseSortOf(raw, ['createdAt'], [{ field: 'createdAt', descending: true }]);
  if (others.length > 0) throw invalid('sort_invalid', 'Notifications are sorted by one field.');
  return sort?.descending === false;
};

const iso = (at: Date | null) => at?.toISOString() ?? null;

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const notifications = () => {
    const found = notificationsOf(strapi);
    if (!found) throw notFound('Outbox');
    return found;
  };

  return controller({
    async find(ctx) {
      const query = queryOf(ctx);
      refuseBareFilters(query, VALUES);
      const page = parsePage(query);
      const { rows, total, totalCapped, nextCursor } = await notifications().outbox.list({
        ...filtersOf(query.filters),
        search: parseSearch(query._q),
        oldestFirst: isOldestFirst(query.sort),
        cursor: parseCursor(query.cursor),
        page: page.page,
        pageSize: page.pageSize,
      });
      const data: Notification[] = rows.map((row) => ({
        ...row,
        createdAt: iso(row.createdAt),
        nextAttemptAt: iso(row.nextAttemptAt),
        sentAt: iso(row.sentAt),
      }));
      ctx.body = {
        data,
        meta: { pagination: pagination(page, { total, totalCapped }, nextCursor) },
      } satisfies FindNotifications.Response;
    },

    /** Only what has failed is tried again. */
    async retry(ctx) {
      const documentId = param(ctx, 'id');
      const { outbox, dispatcher } = notifications();
      const result = await outbox.retry(documentId, appOf(strapi).clock.now());
      if (result === 'not_found') throw notFound('Notification');
      if (result === 'not_failed') throw conflict('wrong_state', 'Only a notification that has failed can be retried.');
      dispatcher.wake();
      answer(ctx, { documentId });
    },
  });
};
