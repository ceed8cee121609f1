import type { Knex } from 'knex';

import { TOTAL_CAP } from '../constants';
import { isDay, isStorableInstant } from '../domain/calendar';
import { invalid } from '../domain/errors';
import { asDate, asDay, asNumber } from './database';

/** What a list is sorted by: a column or an expression, and the kind of value that a cursor carries of it. */
export interface SortColumn {
  by: string | Knex.Raw;
  type: 'text' | 'instant' | 'day' | 'number';
  nullable?: boolean;
}

/** How a list is sorted and where a page of it begins. */
export interface KeysetPage<S extends string> {
  sort: { field: S; descending: boolean }[];
  limit: number;
  offset: number;
  /** Of the page before: it begins behind that one, and `offset` counts for nothing. */
  cursor: string | null;
}

type Value = string | number | null;

interface Cursor {
  /** Signature of the sort that it continues. */
  s: string;
  /** Values of the sort columns in the last row: milliseconds for instants. */
  v: Value[];
  id: number;
}

interface Level extends SortColumn {
  name: string;
  descending: boolean;
  raw: Knex.Raw;
}

/** Row ids are 32-bit integers on every database. */
const MAX_ID = 2 ** 31 - 1;

const signatureOf = (levels: Level[]): string =>
  levels.map(({ name, descending }) => `${name}:${descending ? 'desc' : 'asc'}`).join(',');

/** Whether a value could have stood in the sort column: what comes back may have been tampered with. */
const isValueOf = ({ type, nullable = false }: SortColumn, value: unknown): boolean => {
  if (value === null) return nullable;
  switch (type) {
    case 'instant':
      return typeof value === 'number' && isStorableInstant(new Date(value));
    case 'number':
      return Number.isInteger(value) && Math.abs(value as number) <= MAX_ID;
    case 'day':
      return typeof value === 'string' && isDay(value);
    case 'text':
      return typeof value === 'string' && !value.includes('\0');
  }
};

const readCursor = (text: string, levels: Level[]): Cursor => {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    const isOfThisList = cursor.s === signatureOf(levels) && cursor.v.length === levels.length;
    const isRow = Number.isInteger(cursor.id) && cursor.id >= 0 && cursor.id <= MAX_ID;
    if (isOfThisList && isRow && levels.every((level, at) => isValueOf(level, cursor.v[at]))) return cursor;
  } catch {
    // Falls through: whatever is wrong with it, the answer is the same.
  }
  throw invalid('cursor_invalid', 'The cursor does not belong to this list.');
};

const valueOf = ({ type }: SortColumn, raw: unknown): Value => {
  if (raw === null || raw === undefined) return null;
  if (type === 'instant') return asDate(raw)?.getTime() ?? null;
  if (type === 'day') return asDay(raw);
  return type === 'number' ? asNumber(raw) : String(raw);
};

/** Rows after the cursor, in keyset fashion: page 1,000 costs what page 1 does. Nulls come last. */
const afterCursor = (query: Knex.QueryBuilder, levels: Level[], idColumn: string, cursor: Cursor): void => {
  const beyond = (descending: boolean | undefined) => (descending ? '<' : '>');
  const behind = (q: Knex.QueryBuilder, at: number): void => {
    const level = levels[at];
    if (!level) {
      q.where(idColumn, beyond(levels[0]?.descending), cursor.id);
      return;
    }
    const { raw, type, nullable } = level;
    const kept = cursor.v[at] ?? null;
    if (kept === null) {
      q.whereRaw('? is null', [raw]).where((w) => behind(w, at + 1));
      return;
    }
    const value = type === 'instant' ? new Date(kept) : kept;
    const operator = beyond(level.descending);
    q.where((whole) => {
      // The first bound says nothing new, but it alone is a range that an index can start from.
      whole.where((bounded) =>
        bounded
          .whereRaw(`? ${operator}= ?`, [raw, value])
          .where((w) => w.whereRaw(`? ${operator} ?`, [raw, value]).orWhere((same) => behind(same, at + 1)))
      );
      if (nullable) whole.orWhereRaw('? is null', [raw]);
    });
  };
  behind(query, 0);
};

