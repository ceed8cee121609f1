import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { isTimeZone } from '../domain/calendar';
import { createHostRows, type HostWrite } from '../repositories/host-rows';
import type { App } from '../services/app';
import { asHost, refuse, service } from './host-errors';

interface CenterData {
  timeZone?: unknown;
}

interface CenterEvent extends HostWrite {
  params: HostWrite['params'] & { data?: CenterData | CenterData[] };
}

/**
 * Centres may be written by host code; two things may not happen behind the plugin's back: a new time zone without new
 * instants, and the end of a centre that certificates name. Who joins a centre this way is found by the catch-up pass.
 */
export const watchCenters = (strapi: Core.Strapi, app: () => App): void => {
  const rows = createHostRows(strapi, UID.center);

  const refuseZone = (): never =>
    refuse(
      'time_zone_invalid',
      'The time zone is not an IANA time zone.',
      service('centers', 'create({ name, timeZone })')
    );

  const beforeCreate = ({ params }: CenterEvent): void => {
    for (const row of Array.isArray(params.data) ? params.data : [params.data]) {
      if (!isTimeZone(row?.timeZone)) refuseZone();
    }
  };

  const beforeUpdate = async (event: CenterEvent): Promise<void> => {
    const { params } = event;
    const data = Array.isArray(params.data) ? params.data[0] : params.data;
    if (data?.timeZone === undefined) return;
    const timeZone = data.timeZone;
    if (!isTimeZone(timeZone)) return refuseZone();
    const taken = await rows.takenBy(event);
    if (taken.length === 0) return;
    for (const { documentId } of taken) await asHost(() => app().centers.update(documentId, { timeZone }));
    // What else the host writes is for the same rows, also where its `where` asks for the zone that they had.
    params.where = { id: { $in: taken.map(({ id }) => id) } };
  };

  const beforeDelete = async (event: CenterEvent): Promise<void> => {
    for (const { documentId } of await rows.takenBy(event)) {
      await asHost(() => app().centers.assertUnused(documentId));
    }
  };

  strapi.db.lifecycles.subscribe({
    models: [UID.center],
    beforeCreate,
    beforeCreateMany: beforeCreate,
    beforeUpdate,
    beforeUpdateMany: beforeUpdate,
    beforeDelete,
    beforeDeleteMany: beforeDelete,
  });
};
