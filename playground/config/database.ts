import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { dataDir } from '../src/data-dir';

/** Strapi makes its tables inside a transaction, which MySQL cannot; Knex says so once for each table, at every start. */
const warnOfNews = (message: string) => {
  if (!message.startsWith('Transaction was implicitly committed')) process.emitWarning(message);
};

/** SQLite in the data folder, or PostgreSQL, MySQL and MariaDB by `DATABASE_CLIENT` and the usual variables. */
export default ({ env }: Core.Config.Shared.ConfigParams) => {
  const client = env('DATABASE_CLIENT', 'sqlite');
  const server = (port: number, user: string) => ({
    host: env('DATABASE_HOST', '127.0.0.1'),
    port: env.int('DATABASE_PORT', port),
    database: env('DATABASE_NAME', 'certificates'),
    user: env('DATABASE_USERNAME', user),
    password: env('DATABASE_PASSWORD', ''),
  });

  const connections = {
    sqlite: () => ({
      connection: { filename: path.join(dataDir(), 'data.db') },
      useNullAsDefault: true,
    }),
    postgres: () => ({ connection: server(5432, 'postgres'), pool: { min: 0, max: 10 } }),
    mysql: () => ({ connection: server(3306, 'root'), pool: { min: 0, max: 10 }, log: { warn: warnOfNews } }),
  };
  const connection = connections[client as keyof typeof connections];
  if (!connection) throw new Error(`DATABASE_CLIENT must be sqlite, postgres or mysql, not "${client}"`);

  return { connection: { client, ...connection(), acquireConnectionTimeout: 60_000 } };
};
