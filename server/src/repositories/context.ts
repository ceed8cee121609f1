import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

import { UID, type Channel } from '../constants';
import { channelsOf, type CertificatesConfig } from '../config';
import { createDatabase, sqlFor, type Database, type Sql } from './database';
import { createTables, userColumn, type Tables } from './tables';

/** What every repository stands on. Made once, after Strapi has loaded its models. */
export interface RepositoryContext {
  db: Database;
  tables: Tables;
  config: CertificatesConfig;
  sql: (knex: Knex) => Sql;
  /** Channels for which the outbox gets rows. */
  channels: Channel[];
  /** Column of the users' table that holds their language; null where none is configured. */
  localeColumn: string | null;
  /** Ids of the users who are clients, as a sub-query: null when every user is. */
  clientIds(): Knex.QueryBuilder | null;
}

export const createRepositoryContext = (strapi: Core.Strapi, config: CertificatesConfig): RepositoryContext => {
  const db = createDatabase(strapi);
  const hasFilters = Object.keys(config.clients.filters).length > 0;
  return {
    db,
    tables: createTables(strapi),
    config,
    sql: (knex) => sqlFor(knex, db.dialect),
    channels: channelsOf(config),
    localeColumn: userColumn(strapi, config.clients.localeField),
    clientIds: () =>
      hasFilters
        ? strapi.db
            .queryBuilder(UID.user)
            .init({ select: ['id'], where: config.clients.filters })
            .getKnexQuery()
            .clearSelect()
            .distinct('t0.id')
        : null,
  };
};
