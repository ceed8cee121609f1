import { randomBytes } from 'node:crypto';

import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

import type { TextPart } from '../domain/text-match';

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/** How the repositories reach the database: Knex, inside whatever transaction Strapi has open. */
export interface Database {
  dialect: Dialect;
  /** Runs `work` in a transaction; joins the one that is already open, if any, and then neither commits nor rolls it back. */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /**
   * Reads outside any transaction of ours, but inside an open one: a second connection would hang on SQLite, whose pool
   * holds one.
   */
  read<T>(work: (knex: Knex) => Promise<T>): Promise<T>;
  /** Runs once the open transaction has committed, at once where there is none. It may be lost in a crash. */
  afterCommit(action: () => void): void;
}

/** Errors after which the same transaction may well succeed: deadlocks, and a lock that was not had in time. */
const TRANSIENT = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', '40P01', '40001', 'SQLITE_BUSY']);
const MAX_TRIES = 5;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** Whether a unique index refused the row. */
export const isUniqueViolation = (error: unknown): boolean =>
  ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE'].includes(codeOf(error));

/** Runs a transaction of the plugin's own again when it lost a deadlock. */
const untilItHolds = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === MAX_TRIES || !TRANSIENT.has(codeOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 20 * (1 + Math.random())));
    }
  }
};

export const createDatabase = (strapi: Core.Strapi): Database => ({
  get dialect() {
    return strapi.db.dialect.client as Dialect;
  },
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const run = () => strapi.db.transaction(({ trx }) => work(trx)) as Promise<T>;
    return strapi.db.inTransaction() ? run() : untilItHolds(run);
  },
  read: (work) =>
    strapi.db.inTransaction()
      ? (strapi.db.transaction(({ trx }) => work(trx)) as ReturnType<typeof work>)
      : work(strapi.db.connection),
  afterCommit(action) {
    if (!strapi.db.inTransaction()) return action();
    void strapi.db.transaction(async ({ onCommit }) => onCommit(action));
  },
});

/**
 * A document id made here rather than by the database: 24 characters, like those made in SQL. The first is a letter, as
 * in Strapi's own: one that begins with a digit is taken for a row id where a relation is given as text.
 */
export const newDocumentId = (): string => `c${randomBytes(12).toString('hex').slice(1)}`;

/**
 * SQL that differs between the databases, in one place. Bound values in a SELECT list carry no type on PostgreSQL, so
 * each is cast to the type of its column.
 */
export const sqlFor = (knex: Knex, dialect: Dialect) => {
  const typed = (type: string) => (value: Knex.Value | Date | null) =>
    knex.raw(dialect === 'postgres' ? `?::${type}` : '?', [value]);
  return {
    text: typed('text'),
    integer: typed('integer'),
    boolean: typed('boolean'),
    instant: typed('timestamp'),
    json: (value: unknown) => typed('jsonb')(value === null || value === undefined ? null : JSON.stringify(value)),
    /** A new document id for each row; `seed` is a column that differs between the rows. */
    documentId: (seed: string) => {
      if (dialect === 'sqlite') return knex.raw(`'c' || substr(lower(hex(randomblob(12))), 2)`);
      if (dialect === 'postgres') return knex.raw(`'c' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 23)`);
      return knex.raw(`concat('c', left(md5(concat(uuid(), ??)), 23))`, [seed]);
    },
    /** A JSON column of objects without these keys. */
    withoutKeys: (column: string, keys: string[]) =>
      dialect === 'postgres'
        ? knex.raw(`??${keys.map(() => ' - ?::text').join('')}`, [column, ...keys])
        : knex.raw(`json_remove(??${keys.map(() => ', ?').join('')})`, [column, ...keys.map((key) => `$.${key}`)]),
    /** What a JSON column holds two levels down, as text. */
    nested: (column: string, outer: string, inner: string) => {
      if (dialect === 'postgres') return knex.raw(`?? -> ?::text ->> ?::text`, [column, outer, inner]);
      const found = knex.raw('json_extract(??, ?)', [column, `$.${outer}.${inner}`]);
      return dialect === 'mysql' ? knex.raw('json_unquote(?)', [found]) : found;
    },
    /** A date column as `YYYY-MM-DD`. */
    day: (column: string) =>
      dialect === 'mysql' ? knex.raw(`date_format(??, '%Y-%m-%d')`, [column]) : knex.raw('cast(?? as text)', [column]),
  };
};

export type Sql = ReturnType<typeof sqlFor>;

/**
 * Locks rows that are to be changed, other than by their keys: whoever only refers to them need not wait, where the
 * database knows the difference. Before the first plain read of a transaction, which on MySQL fixes what it sees.
 */
export const lockToChange = (query: Knex.QueryBuilder, dialect: Dialect): Knex.QueryBuilder =>
  dialect === 'postgres' ? query.forNoKeyUpdate() : query.forUpdate();

/** `INSERT INTO table (columns) SELECT ...`: the columns in the order in which `select` gives them. */
export const insertSelect = (trx: Knex, table: string, columns: string[], select: Knex.QueryBuilder) =>
  trx(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [table, ...columns])).insert(select);

/** Readers of raw columns: each database returns its own form. */
export const asDate = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string | number | Date);

export const asBoolean = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 't';

export const asJson = <T>(value: unknown): T | null => {
  if (value === null || value === undefined) return null;
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
};

export const asDay = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : (value instanceof Date ? value.toISOString() : String(value)).slice(0, 10);

/** Numbers of counts and big integers, which some drivers give as text. */
export const asNumber = (value: unknown): number => Number(value ?? 0);

/**
 * What people type is text, never a pattern. SQLite folds the case of ASCII alone: there another letter stands for any
 * one, because finding José and Josè is better than missing JOSÉ.
 */
const likePattern = (knex: Knex, text: string): string => {
  const escaped = text.toLowerCase().replace(/[!%_]/g, '!$&');
  const isSqlite = String(knex.client.config.client).includes('sqlite');
  return isSqlite ? escaped.replace(/[^\x20-\x7e]/gu, '_') : escaped;
};

/**
 * `column` is one of these (at least one), as an expression: for a column whose index a planner without figures is not to
 * take, because another narrows more.
 */
export const isAmong = (knex: Knex, column: string, values: string[] | number[]) =>
  knex.raw(`coalesce(??, ${typeof values[0] === 'number' ? 0 : `''`}) in (${values.map(() => '?').join(', ')})`, [
    column,
    ...values,
  ]);

/** Whether a part of `column` is `text`, letter case aside. The same on every database, whose default escapes differ. */
export const matches = (knex: Knex, column: string, text: string, part: TextPart) => {
  const before = part === 'end' || part === 'any' ? '%' : '';
  const behind = part === 'start' || part === 'any' ? '%' : '';
  return knex.raw(`lower(??) like ? escape '!'`, [column, `${before}${likePattern(knex, text)}${behind}`]);
};

/** `column` contains `text`, letter case aside. */
export const contains = (knex: Knex, column: string, text: string) => matches(knex, column, text, 'any');
