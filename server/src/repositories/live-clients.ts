import type { Knex } from 'knex';

import type { RepositoryContext } from './context';

/** Leaves those certificates (`c`) whose client (`u`) is there, may log in, and is a client at all. */
export const withLiveClient = ({ tables, clientIds }: RepositoryContext, query: Knex.QueryBuilder) => {
  query
    .join({ u: tables.users }, 'u.id', 'c.client_id')
    .where((q: Knex.QueryBuilder) => q.where('u.blocked', false).orWhereNull('u.blocked'));
  const clients = clientIds();
  return clients ? query.whereIn('u.id', clients) : query;
};
