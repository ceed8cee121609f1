/**
 * Makes the tables once for a whole run of the tests: to let Strapi make its seventy anew for every suite is most of the
 * time that a suite takes to start. Nothing is in them but Strapi's own records of their shape: each suite still starts for
 * the first time.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { playground } from './setup.mjs';

const requireModule = createRequire(path.join(playground, 'package.json'));
const NAME = `certificates_test_tables_${randomBytes(6).toString('hex')}`;

/** Starts Strapi as far as the tables, and no further. */
const script = `
  const { createStrapi } = require('@strapi/strapi');
  const appDir = ${JSON.stringify(playground)};
  const strapi = createStrapi({ appDir, distDir: require('node:path').join(appDir, 'dist'), serveAdminPanel: false });
  const enough = new Error('enough');
  strapi
    .register()
    .then(() => strapi.hook('strapi::content-types.afterSync').register(() => Promise.reject(enough)))
    .then(() => strapi.bootstrap())
    .catch((error) => (error === enough ? strapi.db.destroy() : Promise.reject(error)))
    .then(() => process.exit(0), (error) => {
      console.error(error);
      process.exit(1);
    });
`;

const makeTables = (dir, env) =>
  promisify(execFile)(process.execPath, ['-e', script], {
    cwd: playground,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      STARTUP_MESSAGE: 'false',
      PLAYGROUND_DATA: dir,
      ...env,
    },
  });

const postgres = async (env) => {
  const { Client } = requireModule('pg');
  const run = async (sql) => {
    const client = new Client({
      host: env.TEST_PG_HOST,
      port: Number(env.TEST_PG_PORT),
      user: env.TEST_PG_USER,
      password: env.TEST_PG_PASSWORD,
      database: 'postgres',
    });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${NAME}`);
  return {
    env: {
      DATABASE_CLIENT: 'postgres',
      DATABASE_HOST: env.TEST_PG_HOST,
      DATABASE_PORT: env.TEST_PG_PORT,
      DATABASE_USERNAME: env.TEST_PG_USER,
      DATABASE_PASSWORD: env.TEST_PG_PASSWORD,
      DATABASE_NAME: NAME,
    },
    tables: () => NAME,
    drop: () => run(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`),
  };
};

/** MariaDB copies no database: what makes one goes into a file. */
const dumpOf = async (connection) => {
  const [tables] = await connection.query(`SHOW FULL TABLES FROM ${NAME} WHERE Table_type = 'BASE TABLE'`);
  const statements = ['SET FOREIGN_KEY_CHECKS = 0'];
  for (const { [`Tables_in_${NAME}`]: table } of tables) {
    const [[made]] = await connection.query(`SHOW CREATE TABLE ${NAME}.\`${table}\``);
    const [rows] = await connection.query(`SELECT * FROM ${NAME}.\`${table}\``);
    statements.push(made['Create Table']);
    for (const row of rows) statements.push(connection.format(`INSERT INTO \`${table}\` SET ?`, [row]));
  }
  return `${statements.join(';\n')};\nSET FOREIGN_KEY_CHECKS = 1;\n`;
};

const mysql = async (env, dir) => {
  const { createConnection } = requireModule('mysql2/promise');
  const withConnection = async (work) => {
    const connection = await createConnection({
      host: env.TEST_MYSQL_HOST,
      port: Number(env.TEST_MYSQL_PORT),
      user: env.TEST_MYSQL_USER,
      password: env.TEST_MYSQL_PASSWORD,
      // As they stand there.
      dateStrings: true,
      jsonStrings: true,
    });
    return work(connection).finally(() => connection.end());
  };
  await withConnection((connection) => connection.query(`CREATE DATABASE ${NAME} CHARACTER SET utf8mb4`));
  return {
    env: {
      DATABASE_CLIENT: 'mysql',
      DATABASE_HOST: env.TEST_MYSQL_HOST,
      DATABASE_PORT: env.TEST_MYSQL_PORT,
      DATABASE_USERNAME: env.TEST_MYSQL_USER,
      DATABASE_PASSWORD: env.TEST_MYSQL_PASSWORD,
      DATABASE_NAME: NAME,
    },
    tables: async () => {
      const file = path.join(dir, 'tables.sql');
      fs.writeFileSync(file, await withConnection(dumpOf));
      return file;
    },
    drop: () => withConnection((connection) => connection.query(`DROP DATABASE IF EXISTS ${NAME}`)),
  };
};

const sqlite = async (_, dir) => ({
  env: { DATABASE_CLIENT: 'sqlite' },
  tables: () => path.join(dir, 'data.db'),
  drop: async () => {},
});

/**
 * @param {'sqlite' | 'postgres' | 'mysql'} client
 * @param {Record<string, string>} env where the server is, as `provideDatabase` gives it
 * @returns what the tests' environment must say to have them copied, and a function that removes them
 */
export const provideTables = async (client, env) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-tables-'));
  let database = null;
  // What stays behind is in nobody's way; a run that has passed has passed.
  const remove = async () => {
    await database?.drop().catch((error) => process.stderr.write(`${NAME} was not dropped: ${error.message}\n`));
    fs.rmSync(dir, { recursive: true, force: true });
  };
  try {
    database = await { sqlite, postgres, mysql }[client](env, dir);
    await makeTables(dir, database.env);
    return { env: { TEST_DB_TABLES: await database.tables() }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};
