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

const onSqlite = ({ dir }: Home): Promise<DatabaseTrouble> => {
  const file = path.join(dir, 'data.db');
  const script = `
    const Database = require('better-sqlite3');
    const db = new Database(${JSON.stringify(file)}, { timeout: 20000, fileMustExist: true });
    db.exec('BEGIN IMMEDIATE');
    console.log('locked');
    setTimeout(() => db.exec('COMMIT'), ${LOCK_MS});
  `;
  const ends: Promise<unknown>[] = [];
  return Promise.resolve({
    strike: () =>
      new Promise<void>((resolve, reject) => {
        const child = spawn(process.execPath, ['-e', script], {
          cwd: path.resolve(__dirname, '../../playground'),
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let written = '';
        child.stderr.on('data', (data) => (written += String(data)));
        child.stdout.once('data', () => resolve());
        const ended = new Promise((end) => child.once('close', end));
        ends.push(ended);
        void ended.then(() => reject(new Error(written)));
      }),
    close: async () => void (await Promise.all(ends)),
  });
};

/** Trouble for the database of a home, whatever this run of the tests is about. */
export const databaseTrouble = (home: Home): Promise<DatabaseTrouble> =>
  ({ sqlite: onSqlite, postgres: onPostgres, mysql: onMysql })[databaseClient()](home);
