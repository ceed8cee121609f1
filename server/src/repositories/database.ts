import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

import type { TextPart } from '../domain/text-match';
import { codeOf, inTransaction, untilItHolds, type Work } from './transaction';

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/** How the repositories reach the database: Knex, inside whatever transaction Strapi has open. */
export interface Database {
  dialect: Dialect;
  /** Runs `work` in a transaction; joins the one that is already open, if any, and then neither commits nor rolls it back. */
  transaction<T>(work: Work<T>): Promise<T>;
  /**
   * Reads outside any transaction of ours, but inside an open one: a second connection would hang on SQLite, whose pool
   * holds one.
   */
  read<T>(work: (knex: Knex) => Promise<T>): Promise<T>;
  /**
   * Runs once the open transaction has committed, at once where there is none. It may be lost in a crash. A commit of the
   * host's that fails looks to Strapi as if it had not.
   */
  afterCommit(action: () => void): void;
}

/** Whether a unique index refused the row. */
export const isUniqueViolation = (error: unknown): boolean =>
  ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE'].includes(codeOf(error));

/** To be made outside any transaction. */
export const createDatabase = (strapi: Core.Strapi): Database => {
  // Strapi hands what waits for a commit on to every transaction that begins in the same asynchronous context.
  const outside = AsyncResource.bind((action: () => void) => action());

  return {
    get dialect() {
      return strapi.db.dialect.client as Dialect;
    },
    transaction: (work) => untilItHolds(strapi, work),
    read: (work) => (strapi.db.inTransaction() ? inTransaction(strapi, work) : work(strapi.db.connection)),
    afterCommit(action) {
      if (!strapi.db.inTransaction()) return action();
      void strapi.db.transaction(async ({ onCommit }) => onCommit(() => outside(action)));
    },
  };
};

/** Hexadecimal characters of a document id that nobody can guess: 60 bits, for each second anew. */
const RANDOM_LENGTH = 15;

/**
 * What the document ids of this second begin with. A letter comes first, as in Strapi's own: one that begins with a digit
 * is taken for a row id where a relation is given as text. Then the time, as in a UUID of version 7 (RFC 9562, 6.13): what
 * is written together lies together in the indexes. At random, each row of a large table would touch a page of its own.
 */
const documentIdHead = (): string => {
  // eslint-disable-next-line no-restricted-syntax -- the machine's time: an id says when it was made, not what is due
  const seconds = Math.floor(Date.now() / 1000);
  return `c${seconds.toString(16).padStart(8, '0')}`;
};

/** A document id made here rather than by the database: 24 characters, like those made in SQL. */
export const newDocumentId = (): string =>
  documentIdHead() +
  randomBytes(Math.ceil(RANDOM_LENGTH / 2))
    .toString('hex')
    .slice(0, RANDOM_LENGTH);

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
      const head = documentIdHead();
      if (dialect === 'sqlite') return knex.raw('? || substr(lower(hex(randomblob(8))), 1, ?)', [head, RANDOM_LENGTH]);
      // Behind its version and its variant, which are the same in each.
      if (dialect === 'postgres')
        return knex.raw(`?::text || right(replace(gen_random_uuid()::text, '-', ''), ?)`, [head, RANDOM_LENGTH]);
      // There a UUID is no secret: it tells the time and the machine.
      const salt = randomBytes(16).toString('hex');
      return knex.raw('concat(?, left(md5(concat(?, uuid(), ??)), ?))', [head, salt, seed, RANDOM_LENGTH]);
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
