import type { Knex } from 'knex';

import { invalid } from '../domain/errors';
import type { Comparison, Filter } from '../domain/list-query';
import { matches } from './database';

/** One comparison of a filter. */
export type Compared<F extends string> = Extract<Filter<F>, { kind: 'compare' | 'match' }>;

type Where = (query: Knex.QueryBuilder) => void;

const OPERATOR = { $eq: '=', $ne: '<>', $lt: '<', $lte: '<=', $gt: '>', $gte: '>=' } as const;

/** Comparisons that ask whether a value is one of some. */
const IS_IN: Partial<Record<Comparison, boolean>> = { $eq: true, $in: true, $ne: false, $notIn: false };

/**
 * A filter as WHERE.
 * @param compare puts one comparison into the query
 */
export const whereFilter = <F extends string>(
  query: Knex.QueryBuilder,
  filter: Filter<F>,
  compare: (query: Knex.QueryBuilder, compared: Compared<F>) => void
): void => {
  if (filter.kind === 'not') {
    query.whereNot((q) => whereFilter(q, filter.of, compare));
    return;
  }
  if (filter.kind === 'compare' || filter.kind === 'match') return compare(query, filter);
  query.where((q) => {
    for (const inner of filter.of) {
      q[filter.kind === 'and' ? 'andWhere' : 'orWhere']((w: Knex.QueryBuilder) => whereFilter(w, inner, compare));
    }
    if (filter.kind === 'or' && filter.of.length === 0) q.whereRaw('1 = 0');
  });
};

/** A comparison with a column. What is null is not equal to anything. */
export const whereColumn = (knex: Knex, query: Knex.QueryBuilder, column: string, compared: Compared<string>): void => {
  if (compared.kind === 'match') {
    // Where the text is missing the answer must be no, not unknown: it may be negated.
    query.whereNotNull(column).where(matches(knex, column, compared.text, compared.part));
    return;
  }
  const { comparison, value } = compared;
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

/** @throws DomainError 400 `filter_invalid` for an operator that asks for something else */
const membershipOf = <T extends string | boolean>(compared: Compared<string>) => {
  const isIn = compared.kind === 'compare' ? IS_IN[compared.comparison] : undefined;
  if (compared.kind === 'match' || isIn === undefined) {
    throw invalid('filter_invalid', `"${compared.field}" is or is not, or is one of some.`);
  }
  const { value } = compared;
  return { isIn, values: (Array.isArray(value) ? value : [value]) as T[] };
};

const whereAny = <T>(query: Knex.QueryBuilder, values: T[], where: (q: Knex.QueryBuilder, value: T) => void): void => {
  if (values.length === 0) query.whereRaw('1 = 0');
  for (const value of values) query.orWhere((w: Knex.QueryBuilder) => where(w, value));
};

/**
 * A comparison with words, each of which has a WHERE of its own that is never unknown.
 * @throws DomainError 400 `filter_invalid`
 */
export const whereWord = <T extends string>(
  query: Knex.QueryBuilder,
  compared: Compared<string>,
  whereIs: (query: Knex.QueryBuilder, word: T) => void
): void => {
  const { isIn, values } = membershipOf<T>(compared);
  const anyOf: Where = (q) => whereAny(q, values, whereIs);
  if (isIn) query.where(anyOf);
  else query.whereNot(anyOf);
};

/** A comparison with a column of true and false; one that was never set is false. @throws DomainError `filter_invalid` */
export const whereFlag = (query: Knex.QueryBuilder, column: string, compared: Compared<string>): void => {
  const { isIn, values } = membershipOf<boolean>(compared);
  const wanted = [true, false].filter((flag) => values.includes(flag) === isIn);
  query.where((either) =>
    whereAny(either, wanted, (q, flag) => {
      q.where(column, flag);
      if (!flag) q.orWhereNull(column);
    })
  );
};

/** A table of links, from the side that is filtered by. */
interface Linked {
  link: { table: string; from: string; to: string };
  /** Table of those that the filter names by document id. */
  others: string;
}

/**
 * A comparison with a relation to many: whether one of the values is among those linked.
 * @param idColumn row id of those that the list is of; `link.from` names them
 * @throws DomainError 400 `filter_invalid`
 */
export const whereLinked = (
  knex: Knex,
  query: Knex.QueryBuilder,
  idColumn: string,
  compared: Compared<string>,
  { link, others }: Linked
): void => {
  const asksWhether =
    compared.kind === 'compare' && (compared.comparison === '$null' || compared.comparison === '$notNull');
  const { isIn, values } = asksWhether
    ? { isIn: (compared.comparison === '$notNull') === compared.value, values: null }
    : membershipOf<string>(compared);
  // A link without an end, left by somebody's SQL, would make NOT IN unknown for everybody.
  const linked = knex({ l: link.table }).whereNotNull(`l.${link.from}`).select(`l.${link.from}`);
  if (values) linked.join({ o: others }, 'o.id', `l.${link.to}`).whereIn('o.document_id', values);
  if (isIn) query.whereIn(idColumn, linked);
  else query.whereNotIn(idColumn, linked);
};
