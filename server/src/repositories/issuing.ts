import type { Knex } from 'knex';

import type { RepositoryContext } from './context';
import { asBoolean, asDate, insertSelect } from './database';

/** So many users are issued to by reading first and writing then. */
const FEW = 100;

const INSTANTS = new Set(['issued_at', 'created_at', 'updated_at', 'published_at']);

/** A value as the driver gave it, fit to be bound again. */
const readBack = (column: string, value: unknown): unknown => {
  if (INSTANTS.has(column)) return asDate(value);
  return column === 'expires' ? asBoolean(value) : value;
};

/** What a set-based issue takes from the template. */
export interface TemplateToIssue {
  id: number;
  documentId: string;
  name: string;
  expires: boolean;
}

const COLUMNS = [
  'document_id',
  'name',
  'expires',
  'state',
  'template_id',
  'client_id',
  'center_id',
  'origin_key',
  'predecessor_id',
  'issued_at',
  'revision',
  'created_at',
  'updated_at',
  'published_at',
];

/**
 * Issuing to many clients by a few statements. The unique origin key, not a look-up, keeps each from being issued
 * twice; `NOT EXISTS` only spares the work.
 */
export const createIssuingRepository = ({ db, tables, sql, clientIds }: RepositoryContext) => {
  /** The centre that a client joined first. */
  const firstCenter = (knex: Knex, user: string) =>
    knex({ l: tables.centerClients.table })
      .select(`l.${tables.centerClients.from}`)
      .whereRaw('?? = ??', [`l.${tables.centerClients.to}`, user])
      .orderBy('l.id')
      .limit(1);

  const originKey = (knex: Knex, prefix: string) =>
    knex.raw(`concat(?, coalesce(u.document_id, concat(u.id, '')))`, [sql(knex).text(prefix)]);

  /**
   * The same as INSERT ... SELECT, in two steps. On MySQL the one statement locks the gaps that it reads, and people who
   * register at the same time would deadlock each other, in a transaction that is not ours to try again.
   */
  const insertRead = async (trx: Knex, select: Knex.QueryBuilder): Promise<void> => {
    const rows: Record<string, unknown>[] = await select;
    if (rows.length === 0) return;
    await trx(tables.certificates)
      .insert(rows.map((row) => Object.fromEntries(COLUMNS.map((column) => [column, readBack(column, row[column])]))))
      .onConflict('origin_key')
      .merge(['origin_key']);
  };

  /**
   * Certificates with these keys that have no history yet: those that the running transaction has just inserted. By the
   * unique key, which each database knows to find one row at most; of everything else about them some planner believes
   * that there are so many that it had better go through the whole table.
   * @param sources rows that the keys are made of
   */
  const issuedAs = async (trx: Knex, sources: Knex.QueryBuilder, key: Knex.Raw): Promise<number[]> => {
    const query = sources
      .join({ c: tables.certificates }, (join) => join.on(trx.raw('c.origin_key = ?', [key])))
      // For NOT EXISTS, MariaDB would first go through the history of everybody.
      .leftJoin({ e: tables.events }, 'e.certificate_id', 'c.id')
      .whereNull('e.id');
    return (await query.pluck('c.id')) as number[];
  };

  /** Users who do not match `clients.filters` are issued nothing. */
  const onlyClients = (query: Knex.QueryBuilder, user: string) => {
    const clients = clientIds();
    if (clients) query.whereIn(user, clients);
    return query;
  };

  /** Open: not archived, not deleted, not expired by the clock. */
  const open = (query: Knex.QueryBuilder, alias: string, now: Date) =>
    query
      .whereNull(`${alias}.archived_at`)
      .whereNull(`${alias}.trashed_at`)
      .where((q) =>
        q
          .whereIn(`${alias}.state`, ['missing_info', 'pending_approval'])
          .orWhereNull(`${alias}.expires_at`)
          .orWhere(`${alias}.expires_at`, '>', now)
      );

  return {
    firstCenter,
    open,

    /** The centre that the client joined first; null when in none. */
    async centerOf(trx: Knex, userId: number): Promise<number | null> {
      const row = await trx({ l: tables.centerClients.table })
        .where(`l.${tables.centerClients.to}`, userId)
        .orderBy('l.id')
        .first(`l.${tables.centerClients.from} as id`);
      return (row?.id as number | undefined) ?? null;
    },

    /** The next clients by id, for a pass that goes through all of them. */
    async nextClients(trx: Knex, after: number, upTo: number, limit: number): Promise<number[]> {
      const query = onlyClients(trx({ u: tables.users }), 'u.id')
        .where('u.id', '>', after)
        .where('u.id', '<=', upTo)
        .orderBy('u.id')
        .limit(limit);
      return (await query.pluck('u.id')) as number[];
    },

    async lastUserId(knex?: Knex): Promise<number> {
      const max = async (on: Knex) => Number((await on(tables.users).max({ id: 'id' }).first())?.id ?? 0);
      return knex ? max(knex) : db.read(max);
    },

    async lastMembershipId(knex: Knex): Promise<number> {
      return Number((await knex(tables.centerClients.table).max({ id: 'id' }).first())?.id ?? 0);
    },

    async countClients(trx: Knex, upTo: number): Promise<number> {
      const row = await onlyClients(trx({ u: tables.users }), 'u.id')
        .where('u.id', '<=', upTo)
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },

    /**
     * Issues a template to these users, each at most once per `originPrefix`.
     * @param centerId the centre that names the issuer; null: each client's first
     * @param skipHolders leave out those who hold an open certificate of the template
     * @returns row ids of the new certificates
     */
    async issueToUsers(
      trx: Knex,
      input: {
        template: TemplateToIssue;
        userIds: number[];
        originPrefix: string;
        centerId?: number | null;
        skipHolders?: boolean;
        at: Date;
      }
    ): Promise<number[]> {
      if (input.userIds.length === 0) return [];
      const { template, at } = input;
      const value = sql(trx);
      const instant = value.instant(at);
      const key = originKey(trx, input.originPrefix);
      const select = onlyClients(trx({ u: tables.users }), 'u.id')
        .select({
          document_id: value.documentId('u.id'),
          name: value.text(template.name),
          expires: value.boolean(template.expires),
          state: value.text('missing_info'),
          template_id: value.integer(template.id),
          client_id: 'u.id',
          center_id: input.centerId ? value.integer(input.centerId) : firstCenter(trx, 'u.id'),
          origin_key: key,
          predecessor_id: value.integer(null),
          issued_at: instant,
          revision: value.integer(1),
          created_at: instant,
          updated_at: instant,
          published_at: instant,
        })
        .whereIn('u.id', input.userIds)
        .whereNotExists(trx({ x: tables.certificates }).select(trx.raw('1')).where('x.origin_key', key));
      if (input.skipHolders) {
        select.whereNotExists(
          open(
            trx({ h: tables.certificates })
              .select(trx.raw('1'))
              .whereRaw('h.client_id = u.id')
              // As an expression: of a template that is being issued, a planner believes that hardly anybody holds it, and
              // would go through all who do for each client.
              .whereRaw('coalesce(h.template_id, 0) = ?', [template.id]),
            'h',
            at
          )
        );
      }
      if (input.userIds.length <= FEW) await insertRead(trx, select);
      else await insertSelect(trx, tables.certificates, COLUMNS, select).onConflict('origin_key').merge(['origin_key']);
      return issuedAs(trx, trx({ u: tables.users }).whereIn('u.id', input.userIds), key);
    },

    /**
     * Issues the successors of these certificates, with the template's present name; one each, ever.
     * @returns row ids of the new certificates
     */
    async issueSuccessors(trx: Knex, predecessorIds: number[], at: Date): Promise<number[]> {
      if (predecessorIds.length === 0) return [];
      const value = sql(trx);
      const instant = value.instant(at);
      const key = trx.raw('concat(?, p.document_id)', [value.text('renewal:')]);
      const select = trx({ p: tables.certificates })
        .join({ t: tables.templates }, 't.id', 'p.template_id')
        .select(
          value.documentId('p.id'),
          't.name',
          't.expires',
          value.text('missing_info'),
          't.id',
          'p.client_id',
          'p.center_id',
          key,
          'p.id',
          instant,
          value.integer(1),
          instant,
          instant,
          instant
        )
        .whereIn('p.id', predecessorIds)
        .whereNotExists(trx({ x: tables.certificates }).select(trx.raw('1')).where('x.origin_key', key));
      await insertSelect(trx, tables.certificates, COLUMNS, select).onConflict('origin_key').merge(['origin_key']);
      return issuedAs(trx, trx({ p: tables.certificates }).whereIn('p.id', predecessorIds), key);
    },
  };
};
