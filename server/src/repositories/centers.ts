import type { Knex } from 'knex';

import type { CenterFilter, CenterListing, CenterSort } from '../domain/lists';
import type { RepositoryContext } from './context';
import { asNumber, contains, lockToChange, newDocumentId } from './database';
import { whereColumn, whereFilter } from './filters';
import { readList, type SortColumn } from './keyset';
import { links } from './links';

export interface CenterRecord {
  id: number;
  documentId: string;
  name: string;
  timeZone: string;
}

const toRecord = (row: Record<string, unknown>): CenterRecord => ({
  id: row.id as number,
  documentId: row.document_id as string,
  name: row.name as string,
  timeZone: row.time_zone as string,
});

const FILTER_COLUMN: Record<CenterFilter, string> = {
  name: 'z.name',
  timeZone: 'z.time_zone',
  documentId: 'z.document_id',
  createdAt: 'z.created_at',
  updatedAt: 'z.updated_at',
};

const SORTABLE: Record<CenterSort, SortColumn> = {
  name: { by: 'z.name', type: 'text' },
  timeZone: { by: 'z.time_zone', type: 'text' },
  createdAt: { by: 'z.created_at', type: 'instant', nullable: true },
  updatedAt: { by: 'z.updated_at', type: 'instant', nullable: true },
};

