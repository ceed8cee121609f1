import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { isTimeZone } from '../domain/calendar';
import { createHostRows } from '../repositories/host-rows';
import type { App } from '../services/app';
import { asHost, refuse, service } from './host-errors';

interface CenterEvent {
  params: { data?: { timeZone?: unknown }; where?: unknown };
}

/**
 * Centres may be written by host code; two things may not happen behind the plugin's back: a new time zone without new
 * instants, and the end of a centre that certificates name. Who joins a centre this way is found by the catch-up pass.
 */
export const watchCenters = (strapi: Core.Strapi, app: () => App): void => {
  const rows = createHostRows(strapi, UID.center);

  const beforeUpdate = async ({ params }: CenterEvent): Promise<void> => {
    const { data } = params;
    if (data?.timeZone === undefined) return;
    const timeZone = data.timeZone;
    if (!isTimeZone(timeZone)) {
      return refuse('time_zone_invalid', 'The time zone is not an IANA time zone.', service('centers', 'update(...)'));
    }
    for (const documentId of await rows.documentIds(params.where)) {
      await asHost(() => app().centers.update(documentId, { timeZone }));
    }
  };

  const beforeDelete = async ({ params }: CenterEvent): Promise<void> => {
    for (const documentId of await rows.documentIds(params.where)) {
      await asHost(() => app().centers.assertUnused(documentId));
    }
  };

  strapi.db.lifecycles.subscribe({
    models: [UID.center],
    beforeUpdate,
    beforeUpdateMany: beforeUpdate,
    beforeDelete,
    beforeDeleteMany: beforeDelete,
  });
};