const order = (query: Knex.QueryBuilder, levels: Level[], idColumn: string, isConstant: string[]): void => {
  const way = (descending: boolean | undefined) => (descending ? 'desc' : 'asc');
  for (const column of isConstant) query.orderBy(column, way(levels[0]?.descending));
  for (const { raw, nullable, descending } of levels) {
    if (nullable) query.orderByRaw('case when ? is null then 1 else 0 end', [raw]);
    query.orderByRaw(`? ${way(descending)}`, [raw]);
  }
  query.orderBy(idColumn, way(levels[0]?.descending));
};

/**
 * Reads one page of a list.
 * @param query the list's FROM and WHERE
 * @param columns what to select
 * @param at.id column of the row id, which decides between rows that are alike
 * @param at.isConstant columns that are the same in every row and stand before the sort in an index
 * @param at.alone the same list without what is joined to it, to find a page behind a cursor by ids alone: MySQL and MariaDB
 *   begin at the cursor where an index holds all that they need, and at the list's beginning otherwise
 * @returns the rows, and the cursor of the page that follows, null at the end
 * @throws DomainError 400 `cursor_invalid`
 */
export const readPage = async <S extends string>(
  knex: Knex,
  query: Knex.QueryBuilder,
  page: KeysetPage<S>,
  at: {
    id: string;
    columns: string[];
    sortable: Record<S, SortColumn>;
    isConstant?: string[];
    alone?: Knex.QueryBuilder | null;
  }
): Promise<{ rows: Record<string, unknown>[]; nextCursor: string | null }> => {
  const levels = page.sort.map(({ field, descending }): Level => {
    const column = at.sortable[field];
    const raw = typeof column.by === 'string' ? knex.raw('??', [column.by]) : column.by;
    return { ...column, name: field, descending, raw };
  });
  const cursor = page.cursor === null ? null : readCursor(page.cursor, levels);
  let ids: number[] | null = null;
  if (cursor && at.alone) {
    afterCursor(at.alone, levels, at.id, cursor);
    order(at.alone, levels, at.id, []);
    ids = (await at.alone.limit(page.limit + 1).pluck(at.id)) as number[];
    query.whereIn(at.id, ids);
  } else if (cursor) {
    afterCursor(query, levels, at.id, cursor);
  }
  order(query, levels, at.id, at.isConstant ?? []);
  const found: Record<string, unknown>[] = await query
    .select(
      ...at.columns,
      `${at.id} as keyset_id`,
      ...levels.map(({ raw }, level) => knex.raw('? as ??', [raw, `keyset_${level}`]))
    )
    .limit(page.limit + 1)
    .offset(cursor === null ? page.offset : 0);
  const rows = found.slice(0, page.limit);
  // One that has gone between the two is no reason to believe that it was the last page.
  const last = (ids ?? found).length > page.limit ? rows.at(-1) : undefined;
  const next: Cursor | undefined = last && {
    s: signatureOf(levels),
    v: levels.map((level, index) => valueOf(level, last[`keyset_${index}`])),
    id: asNumber(last.keyset_id),
  };
  return { rows, nextCursor: next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null };
};

/**
 * How many rows a list has.
 * @param query the list's FROM and WHERE
 * @param cap exact to here; null: whatever it costs
 */
export const countUpTo = async (
  knex: Knex,
  query: Knex.QueryBuilder,
  idColumn: string,
  cap: number | null = TOTAL_CAP
): Promise<{ total: number; totalCapped: boolean }> => {
  const inner = query.select(idColumn);
  if (cap !== null) inner.limit(cap + 1);
  const row = await knex.from(inner.as('m')).count({ n: '*' }).first();
  const found = asNumber(row?.n);
  return cap !== null && found > cap ? { total: cap, totalCapped: true } : { total: found, totalCapped: false };
};

/** One page of a list and how many rows there are; `matching` gives FROM and WHERE anew each time. */
export const readList = async <S extends string>(
  knex: Knex,
  matching: () => Knex.QueryBuilder,
  page: KeysetPage<S>,
  at: Parameters<typeof readPage<S>>[3]
) => ({ ...(await readPage(knex, matching(), page, at)), ...(await countUpTo(knex, matching(), at.id)) });
