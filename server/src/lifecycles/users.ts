import type { Core } from '@strapi/strapi';

import { UID, USER_CENTERS } from '../constants';
import { createHostRows, type HostWrite } from '../repositories/host-rows';
import type { App } from '../services/app';

interface UserEvent extends HostWrite {
  params: HostWrite['params'] & { data?: Record<string, unknown> | Record<string, unknown>[] };
  result?: { id?: number; count?: number; ids?: number[] };
  /** Strapi hands it from the handler before a write to the one after it. */
  state?: { toConfirm?: number[]; left?: number[] };
}

const confirms = ({ params: { data } }: UserEvent): boolean => !Array.isArray(data) && data?.confirmed === true;

/**
 * The relation to the centres exists for the permission condition alone. Written from the user's side it would let
 * whoever edits users move them between centres, so it is taken out of every write.
 */
const dropCenters = ({ params: { data } }: UserEvent): void => {
  for (const row of Array.isArray(data) ? data : [data]) if (row) Reflect.deleteProperty(row, USER_CENTERS);
};

/** MySQL and MariaDB give only the first id of an insert of many; the ids of one statement follow each other. */
const insertedIds = ({ ids = [], count = 0 }: NonNullable<UserEvent['result']>): number[] => {
  const [first] = ids;
  if (first === undefined || ids.length === count) return ids;
  return Array.from({ length: count }, (_, index) => first + index);
};

/**
 * Users by any path that goes through Strapi: register, OAuth connect, the admin panel, `createMany`. The handlers run in
 * the caller's transaction: a creation that rolls back leaves nothing behind.
 */
export const watchUsers = (strapi: Core.Strapi, app: () => App): void => {
  const rows = createHostRows(strapi, UID.user);
  const taken = async (event: UserEvent): Promise<number[]> => (await rows.takenBy(event)).map(({ id }) => id);

  // Nothing goes before the clients have gone: outside a transaction, a deletion that fails would not bring it back.
  const beforeDelete = async (event: UserEvent): Promise<void> => {
    event.state = { left: await app().retention.certificatesOf(await taken(event)) };
  };

  const afterDelete = ({ state }: UserEvent): Promise<void> => app().retention.clientsDeleted(state?.left ?? []);

  strapi.db.lifecycles.subscribe({
    models: [UID.user],
    beforeCreate: dropCenters,
    beforeCreateMany: dropCenters,
    beforeUpdate: dropCenters,
    async beforeUpdateMany(event: UserEvent) {
      dropCenters(event);
      // Afterwards a `where` that says "not confirmed yet" matches nobody any more.
      if (confirms(event)) event.state = { toConfirm: await taken(event) };
    },
    beforeDelete,
    beforeDeleteMany: beforeDelete,
    afterDelete,
    afterDeleteMany: afterDelete,
    async afterCreate({ result }: UserEvent) {
      if (result?.id !== undefined) await app().issuing.issueToNewUsers([result.id]);
    },
    async afterUpdate(event: UserEvent) {
      if (confirms(event) && event.result?.id !== undefined) await app().clients.confirmed([event.result.id]);
    },
    async afterUpdateMany({ state }: UserEvent) {
      if (state?.toConfirm) await app().clients.confirmed(state.toConfirm);
    },
    async afterCreateMany({ result }: UserEvent) {
      if (result) await app().issuing.issueToNewUsers(insertedIds(result));
    },
  });
};
