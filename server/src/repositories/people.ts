import type { Knex } from 'knex';

import type { ClientFilter, ClientListing, ClientSort, StaffFilter, StaffListing, StaffSort } from '../domain/lists';
import type { ClientScope } from '../domain/scope';
import type { RepositoryContext } from './context';
import { asBoolean, contains } from './database';
import { staffName } from './certificate-record';
import { whereColumn, whereFilter, whereFlag, whereLinked, type Compared } from './filters';
import { readList, type SortColumn } from './keyset';
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

const CLIENT_FILTER_COLUMN: Record<Exclude<ClientFilter, 'center' | 'centers'>, string> = {
  username: 'u.username',
  email: 'u.email',
  blocked: 'u.blocked',
  confirmed: 'u.confirmed',
  documentId: 'u.document_id',
};
const CLIENT_SORTABLE: Record<ClientSort, SortColumn> = {
  username: { by: 'u.username', type: 'text', nullable: true },
  email: { by: 'u.email', type: 'text', nullable: true },
};

const STAFF_FILTER_COLUMN: Record<StaffFilter, string> = {
  firstname: 'firstname',
  lastname: 'lastname',
  username: 'username',
  email: 'email',
  documentId: 'document_id',
};
const STAFF_SORTABLE: Record<StaffSort, SortColumn> = {
  email: { by: 'email', type: 'text', nullable: true },
  firstname: { by: 'firstname', type: 'text', nullable: true },
  lastname: { by: 'lastname', type: 'text', nullable: true },
};

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

    /** Clients, one page, within a scope. */
    searchClients: (query: ClientListing, scope: ClientScope) =>
      db.read(async (knex) => {
        const { table, from, to } = tables.centerClients;
        const inCenters = { link: { table, from: to, to: from }, others: tables.centers };
        const compare = (q: Knex.QueryBuilder, compared: Compared<ClientFilter>) => {
          const { field } = compared;
          if (field === 'center' || field === 'centers') return whereLinked(knex, q, 'u.id', compared, inCenters);
          const column = CLIENT_FILTER_COLUMN[field];
          const isFlag = field === 'blocked' || field === 'confirmed';
          return isFlag ? whereFlag(q, column, compared) : whereColumn(knex, q, column, compared);
        };
        const matching = () => {
          const q = clients(knex);
          const { search } = query;
          if (search) {
            q.where((w) => w.where(contains(knex, 'u.username', search)).orWhere(contains(knex, 'u.email', search)));
          }
          if (query.filter) whereFilter(q, query.filter, compare);
          // Last, so that nothing above can widen it.
          return applyScope(knex, tables, q, scope, 'u.id');
        };
        const at = { id: 'u.id', columns: CLIENT_COLUMNS, sortable: CLIENT_SORTABLE };
        const list = await readList(knex, matching, query, at);
        return { ...list, rows: list.rows.map(toClient) };
      }),

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

    /** Admin users, one page, for choosing a centre's staff. */
    searchStaff: (query: StaffListing) =>
      db.read(async (knex) => {
        const matching = () => {
          const q = knex(tables.adminUsers);
          const { search } = query;
          if (search) {
            q.where((w) => {
              for (const column of ['firstname', 'lastname', 'email', 'username']) {
                w.orWhere(contains(knex, column, search));
              }
            });
          }
          if (query.filter) {
            whereFilter(q, query.filter, (w, compared) =>
              whereColumn(knex, w, STAFF_FILTER_COLUMN[compared.field], compared)
            );
          }
          return q;
        };
        const at = { id: 'id', columns: STAFF_COLUMNS, sortable: STAFF_SORTABLE };
        const list = await readList(knex, matching, query, at);
        return { ...list, rows: list.rows.map(toStaff) };
      }),
  };
};
