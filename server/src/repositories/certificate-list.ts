import type { Knex } from 'knex';

import { TOTAL_CAP, type CertificateState } from '../constants';
import { isStorableInstant } from '../domain/calendar';
import { invalid } from '../domain/errors';
import type { Filter, FilterField, ListQuery, Sort, SortField } from '../domain/list-query';
import type { ClientScope } from '../domain/scope';
import { joinNeighbours, recordColumns, toRecord, type CertificateRecord } from './certificate-record';
import type { RepositoryContext } from './context';
import { asDate, asDay, contains, matches } from './database';
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

const SORT_COLUMN: Record<SortField, { column: string; nullable: boolean }> = {
  issuedAt: { column: 'c.issued_at', nullable: false },
  validUntil: { column: 'c.valid_until', nullable: true },
  uploadedAt: { column: 'c.uploaded_at', nullable: true },
  approvedAt: { column: 'c.approved_at', nullable: true },
  archivedAt: { column: 'c.archived_at', nullable: true },
  expiresAt: { column: 'c.expires_at', nullable: true },
  trashedAt: { column: 'c.trashed_at', nullable: true },
  name: { column: 'c.name', nullable: false },
  client: { column: 'u.username', nullable: true },
};

const OPERATOR = { $eq: '=', $ne: '<>', $lt: '<', $lte: '<=', $gt: '>', $gte: '>=' } as const;

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

const whereFilter = (knex: Knex, query: Knex.QueryBuilder, filter: Filter, now: Date): void => {
  if (filter.kind === 'not') {
    query.whereNot((q) => whereFilter(knex, q, filter.of, now));
    return;
  }
  if (filter.kind === 'match') {
    // Where the text is missing the answer must be no, not unknown: it may be negated.
    const column = FILTER_COLUMN[filter.field];
    query.whereNotNull(column).where(matches(knex, column, filter.text, filter.part));
    return;
  }
  if (filter.kind !== 'compare') {
    query.where((q) => {
      for (const inner of filter.of) {
        q[filter.kind === 'and' ? 'andWhere' : 'orWhere']((w: Knex.QueryBuilder) => whereFilter(knex, w, inner, now));
      }
      if (filter.kind === 'or' && filter.of.length === 0) q.whereRaw('1 = 0');
    });
    return;
  }
  const { field, comparison, value } = filter;
  if (field === 'state') {
    const wanted = (Array.isArray(value) ? value : [value]) as CertificateState[];
    const anyOf = (q: Knex.QueryBuilder) => {
      if (wanted.length === 0) q.whereRaw('1 = 0');
      for (const state of wanted) q.orWhere((w: Knex.QueryBuilder) => whereState(w, state, now));
    };
    if (comparison === '$eq' || comparison === '$in') query.where(anyOf);
    else if (comparison === '$ne' || comparison === '$notIn') query.whereNot(anyOf);
    else throw invalid('filter_invalid', `"${comparison}" is no operator for "state".`);
    return;
  }
  const column = FILTER_COLUMN[field];
  switch (comparison) {
    case '$in':
      query.whereIn(column, value as string[]);
      break;
    case '$notIn':
      query.where((q) => q.whereNotIn(column, value as string[]).orWhereNull(column));
      break;
    case '$null':
    case '$notNull':
      if ((comparison === '$null') === value) query.whereNull(column);
      else query.whereNotNull(column);
      break;
    case '$between': {
      const [from, to] = value as [string, string];
      query.whereBetween(column, [from, to]);
      break;
    }
    case '$ne':
      query.where((q) => q.where(column, '<>', value as string).orWhereNull(column));
      break;
    default:
      query.where(column, OPERATOR[comparison], value as string);
  }
};

const INSTANTS: readonly SortField[] = ['issuedAt', 'uploadedAt', 'approvedAt', 'archivedAt', 'expiresAt', 'trashedAt'];

interface Cursor {
  /** Signature of the sort that it continues. */
  s: string;
  /** Value of the sort column in the last row: milliseconds for instants. */
  v: string | number | null;
  id: number;
}

const signature = ({ field, descending }: Sort): string => `${field}:${descending ? 'desc' : 'asc'}`;

/** Row ids are 32-bit integers on every database. */
const MAX_ID = 2 ** 31 - 1;

/** Whether a value could have stood in the sort column: what comes back may have been tampered with. */
const isCursorValue = (field: SortField, value: unknown): boolean => {
  if (value === null) return SORT_COLUMN[field].nullable;
  if (INSTANTS.includes(field)) return typeof value === 'number' && isStorableInstant(new Date(value));
  if (typeof value !== 'string') return false;
  return field === 'validUntil'
    ? /^\d{4}-\d{2}-\d{2}$/.test(value) && isStorableInstant(new Date(value))
    : !value.includes('\0');
};

