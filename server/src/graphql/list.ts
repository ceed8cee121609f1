import type { Core } from '@strapi/strapi';

import { presenter } from '../answers/client-certificate';
import { parseClientList } from '../domain/client-list';
import { readerOf, type Authenticated } from '../permissions/client-caller';
import { appOf } from '../services/app';
import { TYPE } from './names';
import type { Arguments, Making } from './operation';

interface Operators {
  filters: { operators: Record<string, unknown> };
}

/** GraphQL's filters in the words of REST: `{ state: { eq } }` is `filters[state][$eq]`. */
const restFilters = (filters: unknown, isOperator: (name: string) => boolean): unknown => {
  if (Array.isArray(filters)) return filters.map((one) => restFilters(one, isOperator));
  // The time of day comes as a Date already.
  if (typeof filters !== 'object' || filters === null || filters instanceof Date) return filters;
  return Object.fromEntries(
    Object.entries(filters).map(([key, value]) => [isOperator(key) ? `$${key}` : key, restFilters(value, isOperator)])
  );
};

/** The arguments of a list, as in Strapi 5. */
export const listArguments = ({ strapi }: Making) => {
  const { args } = strapi.plugin('graphql').service('internals');
  return { filters: TYPE.certificateFilters, pagination: args.PaginationArg, sort: args.SortArg };
};

/**
 * A list as GraphQL asks for it: parsed and authorised, by the rules of REST.
 * @throws DomainError 400 `filter_invalid`, `sort_invalid`, `pagination_invalid`; 401
 */
export const listFor = (
  strapi: Core.Strapi,
  { filters, sort, pagination }: Arguments,
  context: Authenticated,
  view: 'current' | 'archived'
) => {
  const reader = readerOf(context);
  const { operators } = strapi.plugin('graphql').service<Operators>('builders').filters;
  const { query } = parseClientList(
    { filters: restFilters(filters, (name) => Object.hasOwn(operators, name)), sort, pagination },
    { view, token: reader.token, hostLimit: strapi.config.get('plugin::graphql.maxLimit') }
  );
  const { certificates } = appOf(strapi);
  const present = presenter(strapi);
  return {
    rows: async () => {
      const { rows } = await certificates.list(query, reader.caller);
      return rows.map((row) => present(row, reader.token));
    },
    /** Strapi's `Pagination`. */
    pageInfo: async () => {
      const { total } = await certificates.total(query, reader.caller, null);
      const { limit, offset } = query;
      return { total, pageSize: limit, page: Math.floor(offset / limit) + 1, pageCount: Math.ceil(total / limit) };
    },
  };
};
