import type { Knex } from 'knex';

import type { ClientScope } from '../domain/scope';
import type { Tables } from './tables';

/**
 * Puts a scope into the WHERE of a query: the database enforces it, on rows, counts and searches alike.
 * @param userColumn the column that holds the client's row id
 */
export const applyScope = (
  knex: Knex,
  tables: Tables,
  query: Knex.QueryBuilder,
  scope: ClientScope,
  userColumn: string
): Knex.QueryBuilder => {
  switch (scope.kind) {
    case 'all':
      return query;
    case 'own':
      return query.where(userColumn, scope.clientId);
    case 'my-centers':
      return query.whereIn(
        userColumn,
        knex({ lc: tables.centerClients.table })
          .join({ ls: tables.centerStaff.table }, `ls.${tables.centerStaff.from}`, `lc.${tables.centerClients.from}`)
          .where(`ls.${tables.centerStaff.to}`, scope.staffId)
          .select(`lc.${tables.centerClients.to}`)
      );
    case 'none':
      return query.whereRaw('1 = 0');
  }
};
