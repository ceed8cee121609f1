/**
 * Makes the tables once for a whole run of the tests: to let Strapi make its seventy anew for every suite is most of the
 * time that a suite takes to start. Nothing is in them but Strapi's own records of their shape: each suite still starts for
 * the first time.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freshDatabase, withMysql } from './databases.mjs';
import { playground } from './setup.mjs';

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

/** MySQL's JSON as it stands there; MariaDB has text. */
const asWritten = (field, next) => (field.type === 'JSON' ? field.string('utf8') : next());

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

/** What a suite's database is copied from, for each kind of server. */
const sources = {
  sqlite: (_, dir) => path.join(dir, 'data.db'),
  postgres: () => NAME,
  mysql: async (env, dir) => {
    const file = path.join(dir, 'tables.sql');
    fs.writeFileSync(file, await withMysql(env, dumpOf, { dateStrings: true, typeCast: asWritten }));
    return file;
  },
};

/**
 * @param {'sqlite' | 'postgres' | 'mysql'} client
 * @param {Record<string, string>} env where the server is, as `provideDatabase` gives it
 * @returns what the tests' environment must say to have them copied, and a function that removes them
 */
export const provideTables = async (client, env) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-tables-'));
  const database = freshDatabase(client, env, NAME);
  // What stays behind is in nobody's way; a run that has passed has passed.
  const remove = async () => {
    await database.drop().catch((error) => process.stderr.write(`${NAME} was not dropped: ${error.message}\n`));
    fs.rmSync(dir, { recursive: true, force: true });
  };
  try {
    await database.create();
    await makeTables(dir, database.env);
    return { env: { TEST_DB_TABLES: await sources[client](env, dir) }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};
