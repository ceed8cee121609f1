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

    /** Requests for a certificate, each queued for a new client, by a few statements. @returns the clients' addresses */
    requests: async (count: number): Promise<string[]> => {
      const stamps = { created_at: at(), updated_at: at(), published_at: at() };
      const put = async (uid: string, list: Record<string, unknown>[]) => {
        const made = list.map((row) => ({ document_id: id24(), ...stamps, ...row }));
        for (let from = 0; from < made.length; from += 50) {
          await strapi.db.connection(tableOf(strapi, uid)).insert(made.slice(from, from + 50));
        }
        const ids: { id: unknown; document_id: string }[] = await strapi.db
          .connection(tableOf(strapi, uid))
          .select('id', 'document_id')
          .orderBy('id', 'desc')
          .limit(count);
        const byDocument = new Map(ids.map((row) => [row.document_id, Number(row.id)]));
        return made.map(({ document_id }) => byDocument.get(document_id));
      };
      const names = Array.from({ length: count }, () => `outbox-${id24()}`);
      const email = (name: string) => `${name}@example.com`;
      const account = { provider: 'local', confirmed: true, blocked: false };
      const clients = await put(
        UID.user,
        names.map((username) => ({ ...account, username, email: email(username) }))
      );
      const asked = { name: 'Medical certificate', expires: true, state: 'missing_info', issued_at: at(), revision: 1 };
      const certificates = await put(
        UID.certificate,
        clients.map((client_id) => ({ ...asked, client_id }))
      );
      const queued = { event: 'certificate.created', channel: 'email', state: 'pending', attempts: 0 };
      await put(
        UID.notification,
        clients.map((client_id, n) => ({
          ...queued,
          client_id,
          certificate_id: certificates[n],
          dedupe_key: id24(),
          next_attempt_at: at(),
        }))
      );
      return names.map(email);
    },

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
