import type { Knex } from 'knex';

import type { RepositoryContext } from './context';
import { asDay, isAmong } from './database';
import { withLiveClient } from './live-clients';

/** Certificates that fell due together. */
export interface DueChunk {
  ids: number[];
  clientIds: number[];
  /** Of `ids`, those of which nobody has been told this yet, for the validity date that they have. */
  untold: number[];
  /** Whether others may be due. */
  more: boolean;
}

/** A certificate whose template issues its successor early. */
export interface EarlyRenewal {
  id: number;
  templateId: number;
  validUntil: string;
  /** Null: without a centre. */
  timeZone: string | null;
}

interface DueRow {
  id: number;
  client_id: number | null;
  valid_until: unknown;
  told_for: unknown;
}

const isTold = ({ told_for, valid_until }: DueRow): boolean =>
  told_for !== null && asDay(told_for) === asDay(valid_until);

const clientsOf = (rows: { client_id: number | null }[]): number[] => [
  ...new Set(rows.flatMap(({ client_id }) => (client_id === null ? [] : [client_id]))),
];

/** As many rows as may be handled together, and never a part of a client's; at least those of one. */
const wholeClients = <T extends { id: number; client_id: number | null }>(rows: T[], limit: number): T[] => {
  if (rows.length <= limit) return rows;
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = row.client_id === null ? `alone:${row.id}` : String(row.client_id);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const taken: T[] = [];
  for (const group of groups.values()) {
    if (taken.length > 0 && taken.length + group.length > limit) break;
    taken.push(...group);
  }
  return taken;
};

/**
 * What the clock has made due, in chunks that hold all of each of their clients': they are written in one transaction,
 * so that whoever sends the outbox sees the news of one sweep for one client together. Due rows are found from `state`,
 * `expiringSoonAt`, `expiresAt` and `archivedAt` alone, and locked, so that nobody moves them before they are written.
 */