/** Centres, their clients and their staff. */
export const createCenterRepository = ({ db, tables }: RepositoryContext) => {
  const findWith = async (knex: Knex, where: Record<string, unknown>): Promise<CenterRecord | null> => {
    const row = await knex(tables.centers).where(where).first();
    return row ? toRecord(row) : null;
  };

  return {
    find: (documentId: string, trx?: Knex) =>
      trx ? findWith(trx, { document_id: documentId }) : db.read((knex) => findWith(knex, { document_id: documentId })),

    /** The centre; others who change it, or go by its zone, wait for the transaction. */
    async lock(trx: Knex, id: number): Promise<CenterRecord | null> {
      const row = await lockToChange(trx(tables.centers).where({ id }), db.dialect).first();
      return row ? toRecord(row) : null;
    },

    /** The centre, whose zone nobody changes until the transaction has ended. */
    async hold(trx: Knex, id: number): Promise<CenterRecord | null> {
      const row = await trx(tables.centers).where({ id }).forShare().first();
      return row ? toRecord(row) : null;
    },

    findMany: (knex: Knex, documentIds: string[]): Promise<CenterRecord[]> =>
      knex(tables.centers)
        .whereIn('document_id', documentIds)
        .then((rows: Record<string, unknown>[]) => rows.map(toRecord)),

    /** Centres, one page; `staffId` restricts them to those of a member of staff. */
    list: (query: CenterListing & { staffId: number | null }) =>
      db.read(async (knex) => {
        const matching = () => {
          const q = knex({ z: tables.centers });
          if (query.search) q.where(contains(knex, 'z.name', query.search));
          if (query.filter) {
            whereFilter(q, query.filter, (w, compared) =>
              whereColumn(knex, w, FILTER_COLUMN[compared.field], compared)
            );
          }
          // Last, so that nothing above can widen it.
          if (query.staffId !== null) {
            const { table, from, to } = tables.centerStaff;
            q.whereIn('z.id', knex(table).select(from).where(to, query.staffId));
          }
          return q;
        };
        const list = await readList(knex, matching, query, { id: 'z.id', columns: ['z.*'], sortable: SORTABLE });
        const ids = list.rows.map(({ id }) => id as number);
        const count = async ({ table, from }: { table: string; from: string }) => {
          const counted: Record<string, unknown>[] = await knex(table)
            .whereIn(from, ids)
            .groupBy(from)
            .select({ id: from })
            .count({ n: '*' });
          return new Map(counted.map((row) => [row.id as number, asNumber(row.n)]));
        };
        const clients = await count(tables.centerClients);
        const staff = await count(tables.centerStaff);
        return {
          ...list,
          rows: list.rows.map((row) => ({
            ...toRecord(row),
            clientCount: clients.get(row.id as number) ?? 0,
            staffCount: staff.get(row.id as number) ?? 0,
          })),
        };
      }),

    async insert(trx: Knex, fields: { name: string; timeZone: string }, at: Date): Promise<CenterRecord> {
      const documentId = newDocumentId();
      await trx(tables.centers).insert({
        document_id: documentId,
        name: fields.name,
        time_zone: fields.timeZone,
        created_at: at,
        updated_at: at,
        published_at: at,
      });
      return (await findWith(trx, { document_id: documentId })) as CenterRecord;
    },

    async update(trx: Knex, id: number, fields: { name?: string; timeZone?: string }, at: Date): Promise<void> {
      await trx(tables.centers)
        .where({ id })
        .update({
          ...(fields.name !== undefined && { name: fields.name }),
          ...(fields.timeZone !== undefined && { time_zone: fields.timeZone }),
          updated_at: at,
        });
    },

    async delete(trx: Knex, id: number): Promise<void> {
      await trx(tables.centers).where({ id }).delete();
    },

    /** Certificates that are not deleted and name this centre as their issuer. */
    async liveCertificates(trx: Knex, id: number): Promise<number> {
      const row = await trx(tables.certificates)
        .where({ center_id: id })
        .whereNull('trashed_at')
        .count({ n: '*' })
        .first();
      return asNumber(row?.n);
    },

    /** Live templates that are restricted to this centre. */
    async liveTemplates(trx: Knex, id: number): Promise<number> {
      const { table, from, to } = tables.templateCenters;
      const row = await trx({ l: table })
        .join({ t: tables.templates }, 't.id', `l.${from}`)
        .where(`l.${to}`, id)
        .whereNull('t.archived_at')
        .count({ n: '*' })
        .first();
      return asNumber(row?.n);
    },

    async hasStaff(trx: Knex, id: number, staffId: number): Promise<boolean> {
      const { table, from, to } = tables.centerStaff;
      return Boolean(
        await trx(table)
          .where({ [from]: id, [to]: staffId })
          .first(from)
      );
    },

    clients: (trx: Knex) => links(trx, tables.centerClients),
    staff: (trx: Knex) => links(trx, tables.centerStaff),

    async counts(centerId: number): Promise<{ clientCount: number; staffCount: number }> {
      const count = async ({ table, from }: { table: string; from: string }) =>
        db.read(async (knex) => asNumber((await knex(table).where(from, centerId).count({ n: '*' }).first())?.n));
      return { clientCount: await count(tables.centerClients), staffCount: await count(tables.centerStaff) };
    },

    /** The memberships of these users in a centre. */
    async membershipsOf(trx: Knex, centerId: number, userIds: number[]) {
      const { table, from, to } = tables.centerClients;
      const rows: Record<string, unknown>[] = [];
      for (let start = 0; start < userIds.length; start += 500) {
        rows.push(
          ...(await trx(table)
            .where(from, centerId)
            .whereIn(to, userIds.slice(start, start + 500)))
        );
      }
      return rows.map((row) => ({ membershipId: row.id as number, userId: row[to] as number }));
    },

    /** Who joined which centre, by the row id of the membership. */
    async memberships(after: number, upTo: number, limit: number) {
      const { table, from, to } = tables.centerClients;
      const rows: Record<string, unknown>[] = await db.read((knex) =>
        knex(table).where('id', '>', after).where('id', '<=', upTo).orderBy('id').limit(limit)
      );
      return rows.map((row) => ({
        membershipId: row.id as number,
        centerId: row[from] as number,
        userId: row[to] as number,
      }));
    },

    /** People of a centre by address; with a `limit` the first of them: a large one is read through the client search. */
    async people(kind: 'clients' | 'staff', centerId: number, limit?: number) {
      const { table, from, to } = kind === 'clients' ? tables.centerClients : tables.centerStaff;
      return db.read(async (knex): Promise<Record<string, unknown>[]> => {
        const query = knex({ l: table })
          .join({ p: kind === 'clients' ? tables.users : tables.adminUsers }, 'p.id', `l.${to}`)
          .where(`l.${from}`, centerId)
          .orderBy('p.email')
          .select('p.*');
        return limit === undefined ? query : query.limit(limit);
      });
    },
  };
};
