import type { Knex } from 'knex';

import type { ClientScope } from '../domain/scope';
import type { RepositoryContext } from './context';
import { asBoolean, contains } from './database';
import { staffName } from './certificate-record';
import { applyScope } from './scope';

/** A users-permissions user. Never more than this: their row holds a password hash and tokens. */
export interface ClientRecord {
  id: number;
  documentId: string;
  username: string;
  email: string | null;
  blocked: boolean;
  confirmed: boolean;
}

export interface StaffRecord {
  id: number;
  documentId: string;
  name: string;
  email: string;
}

const CLIENT_COLUMNS = ['u.id', 'u.document_id', 'u.username', 'u.email', 'u.blocked', 'u.confirmed'];
const STAFF_COLUMNS = ['id', 'document_id', 'firstname', 'lastname', 'username', 'email'];

export const toClient = (row: Record<string, unknown>): ClientRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  username: row.username as string,
  email: (row.email as string | null) ?? null,
  blocked: asBoolean(row.blocked),
  confirmed: asBoolean(row.confirmed),
});

export const toStaff = (row: Record<string, unknown>): StaffRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  name: staffName(row),
  email: row.email as string,
});

/** Clients (users who match `clients.filters`) and admin users. Reads only. */
export const createPeopleRepository = ({ db, tables, sql, clientIds }: RepositoryContext) => {
  const clients = (knex: Knex) => {
    const query = knex({ u: tables.users });
    const ids = clientIds();
    return ids ? query.whereIn('u.id', ids) : query;
  };

  return {
    async findClient(documentId: string, trx?: Knex): Promise<ClientRecord | null> {
      const find = (knex: Knex): Promise<Record<string, unknown> | undefined> =>
        clients(knex).where('u.document_id', documentId).first(CLIENT_COLUMNS);
      const row = trx ? await find(trx) : await db.read(find);
      return row ? toClient(row) : null;
    },

    /** Row ids of clients by document id, in no particular order; unknown ones are missing from the answer. */
    async clientIdsOf(trx: Knex, documentIds: string[]): Promise<Map<string, number>> {
      const found = new Map<string, number>();
      for (let start = 0; start < documentIds.length; start += 500) {
        const rows: { id: number; document_id: string }[] = await clients(trx)
          .whereIn('u.document_id', documentIds.slice(start, start + 500))
          .select('u.id', 'u.document_id');
        for (const row of rows) found.set(row.document_id, row.id);
      }
      return found;
    },

    async staffIdsOf(trx: Knex, documentIds: string[]): Promise<Map<string, number>> {
      const rows = await trx(tables.adminUsers).whereIn('document_id', documentIds).select('id', 'document_id');
      return new Map(rows.map((row) => [row.document_id as string, row.id as number]));
    },

    /** Clients by name or e-mail, within a scope. */
    async searchClients(query: {
      search: string | null;
      scope: ClientScope;
      center: string | null;
      limit: number;
      offset: number;
      sort: 'username' | 'email';
      descending: boolean;
    }) {
      return db.read(async (knex) => {
        const matching = () => {
          const q = clients(knex);
          applyScope(knex, tables, q, query.scope, 'u.id');
          const { search } = query;
          if (search) {
            q.where((w) => w.where(contains(knex, 'u.username', search)).orWhere(contains(knex, 'u.email', search)));
          }
          if (query.center) {
            const { table, from, to } = tables.centerClients;
            q.whereIn(
              'u.id',
              knex({ l: table })
                .join({ z: tables.centers }, 'z.id', `l.${from}`)
                .where('z.document_id', query.center)
                .select(`l.${to}`)
            );
          }
          return q;
        };
        const rows: Record<string, unknown>[] = await matching()
          .orderBy(`u.${query.sort}`, query.descending ? 'desc' : 'asc')
          .orderBy('u.id')
          .limit(query.limit)
          .offset(query.offset)
          .select(CLIENT_COLUMNS);
        const capped = await knex.from(matching().select('u.id').limit(10_001).as('m')).count({ n: '*' }).first();
        return { rows: rows.map(toClient), found: Number(capped?.n ?? 0) };
      });
    },

    /** Users that came by SQL have no document id, and nothing could name them: they get one. */
    async giveDocumentIds(after: number, upTo: number): Promise<void> {
      await db.transaction(async (trx) => {
        await trx(tables.users)
          .whereBetween('id', [after + 1, upTo])
          .whereNull('document_id')
          .update({ document_id: sql(trx).documentId('id') });
      });
    },

    async centersOf(userIds: number[]): Promise<Map<number, { documentId: string; name: string; timeZone: string }[]>> {
      const { table, from, to } = tables.centerClients;
      const rows: Record<string, unknown>[] = await db.read((knex) =>
        knex({ l: table })
          .join({ z: tables.centers }, 'z.id', `l.${from}`)
          .whereIn(`l.${to}`, userIds)
          .orderBy('l.id')
          .select(`l.${to} as user`, 'z.document_id', 'z.name', 'z.time_zone')
      );
      const byUser = new Map<number, { documentId: string; name: string; timeZone: string }[]>();
      for (const row of rows) {
        const list = byUser.get(row.user as number) ?? [];
        list.push({
          documentId: row.document_id as string,
          name: row.name as string,
          timeZone: row.time_zone as string,
        });
        byUser.set(row.user as number, list);
      }
      return byUser;
    },

    /** Admin users by name or e-mail, for choosing a centre's staff. */
    async searchStaff(search: string | null, limit: number, offset: number) {
      return db.read(async (knex) => {
        const matching = () => {
          const q = knex(tables.adminUsers);
          if (search) {
            q.where((w) => {
              for (const column of ['firstname', 'lastname', 'email', 'username']) {
                w.orWhere(contains(knex, column, search));
              }
            });
          }
          return q;
        };
        const rows: Record<string, unknown>[] = await matching()
          .orderBy('email')
          .limit(limit)
          .offset(offset)
          .select(STAFF_COLUMNS);
        const total = Number((await matching().count({ n: '*' }).first())?.n ?? 0);
        return { rows: rows.map(toStaff), total };
      });
    },
  };
};

export type PeopleRepository = ReturnType<typeof createPeopleRepository>;
