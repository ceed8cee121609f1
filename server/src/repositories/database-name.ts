import { createHash } from 'node:crypto';

import type { Core } from '@strapi/strapi';

interface Connection {
  connectionString?: string;
  host?: string;
  port?: number | string;
  database?: string;
  schema?: string;
  filename?: string;
}

const fromUrl = (text: string): string[] => {
  try {
    const { hostname, port, pathname } = new URL(text);
    return [hostname, port, pathname.slice(1)];
  } catch {
    return [];
  }
};

/**
 * A short name for the database that this Strapi works on: the same on all of its instances that reach it under the same
 * host and name, another one for another database. It is a hash, and no user or password goes into it.
 */
export const databaseNameOf = (strapi: Core.Strapi): string => {
  const settings: unknown = strapi.db.config.connection.connection;
  const { connectionString, host, port, database, schema, filename } = (
    typeof settings === 'object' && settings !== null ? settings : {}
  ) as Connection;
  const parts = [host, port, database, schema, filename, ...(connectionString ? fromUrl(connectionString) : [])];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
};