export const createDueRepository = (context: RepositoryContext) => {
  const { db, tables } = context;

  const current = (knex: Knex) => knex({ c: tables.certificates }).whereNull('c.trashed_at').whereNull('c.archived_at');

  /** The same in expressions: a planner without figures would go through all that is due for the few that are meant. */
  const currentAmong = (knex: Knex) =>
    knex({ c: tables.certificates }).whereRaw('coalesce(c.trashed_at, c.archived_at) is null');

  /** Of templates that renew now: one may have been deleted, or renewal switched off, since the sweep began. */
  const renewing = (query: Knex.QueryBuilder) =>
    withLiveClient(context, query)
      .join({ t: tables.templates }, 't.id', 'c.template_id')
      .whereNull('t.archived_at')
      .where('t.renew_on_expiry', true);

  /** SQLite needs no locks: there one writer at a time has the whole database, and FOR UPDATE is an empty string. */
  const lock = async (due: Knex.QueryBuilder, ids: number[]): Promise<Set<number>> => {
    if (db.dialect === 'sqlite' || ids.length === 0) return new Set(ids);
    // By the primary key alone: of a join, or of a range, MariaDB would lock more than these rows.
    return new Set((await due.whereIn('c.id', ids).forUpdate('c').pluck('c.id')) as number[]);
  };

  const chunkOf = async (
    queries: { due: Knex.QueryBuilder; among: () => Knex.QueryBuilder; told: 'warned_for' | 'expired_for' },
    limit: number
  ): Promise<DueChunk> => {
    const columns = {
      id: 'c.id',
      client_id: 'c.client_id',
      valid_until: 'c.valid_until',
      told_for: `c.${queries.told}`,
    };
    const first: DueRow[] = await queries.due.select(columns).limit(limit);
    const clients = clientsOf(first);
    const others: DueRow[] =
      clients.length === 0 ? [] : await queries.among().select(columns).whereIn('c.client_id', clients);
    const all = [...new Map([...first, ...others].map((row) => [row.id, row])).values()];
    const taken = wholeClients(all, limit);
    const locked = await lock(
      queries.among(),
      taken.map(({ id }) => id)
    );
    const rows = taken.filter(({ id }) => locked.has(id));
    return {
      ids: rows.map(({ id }) => id),
      clientIds: clientsOf(rows),
      untold: rows.filter((row) => !isTold(row)).map(({ id }) => id),
      more: first.length === limit,
    };
  };

  return {
    /** Whether there may be work: a few probes of indexes, which is all that most ticks cost. */
    anythingDue(now: Date): Promise<boolean> {
      const look = async (knex: Knex): Promise<boolean> => {
        const expired = current(knex)
          .whereIn('c.state', ['approved', 'expiring_soon'])
          .where('c.expires_at', '<=', now);
        if (await expired.first('c.id')) return true;
        const soon = current(knex).where('c.state', 'approved').where('c.expiring_soon_at', '<=', now);
        if (await soon.first('c.id')) return true;
        const leads = knex(tables.templates).whereNull('archived_at').where('renewal_lead_days', '>', 0);
        return Boolean(await leads.where({ renew_on_expiry: true }).first('id'));
      };
      // On SQLite the BEGIN finds out whether one of Strapi's was left open, which would hold up Strapi until then.
      return db.dialect === 'sqlite' ? db.transaction(look) : db.read(look);
    },

    /** Approved certificates whose last day is over. */
    toExpire: (trx: Knex, now: Date, limit: number): Promise<DueChunk> =>
      chunkOf(
        {
          due: current(trx).whereIn('c.state', ['approved', 'expiring_soon']).where('c.expires_at', '<=', now),
          among: () =>
            currentAmong(trx)
              .where(isAmong(trx, 'c.state', ['approved', 'expiring_soon']))
              .where('c.expires_at', '<=', now),
          told: 'expired_for',
        },
        limit
      ),

    /** Approved certificates that come within the template's `expiringSoonDays`. */
    toExpireSoon(trx: Knex, now: Date, limit: number): Promise<DueChunk> {
      const isSoon = (query: Knex.QueryBuilder) =>
        query
          .where('c.expiring_soon_at', '<=', now)
          .where((q) => q.whereNull('c.expires_at').orWhere('c.expires_at', '>', now));
      return chunkOf(
        {
          due: isSoon(current(trx).where('c.state', 'approved')),
          among: () => isSoon(currentAmong(trx).where(isAmong(trx, 'c.state', ['approved']))),
          told: 'warned_for',
        },
        limit
      );
    },

    /**
     * Clients with valid certificates of a template, in one zone, that end on `lastDay` at the latest and have no
     * successor yet.
     * @param timeZone null: of those without a centre
     * @returns one for each of at most `limit` certificates
     */
    async clientsToRenewEarly(
      trx: Knex,
      { templateId, timeZone, lastDay }: { templateId: number; timeZone: string | null; lastDay: string },
      now: Date,
      limit: number
    ): Promise<number[]> {
      const query = current(trx)
        .where('c.template_id', templateId)
        .whereNull('c.renewed_at')
        .where('c.valid_until', '<=', lastDay)
        .where('c.expires_at', '>', now)
        .whereIn('c.state', ['approved', 'expiring_soon']);
      if (timeZone === null) query.whereNull('c.center_id');
      else query.whereIn('c.center_id', trx(tables.centers).where({ time_zone: timeZone }).select('id'));
      return (await renewing(query).orderBy('c.id').limit(limit).pluck('c.client_id')) as number[];
    },

    /** Valid certificates of these clients and templates that have no successor yet and end by `lastDay`. */
    async earlyRenewalsOf(
      trx: Knex,
      { clients, templateIds, lastDay }: { clients: number[]; templateIds: number[]; lastDay: string },
      now: Date
    ): Promise<EarlyRenewal[]> {
      if (clients.length === 0 || templateIds.length === 0) return [];
      const among = () =>
        currentAmong(trx)
          .where(isAmong(trx, 'c.template_id', templateIds))
          .whereNull('c.renewed_at')
          .where(isAmong(trx, 'c.state', ['approved', 'expiring_soon']))
          .where('c.valid_until', '<=', lastDay)
          .where('c.expires_at', '>', now);
      const rows: Record<string, unknown>[] = await renewing(among())
        .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
        .whereIn('c.client_id', clients)
        .select('c.id', 'c.template_id', 'c.valid_until', 'z.time_zone');
      // Whoever was quicker with one of these has it.
      const locked = await lock(
        among(),
        rows.map(({ id }) => Number(id))
      );
      return rows
        .filter(({ id }) => locked.has(Number(id)))
        .map((row) => ({
          id: Number(row.id),
          templateId: Number(row.template_id),
          validUntil: asDay(row.valid_until) ?? '',
          timeZone: (row.time_zone as string | null) ?? null,
        }));
    },
  };
};
