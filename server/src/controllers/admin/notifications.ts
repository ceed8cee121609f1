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
import { invalid, notFound } from '../../domain/errors';
import { appOf } from '../../services/app';
import { notificationsOf } from '../../services/notifications';
import { answer, controller, param } from '../shared/handler';
import { pagination, parsePage, queryOf } from '../shared/list';

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
    const value = typeof given === 'object' && given !== null ? (given as { $eq?: unknown }).$eq : given;
    if (!Object.hasOwn(VALUES, name) || !VALUES[name as keyof Filters].includes(String(value))) {
      throw invalid('filter_invalid', `Filtering by "${name}" like this is not possible.`);
    }
    filters[name] = String(value);
  }
  return filters;
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
      const page = parsePage(query);
      const { rows, total, totalCapped } = await notifications().outbox.list({
        ...filtersOf(query.filters),
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
        meta: { pagination: pagination(page, { total, totalCapped }) },
      } satisfies FindNotifications.Response;
    },

    /** Only what has failed is tried again; whatever else there is looks as if it were not there. */
    async retry(ctx) {
      const documentId = param(ctx, 'id');
      const { outbox, dispatcher } = notifications();
      if (!(await outbox.retry(documentId, appOf(strapi).clock.now()))) throw notFound('Failed notification');
      dispatcher.wake();
      answer(ctx, { documentId });
    },
  });
};
