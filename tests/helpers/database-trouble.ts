import { spawn } from 'node:child_process';
import path from 'node:path';
import { databaseClient, type Home } from './home';

/** What can happen to whoever uses a database. */
export interface DatabaseTrouble {
  /**
   * Ends every connection on a server, in the middle of whatever they are doing; on SQLite another process takes the lock
   * for longer than anybody waits for it. Resolves when that has happened.
   */
  strike(): Promise<void>;
  close(): Promise<void>;
}

/** Longer than `busy_timeout`, which is five seconds as Strapi has it. */
const LOCK_MS = 5_500;

const onPostgres = async ({ env }: Home): Promise<DatabaseTrouble> => {
  interface Client {
    connect(): Promise<void>;
    query(sql: string, values: unknown[]): Promise<unknown>;
    end(): Promise<void>;
  }
  const pg = nativeRequire('pg') as { Client: new (options: object) => Client };
  const client = new pg.Client({
    host: env.DATABASE_HOST,
    port: Number(env.DATABASE_PORT),
    user: env.DATABASE_USERNAME,
    password: env.DATABASE_PASSWORD,
    database: 'postgres',
  });
  await client.connect();
  return {
    strike: async () => {
      const sql = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1';
      await client.query(sql, [env.DATABASE_NAME]);
    },
    close: () => client.end(),
  };
};

const onMysql = async ({ env }: Home): Promise<DatabaseTrouble> => {
  interface Connection {
    query(sql: string, values?: unknown[]): Promise<[{ id: number }[]]>;
    end(): Promise<void>;
  }
  const driver = nativeRequire('mysql2/promise') as { createConnection(options: object): Promise<Connection> };
  const connection = await driver.createConnection({
    host: env.DATABASE_HOST,
    port: Number(env.DATABASE_PORT),
    user: env.DATABASE_USERNAME,
    password: env.DATABASE_PASSWORD,
  });
  return {
    strike: async () => {
      const [found] = await connection.query('select id from information_schema.processlist where db = ?', [
        env.DATABASE_NAME,
      ]);
      // One that has gone by itself meanwhile is gone, too.
      for (const { id } of found) await connection.query(`kill ${id}`).catch(() => undefined);
    },
    close: () => connection.end(),
  };
};

/**
 * Has another process do something with an SQLite file, as a backup or a report does.
 * @param script what it does with `db`; it says what it has to say by `console.log`
 * @returns once it has said something: what it said first, and its end
 */
export const otherProcess = (file: string, script: string): Promise<{ said: string; ended: Promise<unknown> }> =>
  new Promise((resolve, reject) => {
    const open = `const db = require('better-sqlite3')(${JSON.stringify(file)}, { timeout: 20000, fileMustExist: true });`;
    const child = spawn(process.execPath, ['-e', open + script], {
      cwd: path.resolve(__dirname, '../../playground'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let written = '';
    child.stderr.on('data', (data) => (written += String(data)));
    const ended = new Promise((end) => child.once('close', end));
    child.stdout.once('data', (data) => resolve({ said: String(data).trim(), ended }));
    void ended.then(() => reject(new Error(written)));
  });

const onSqlite = ({ dir }: Home): Promise<DatabaseTrouble> => {
  const file = path.join(dir, 'data.db');
  const ends: Promise<unknown>[] = [];
  return Promise.resolve({
    strike: async () => {
      const lock = `db.exec('BEGIN IMMEDIATE'); console.log('locked'); setTimeout(() => db.exec('COMMIT'), ${LOCK_MS});`;
      ends.push((await otherProcess(file, lock)).ended);
    },
    close: async () => void (await Promise.all(ends)),
  });
};

/** Trouble for the database of a home, whatever this run of the tests is about. */
export const databaseTrouble = (home: Home): Promise<DatabaseTrouble> =>
  ({ sqlite: onSqlite, postgres: onPostgres, mysql: onMysql })[databaseClient()](home);
