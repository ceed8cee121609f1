import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

type Environment = Record<string, string>;

/** Where an instance keeps everything: a temporary folder and a database of its own. A restart takes the same home. */
export interface Home {
  dir: string;
  /** What the playground is to be told of it. */
  env: Environment;
  remove(): Promise<void>;
}

interface Database {
  env: Environment;
  drop(): Promise<void>;
}

/** Where the tables stand ready to be copied (scripts/empty-tables.mjs); null: Strapi makes them itself. */
type Tables = string | null;

const freshName = () => `certificates_test_${process.pid}_${randomBytes(4).toString('hex')}`;

const sqlite = async (dir: string, tables: Tables): Promise<Database> => {
  if (tables) await copyFile(tables, path.join(dir, 'data.db'));
  return { env: { DATABASE_CLIENT: 'sqlite' }, drop: () => Promise.resolve() };
};

const postgres = async (_: string, tables: Tables): Promise<Database> => {
  interface Client {
    connect(): Promise<void>;
    query(sql: string): Promise<unknown>;
    end(): Promise<void>;
  }
  const pg = nativeRequire('pg') as { Client: new (options: object) => Client };
  const server = {
    host: process.env.TEST_PG_HOST ?? '127.0.0.1',
    port: process.env.TEST_PG_PORT ?? '5432',
    user: process.env.TEST_PG_USER ?? 'postgres',
    password: process.env.TEST_PG_PASSWORD ?? '',
  };
  const run = async (sql: string) => {
    const client = new pg.Client({ ...server, port: Number(server.port), database: 'postgres' });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const name = freshName();
  await run(`CREATE DATABASE ${name}${tables ? ` TEMPLATE ${tables}` : ''}`);
  return {
    env: {
      DATABASE_CLIENT: 'postgres',
      DATABASE_HOST: server.host,
      DATABASE_PORT: server.port,
      DATABASE_USERNAME: server.user,
      DATABASE_PASSWORD: server.password,
      DATABASE_NAME: name,
    },
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
};

const mysql = async (_: string, tables: Tables): Promise<Database> => {
  interface Connection {
    query(sql: string): Promise<unknown>;
    end(): Promise<void>;
  }
  const driver = nativeRequire('mysql2/promise') as { createConnection(options: object): Promise<Connection> };
  const server = {
    host: process.env.TEST_MYSQL_HOST ?? '127.0.0.1',
    port: process.env.TEST_MYSQL_PORT ?? '3306',
    user: process.env.TEST_MYSQL_USER ?? 'root',
    password: process.env.TEST_MYSQL_PASSWORD ?? '',
  };
  const run = async (sql: string, database?: string) => {
    const connection = await driver.createConnection({
      ...server,
      port: Number(server.port),
      database,
      multipleStatements: true,
    });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  const name = freshName();
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  if (tables) await run(await readFile(tables, 'utf8'), name);
  return {
    env: {
      DATABASE_CLIENT: 'mysql',
      DATABASE_HOST: server.host,
      DATABASE_PORT: server.port,
      DATABASE_USERNAME: server.user,
      DATABASE_PASSWORD: server.password,
      DATABASE_NAME: name,
    },
    drop: () => run(`DROP DATABASE IF EXISTS ${name}`),
  };
};

const databases = { sqlite, postgres, mysql };

/** The database that this run of the tests is about (`TEST_DB`). */
export const databaseClient = (): keyof typeof databases => {
  const client = process.env.TEST_DB ?? 'sqlite';
  if (client in databases) return client as keyof typeof databases;
  throw new Error(`TEST_DB must be sqlite, postgres or mysql, not "${client}"`);
};

/** A fresh home in the system's temporary folder; nothing is written into the repository. */
export const createHome = async ({ hasTables = true } = {}): Promise<Home> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'certificates-test-'));
  const database = await databases[databaseClient()](dir, hasTables ? (process.env.TEST_DB_TABLES ?? null) : null);
  return {
    dir,
    env: { ...database.env, PLAYGROUND_DATA: dir },
    remove: async () => {
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
