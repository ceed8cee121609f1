import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { playground, root } from '../../scripts/setup.mjs';

const require = createRequire(path.join(playground, 'package.json'));
const app = path.join(root, 'benchmarks', '.cache', 'app');

/**
 * The playground as the benchmark runs it: its compiled files with the content types of the peer beside them, which are
 * what a host would write instead of using the plugin.
 * @returns the folder of the compiled application
 */
export const buildApp = () => {
  fs.rmSync(app, { recursive: true, force: true });
  const dist = path.join(app, 'dist');
  for (const folder of ['config', 'src']) {
    fs.cpSync(path.join(playground, 'dist', folder), path.join(dist, folder), { recursive: true });
  }
  fs.cpSync(path.join(root, 'benchmarks', 'peer'), path.join(dist, 'src', 'api'), { recursive: true });
  return dist;
};

const onPostgres = async (env, sql) => {
  const { Client } = require('pg');
  const client = new Client({
    host: env.TEST_PG_HOST,
    port: Number(env.TEST_PG_PORT),
    user: env.TEST_PG_USER,
    password: env.TEST_PG_PASSWORD,
    database: 'postgres',
  });
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows[0] && Object.values(rows[0])[0];
};

const onMysql = async (env, sql) => {
  const connection = await require('mysql2/promise').createConnection({
    host: env.TEST_MYSQL_HOST,
    port: Number(env.TEST_MYSQL_PORT),
    user: env.TEST_MYSQL_USER,
    password: env.TEST_MYSQL_PASSWORD,
  });
  const [rows] = await connection.query(sql).finally(() => connection.end());
  return rows[0] && Object.values(rows[0])[0];
};

const servers = {
  sqlite: () => ({ env: { DATABASE_CLIENT: 'sqlite' }, create: async () => {}, drop: async () => {} }),
  postgres: (env, name) => ({
    env: {
      DATABASE_CLIENT: 'postgres',
      DATABASE_HOST: env.TEST_PG_HOST,
      DATABASE_PORT: env.TEST_PG_PORT,
      DATABASE_USERNAME: env.TEST_PG_USER,
      DATABASE_PASSWORD: env.TEST_PG_PASSWORD,
      DATABASE_NAME: name,
    },
    create: () => onPostgres(env, `CREATE DATABASE ${name}`),
    drop: () => onPostgres(env, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }),
  mysql: (env, name) => ({
    env: {
      DATABASE_CLIENT: 'mysql',
      DATABASE_HOST: env.TEST_MYSQL_HOST,
      DATABASE_PORT: env.TEST_MYSQL_PORT,
      DATABASE_USERNAME: env.TEST_MYSQL_USER,
      DATABASE_PASSWORD: env.TEST_MYSQL_PASSWORD,
      DATABASE_NAME: name,
    },
    create: () => onMysql(env, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`),
    drop: () => onMysql(env, `DROP DATABASE IF EXISTS ${name}`),
  }),
};

/** What the database server calls itself. */
export const databaseVersion = async (client, env) => {
  if (client === 'postgres') return `PostgreSQL ${await onPostgres(env, 'SHOW server_version')}`;
  if (client === 'mysql') return `MariaDB ${await onMysql(env, 'SELECT version()')}`;
  const { default: Sqlite } = await import(require.resolve('better-sqlite3'));
  const memory = new Sqlite(':memory:');
  const { v } = memory.prepare('select sqlite_version() as v').get();
  memory.close();
  return `SQLite ${v}`;
};

/**
 * A fresh folder and a fresh database for one Strapi.
 * @param serverEnv where the database server is (scripts/databases.mjs); nothing for SQLite
 */
export const createHome = async (client, serverEnv) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-bench-'));
  const database = servers[client](serverEnv, `certificates_bench_${process.pid}_${randomBytes(4).toString('hex')}`);
  await database.create();
  return {
    dir,
    env: { ...database.env, PLAYGROUND_DATA: dir },
    async remove() {
      await database.drop();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
};
