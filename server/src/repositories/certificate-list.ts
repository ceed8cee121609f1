import type { Knex } from 'knex';

import type { CertificateState } from '../constants';
import type { Filter, FilterField, ListQuery, SortField } from '../domain/list-query';
import type { ClientScope } from '../domain/scope';
import { joinNeighbours, recordColumns, toRecord, type CertificateRecord } from './certificate-record';
import type { RepositoryContext } from './context';
import { contains } from './database';
import { whereColumn, whereFilter, whereWord, type Compared } from './filters';
import { countUpTo, readPage, type SortColumn } from './keyset';
import { applyScope } from './scope';

const FILTER_COLUMN: Record<Exclude<FilterField, 'state'>, string> = {
  validUntil: 'c.valid_until',
  issuedAt: 'c.issued_at',
  uploadedAt: 'c.uploaded_at',
  approvedAt: 'c.approved_at',
  archivedAt: 'c.archived_at',
  expiresAt: 'c.expires_at',
  name: 'c.name',
  documentId: 'c.document_id',
  template: 't.document_id',
  client: 'u.document_id',
  center: 'z.document_id',
};

/** A state as a number, in the order in which a certificate goes through them, as the clock has it. */
const stateRank = (knex: Knex, now: Date): Knex.Raw =>
  knex.raw('case when ?? = ? then 0 when ?? = ? then 1 when ?? <= ? then 4 when ?? <= ? then 3 else 2 end', [
    'c.state',
    'missing_info',
    'c.state',
    'pending_approval',
    'c.expires_at',
    now,
    'c.expiring_soon_at',
    now,
  ]);

/** In the history everything is archived, and in Trash everything deleted: an order without nulls is an index's own. */
const sortable = (knex: Knex, now: Date, view: ListQuery['view']): Record<SortField, SortColumn> => ({
  issuedAt: { by: 'c.issued_at', type: 'instant' },
  validUntil: { by: 'c.valid_until', type: 'day', nullable: true },
  state: { by: stateRank(knex, now), type: 'number' },
  uploadedAt: { by: 'c.uploaded_at', type: 'instant', nullable: true },
  approvedAt: { by: 'c.approved_at', type: 'instant', nullable: true },
  archivedAt: { by: 'c.archived_at', type: 'instant', nullable: view !== 'archived' },
  expiresAt: { by: 'c.expires_at', type: 'instant', nullable: true },
  trashedAt: { by: 'c.trashed_at', type: 'instant', nullable: view !== 'trashed' },
  name: { by: 'c.name', type: 'text' },
  template: { by: 't.name', type: 'text', nullable: true },
  client: { by: 'u.username', type: 'text', nullable: true },
  center: { by: 'z.name', type: 'text', nullable: true },
});

/** WHERE of one state as the clock has it at `now`, whatever the sweep has persisted. */
export const whereState = (query: Knex.QueryBuilder, state: CertificateState, now: Date): void => {
  if (state === 'missing_info' || state === 'pending_approval') {
    query.where('c.state', state);
    return;
  }
  query.whereIn('c.state', ['approved', 'expiring_soon', 'expired']);
  const notYet = (column: string) => query.where((q) => q.whereNull(column).orWhere(column, '>', now));
  // Compared with null the answer is unknown, also when it is negated: what never expires has to be named.
  const reached = (column: string) => query.whereNotNull(column).where(column, '<=', now);
  if (state === 'expired') reached('c.expires_at');
  if (state === 'expiring_soon') {
    reached('c.expiring_soon_at');
    notYet('c.expires_at');
  }
  if (state === 'approved') {
    notYet('c.expiring_soon_at');
    notYet('c.expires_at');
  }
};

const whereCompared = (knex: Knex, now: Date) => (query: Knex.QueryBuilder, compared: Compared<FilterField>) => {
  const { field } = compared;
  if (field === 'state') whereWord<CertificateState>(query, compared, (q, state) => whereState(q, state, now));
  else whereColumn(knex, query, FILTER_COLUMN[field], compared);
};