const readCursor = (text: string, sort: Sort): Cursor => {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    const known = cursor.s === signature(sort) && Number.isInteger(cursor.id) && cursor.id >= 0 && cursor.id <= MAX_ID;
    if (known && isCursorValue(sort.field, cursor.v)) return cursor;
  } catch {
    // Falls through: whatever is wrong with it, the answer is the same.
  }
  throw invalid('cursor_invalid', 'The cursor does not belong to this list.');
};

const cursorValue = (field: SortField, row: Record<string, unknown>): Cursor['v'] => {
  const column = SORT_COLUMN[field].column;
  const raw = field === 'client' ? row.u_username : row[column.slice(2)];
  if (INSTANTS.includes(field)) return asDate(raw)?.getTime() ?? null;
  return field === 'validUntil' ? asDay(raw) : ((raw as string | null) ?? null);
};

/** Rows after the cursor, in keyset fashion: page 1,000 costs what page 1 does. Nulls come last. */
const afterCursor = (query: Knex.QueryBuilder, sort: Sort, cursor: Cursor): void => {
  const { column, nullable } = SORT_COLUMN[sort.field];
  const beyond = sort.descending ? '<' : '>';
  if (cursor.v === null) {
    query.whereNull(column).where('c.id', beyond, cursor.id);
    return;
  }
  const value = INSTANTS.includes(sort.field) ? new Date(cursor.v) : cursor.v;
  query.where((q) => {
    // The first bound says nothing new, but it alone is a range that an index can start from.
    q.where((bounded) =>
      bounded
        .where(column, `${beyond}=`, value)
        .where((w) => w.where(column, beyond, value).orWhere('c.id', beyond, cursor.id))
    );
    if (nullable) q.orWhereNull(column);
  });
};

const order = (knex: Knex, query: Knex.QueryBuilder, sorts: Sort[], isConstant: string[]): void => {
  const direction = sorts[0]?.descending ? 'desc' : 'asc';
  for (const column of isConstant) query.orderBy(column, direction);
  for (const sort of sorts) {
    const { column, nullable } = SORT_COLUMN[sort.field];
    if (nullable) query.orderByRaw(knex.raw('case when ?? is null then 1 else 0 end', [column]));
    query.orderBy(column, sort.descending ? 'desc' : 'asc');
  }
  query.orderBy('c.id', direction);
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
    if (query.filter) whereFilter(knex, q, query.filter, now);
    const { search } = query;
    if (search) {
      q.where((w) => {
        for (const column of ['u.username', 'u.email', 'c.name']) w.orWhere(contains(knex, column, search));
      });
    }
    // Last, so that nothing above can widen it.
    return applyScope(knex, tables, q, scope, 'c.client_id');
  };

  return {
    async page(query: ListQuery, scope: ClientScope, now: Date): Promise<CertificatePage> {
      return db.read(async (knex) => {
        const [first] = query.sort;
        const q = matching(knex, query, scope, now);
        if (query.cursor && first) afterCursor(q, first, readCursor(query.cursor, first));
        // PostgreSQL does not see that a column which IS NULL is the same in every row, and would sort the whole table.
        const isWhole = query.view === 'current' && !narrowed(query, scope);
        const isConstant = db.dialect === 'postgres' && isWhole ? ['c.trashed_at', 'c.archived_at'] : [];
        order(knex, q, query.sort, isConstant);
        const rows: Record<string, unknown>[] = await q
          .select(recordColumns())
          .limit(query.limit + 1)
          .offset(query.cursor ? 0 : query.offset);
        const page = rows.slice(0, query.limit);
        const last = page.at(-1);
        const hasMore = rows.length > query.limit && first && query.sort.length === 1 && last;
        const next: Cursor | null = hasMore
          ? { s: signature(first), v: cursorValue(first.field, last), id: last.id as number }
          : null;
        return {
          rows: page.map(toRecord),
          nextCursor: next && Buffer.from(JSON.stringify(next)).toString('base64url'),
        };
      });
    },

    /** How many match: exact to 10,000, then capped, so that it costs the same at a million rows. */
    async total(
      query: ListQuery,
      scope: ClientScope,
      now: Date,
      cap: number | null = TOTAL_CAP
    ): Promise<{ total: number; totalCapped: boolean }> {
      return db.read(async (knex) => {
        const inner = matching(knex, query, scope, now).select('c.id');
        if (cap !== null) inner.limit(cap + 1);
        const row = await knex.from(inner.as('m')).count({ n: '*' }).first();
        const found = Number(row?.n ?? 0);
        return cap !== null && found > cap ? { total: cap, totalCapped: true } : { total: found, totalCapped: false };
      });
    },

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

export type CertificateListRepository = ReturnType<typeof createCertificateListRepository>;
