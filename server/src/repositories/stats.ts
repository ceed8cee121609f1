import type { Knex } from 'knex';

import type { ClientScope } from '../domain/scope';
import { whereState } from './certificate-list';
import type { RepositoryContext } from './context';
import { asBoolean, asDay, asNumber } from './database';
import { applyScope } from './scope';

export interface CountedTemplate {
  id: number;
  documentId: string;
  name: string;
  toNewClients: boolean;
  /** To the clients of some centres. */
  isRestricted: boolean;
}

/** Templates that the figures name; who has more of them looks at the lists. */
const MAX_TEMPLATES = 50;

/** Counts for the home page. They follow the clock, and the scope is part of every WHERE. */
export const createStatsRepository = ({ db, tables, clientIds }: RepositoryContext) => {
  const current = (knex: Knex, scope: ClientScope): Knex.QueryBuilder =>
    applyScope(
      knex,
      tables,
      knex({ c: tables.certificates }).whereNull('c.trashed_at').whereNull('c.archived_at'),
      scope,
      'c.client_id'
    );

  /** Clients who may come: blocked ones need no certificate. */
  const clients = (knex: Knex, scope: ClientScope): Knex.QueryBuilder => {
    const query = applyScope(knex, tables, knex({ u: tables.users }), scope, 'u.id');
    query.where((q) => q.where('u.blocked', false).orWhereNull('u.blocked'));
    const ids = clientIds();
    return ids ? query.whereIn('u.id', ids) : query;
  };

  /** The template's current certificates. */
  const holders = (knex: Knex, templateId: number) =>
    knex({ c: tables.certificates })
      .where('c.template_id', templateId)
      .whereNull('c.trashed_at')
      .whereNull('c.archived_at')
      .whereNotNull('c.client_id');

  const ofCenters = (knex: Knex, templateId: number) => {
    const { centerClients, templateCenters } = tables;
    return knex({ tc: templateCenters.table })
      .join({ cc: centerClients.table }, `cc.${centerClients.from}`, `tc.${templateCenters.to}`)
      .where(`tc.${templateCenters.from}`, templateId)
      .select(`cc.${centerClients.to}`);
  };

  const countOf = async (query: Knex.QueryBuilder, column: string): Promise<number> =>
    asNumber((await query.countDistinct({ n: column }).first())?.n);

  return {
    /** The highest row id of clients and certificates: how large the tables have become, found at once. */
    highestRow: (): Promise<number> =>
      db.read(async (knex) => {
        const highest = async (table: string) => asNumber((await knex(table).max({ id: 'id' }).first())?.id);
        return Math.max(await highest(tables.users), await highest(tables.certificates));
      }),

    /** Row ids of the centres whose staff has this admin user. */
    centersOf: (staffId: number): Promise<number[]> =>
      db.read((knex) => {
        const { table, from, to } = tables.centerStaff;
        return knex(table).where(to, staffId).orderBy(from).pluck(from);
      }),

    /** How many wait for approval. */
    pending: (scope: ClientScope, now: Date): Promise<number> =>
      db.read((knex) => {
        const query = current(knex, scope);
        whereState(query, 'pending_approval', now);
        return countOf(query, 'c.id');
      }),

    /** Approved certificates by their validity date, from a day to before another (`YYYY-MM-DD`). */
    async expiringByDay(scope: ClientScope, now: Date, from: string, before: string) {
      return db.read(async (knex) => {
        const query = current(knex, scope).where('c.valid_until', '>=', from).where('c.valid_until', '<', before);
        query.where((q) => {
          q.where((w: Knex.QueryBuilder) => whereState(w, 'approved', now));
          q.orWhere((w: Knex.QueryBuilder) => whereState(w, 'expiring_soon', now));
        });
        const rows: Record<string, unknown>[] = await query
          .groupBy('c.valid_until')
          .select('c.valid_until as day')
          .count({ n: '*' });
        return rows.map(({ day, n }) => ({ day: asDay(day) ?? '', count: asNumber(n) }));
      });
    },

    /** The live templates that figures are about, by name. */
    templates: (): Promise<CountedTemplate[]> =>
      db.read(async (knex) => {
        const rows: Record<string, unknown>[] = await knex(tables.templates)
          .whereNull('archived_at')
          .orderBy('name')
          .limit(MAX_TEMPLATES)
          .select('id', 'document_id', 'name', 'issue_to_new_clients');
        const restricted = new Set<unknown>(
          await knex(tables.templateCenters.table).distinct().pluck(tables.templateCenters.from)
        );
        return rows.map((row) => ({
          id: row.id as number,
          documentId: row.document_id as string,
          name: row.name as string,
          toNewClients: asBoolean(row.issue_to_new_clients),
          isRestricted: restricted.has(row.id),
        }));
      }),

    /** How many clients need a template's certificate: they have one, or it is issued to everybody of their centres. */
    needing: (scope: ClientScope, { id, toNewClients, isRestricted }: CountedTemplate): Promise<number> =>
      db.read((knex) => {
        const query = clients(knex, scope).where((q) => {
          q.whereIn('u.id', holders(knex, id).select('c.client_id'));
          if (!toNewClients) return;
          if (isRestricted) q.orWhereIn('u.id', ofCenters(knex, id));
          else q.orWhereRaw('1 = 1');
        });
        return countOf(query, 'u.id');
      }),

    /** How many clients are in order with a template. */
    covered: (scope: ClientScope, { id }: CountedTemplate, now: Date): Promise<number> =>
      db.read((knex) => {
        const valid = holders(knex, id)
          .whereIn('c.state', ['approved', 'expiring_soon', 'expired'])
          .where((q) => q.whereNull('c.expires_at').orWhere('c.expires_at', '>', now));
        return countOf(clients(knex, scope).whereIn('u.id', valid.select('c.client_id')), 'u.id');
      }),
  };
};

export type StatsRepository = ReturnType<typeof createStatsRepository>;