/** Whether a list is of a few clients, or of a few certificates: then it is read through them, and sorted. */
const isNarrow = (filter: Filter | null): boolean => {
  if (filter?.kind === 'and') return filter.of.some(isNarrow);
  if (filter?.kind !== 'compare') return false;
  return ['client', 'documentId'].includes(filter.field) && ['$eq', '$in'].includes(filter.comparison);
};

/**
 * The view as conditions. In a narrow list they stand in expressions: SQLite, which keeps no statistics, would otherwise
 * go through all current certificates in their order until it has found the few that are asked for.
 */
const whereView = (query: Knex.QueryBuilder, view: ListQuery['view'], narrow: boolean): void => {
  const isSet = (column: string, set: boolean) => {
    if (narrow) query.whereRaw('case when ?? is null then 0 else 1 end = ?', [column, set ? 1 : 0]);
    else if (set) query.whereNotNull(column);
    else query.whereNull(column);
  };
  isSet('c.trashed_at', view === 'trashed');
  if (view === 'current' || view === 'archived') isSet('c.archived_at', view === 'archived');
};

export interface CertificatePage {
  rows: CertificateRecord[];
  nextCursor: string | null;
}

const narrowed = (query: ListQuery, scope: ClientScope): boolean => scope.kind === 'own' || isNarrow(query.filter);

/** Lists of certificates. Filters, order and counts follow the clock; the scope is part of every WHERE. */
export const createCertificateListRepository = ({ db, tables }: RepositoryContext) => {
  const matching = (knex: Knex, query: ListQuery, scope: ClientScope, now: Date): Knex.QueryBuilder => {
    const q = joinNeighbours(knex, tables);
    whereView(q, query.view, narrowed(query, scope));
    if (query.filter) whereFilter(q, query.filter, whereCompared(knex, now));
    const { search } = query;
    if (search) {
      q.where((w) => {
        for (const column of ['u.username', 'u.email', 'c.name']) w.orWhere(contains(knex, column, search));
      });
    }
    // Last, so that nothing above can widen it.
    return applyScope(knex, tables, q, scope, 'c.client_id');
  };

  /** The list without what is joined to it; null where some of that decides what is in it, or in which order. */
  const alone = (knex: Knex, query: ListQuery, scope: ClientScope): Knex.QueryBuilder | null => {
    const { view, sort, filter, search } = query;
    if (filter || search || scope.kind !== 'all' || sort.some(({ field }) => field !== 'issuedAt')) return null;
    const q = knex({ c: tables.certificates });
    whereView(q, view, false);
    return q;
  };

  return {
    async page(query: ListQuery, scope: ClientScope, now: Date): Promise<CertificatePage> {
      return db.read(async (knex) => {
        // PostgreSQL does not see that a column which IS NULL is the same in every row, and would sort the whole table.
        const isWhole = query.view === 'current' && !narrowed(query, scope);
        const { rows, nextCursor } = await readPage(knex, matching(knex, query, scope, now), query, {
          id: 'c.id',
          columns: recordColumns(),
          sortable: sortable(knex, now, query.view),
          isConstant: db.dialect === 'postgres' && isWhole ? ['c.trashed_at', 'c.archived_at'] : [],
          alone: db.dialect === 'mysql' && isWhole ? alone(knex, query, scope) : null,
        });
        return { rows: rows.map(toRecord), nextCursor };
      });
    },

    /** How many match: exact to `cap`, by default to 10,000, so that it costs the same at a million rows. */
    total: (query: ListQuery, scope: ClientScope, now: Date, cap?: number | null) =>
      db.read((knex) => countUpTo(knex, matching(knex, query, scope, now), 'c.id', cap)),

    /** Whether a client is inside a scope. */
    async reaches(scope: ClientScope, clientId: number | null): Promise<boolean> {
      if (scope.kind === 'all') return true;
      if (clientId === null) return false;
      return db.read(async (knex) =>
        Boolean(
          await applyScope(knex, tables, knex({ u: tables.users }).where('u.id', clientId), scope, 'u.id').first('u.id')
        )
      );
    },
  };
};
