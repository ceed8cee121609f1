import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { UID, type NotificationEvent } from '../../server/src/constants';

const id24 = () => randomBytes(12).toString('hex');
const tableOf = (strapi: Core.Strapi, uid: string) => strapi.db.metadata.get(uid).tableName;

/** Writes rows as a change of the plugin's own would, by Knex, so that a suite about sending needs no issuing. */
export const outboxRows = (strapi: Core.Strapi, at: () => Date) => {
  const insert = async (uid: string, row: Record<string, unknown>): Promise<number> => {
    const document_id = id24();
    const stamps = { created_at: at(), updated_at: at(), published_at: at() };
    await strapi.db.connection(tableOf(strapi, uid)).insert({ document_id, ...stamps, ...row });
    return Number((await strapi.db.connection(tableOf(strapi, uid)).where({ document_id }).first('id')).id);
  };
  let serial = 0;

  return {
    insert,

    client: async (changes: Record<string, unknown> = {}) => {
      serial += 1;
      const username = `outbox${serial}-${id24()}`;
      const email = `${username}@example.com`;
      const row = { username, email, provider: 'local', confirmed: true, blocked: false, ...changes };
      return { id: await insert(UID.user, row), username, email: row.email };
    },

    certificate: (clientId: number, changes: Record<string, unknown> = {}) =>
      insert(UID.certificate, {
        name: 'Medical certificate',
        expires: true,
        state: 'missing_info',
        client_id: clientId,
        issued_at: at(),
        revision: 1,
        ...changes,
      }),

    notification: (
      event: NotificationEvent,
      ids: { certificateId: number | null; clientId: number | null },
      changes: Record<string, unknown> = {}
    ) =>
      insert(UID.notification, {
        certificate_id: ids.certificateId,
        client_id: ids.clientId,
        event,
        channel: 'email',
        dedupe_key: id24(),
        state: 'pending',
        attempts: 0,
        next_attempt_at: at(),
        ...changes,
      }),

    row: async (id: number): Promise<Record<string, unknown>> =>
      strapi.db.connection(tableOf(strapi, UID.notification)).where({ id }).first(),

    states: async (): Promise<Record<string, number>> => {
      const rows: { state: string; n: unknown }[] = await strapi.db
        .connection(tableOf(strapi, UID.notification))
        .select('state')
        .count({ n: '*' })
        .groupBy('state');
      return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
    },

    clear: async () => {
      await strapi.db.connection(tableOf(strapi, UID.notification)).del();
    },

    table: (uid: string) => strapi.db.connection(tableOf(strapi, uid)),
  };
};

export type OutboxRows = ReturnType<typeof outboxRows>;
