/**
 * Database servers for the tests. One that already answers on the usual port and lets us in is used as it is; else a
 * throw-away server is started from the programs installed on this machine, with its data in a temporary folder.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { playground } from './setup.mjs';

const requireModule = createRequire(path.join(playground, 'package.json'));
const isRoot = process.getuid?.() === 0;

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const findProgram = (name, folders) =>
  [...folders, ...(process.env.PATH ?? '').split(path.delimiter)]
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));

/** Folders that hold PostgreSQL's server programs on Debian and its kin, newest version first. */
const postgresFolders = () => {
  const base = '/usr/lib/postgresql';
  if (!fs.existsSync(base)) return [];
  const versions = fs.readdirSync(base).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => path.join(base, version, 'bin'));
};

/** PostgreSQL refuses to run as root: it gets the account that its package made. */
const asPostgres = (program, args) =>
  isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];

/** Has something started in a temporary folder, which goes again where that fails. */
const inTemporaryFolder = async (start) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-db-'));
  try {
    return await start(dir);
  } catch (error) {
    fs.rmSync(dir, { recursive: true, force: true });
    throw error;
  }
};

const pgConnect = async ({ host, port, user, password }) => {
  const { Client } = requireModule('pg');
  const client = new Client({ host, port, user, password, database: 'postgres', connectionTimeoutMillis: 3_000 });
  await client.connect();
  await client.end();
};

const mysqlConnect = async ({ host, port, user, password }) => {
  const { createConnection } = requireModule('mysql2/promise');
  const connection = await createConnection({ host, port, user, password, connectTimeout: 3_000 });
  await connection.end();
};

const answers = (connect, server) =>
  connect(server).then(
    () => true,
    () => false
  );

/** Starts a server in the foreground, waits until it lets us in, and gives the function that ends it and its data. */
const launch = async ([program, args], { connect, server, dir }) => {
  const log = fs.openSync(path.join(dir, 'server.log'), 'w');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    fs.rmSync(dir, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (child.exitCode !== null) break;
    if (await answers(connect, server)) return stop;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const output = fs.readFileSync(path.join(dir, 'server.log'), 'utf8');
  await stop();
  throw new Error(`${path.basename(program)} did not start:\n${output}`);
};

const postgres = {
  label: 'PostgreSQL',
  connect: pgConnect,
  server: () => ({
    host: process.env.TEST_PG_HOST ?? '127.0.0.1',
    port: Number(process.env.TEST_PG_PORT ?? 5432),
    user: process.env.TEST_PG_USER ?? 'postgres',
    password: process.env.TEST_PG_PASSWORD ?? '',
  }),
  env: ({ host, port, user, password }) => ({
    TEST_PG_HOST: host,
    TEST_PG_PORT: String(port),
    TEST_PG_USER: user,
    TEST_PG_PASSWORD: password,
  }),
  missing:
    'PostgreSQL is neither running (TEST_PG_HOST, TEST_PG_PORT, TEST_PG_USER, TEST_PG_PASSWORD say where) nor installed ' +
    '(on Debian: apt-get install postgresql).',
  start: async () => {
    const folders = postgresFolders();
    const initdb = findProgram('initdb', folders);
    const program = findProgram('postgres', folders);
    if (!initdb || !program) return null;
    return inTemporaryFolder(async (dir) => {
      if (isRoot) execFileSync('chown', ['postgres', dir]);
      const data = path.join(dir, 'data');
      const server = { host: '127.0.0.1', port: await freePort(), user: 'postgres', password: '' };
      const initArgs = ['-D', data, '-U', server.user, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'];
      execFileSync(...asPostgres(initdb, initArgs), { stdio: 'pipe' });
      // The data lives as long as the test run: nothing needs to reach the disk.
      const settings = [
        'fsync=off',
        'synchronous_commit=off',
        'full_page_writes=off',
        `unix_socket_directories=${dir}`,
      ];
      const address = ['-h', server.host, '-p', String(server.port)];
      const args = ['-D', data, ...address, ...settings.flatMap((setting) => ['-c', setting])];
      const stop = await launch(asPostgres(program, args), { connect: pgConnect, server, dir });
      return { server, stop };
    });
  },
};

const mysql = {
  label: 'MariaDB',
  connect: mysqlConnect,
  server: () => ({
    host: process.env.TEST_MYSQL_HOST ?? '127.0.0.1',
    port: Number(process.env.TEST_MYSQL_PORT ?? 3306),
    user: process.env.TEST_MYSQL_USER ?? 'root',
    password: process.env.TEST_MYSQL_PASSWORD ?? '',
  }),
  env: ({ host, port, user, password }) => ({
    TEST_MYSQL_HOST: host,
    TEST_MYSQL_PORT: String(port),
    TEST_MYSQL_USER: user,
    TEST_MYSQL_PASSWORD: password,
  }),
  missing:
    'MariaDB is neither running (TEST_MYSQL_HOST, TEST_MYSQL_PORT, TEST_MYSQL_USER, TEST_MYSQL_PASSWORD say where) nor ' +
    'installed (on Debian: apt-get install mariadb-server).',
  start: async () => {
    const program = findProgram('mariadbd', ['/usr/sbin', '/usr/local/sbin']);
    const install = findProgram('mariadb-install-db', ['/usr/bin', '/usr/local/bin']);
    if (!program || !install) return null;
    return inTemporaryFolder(async (dir) => {
      const server = { host: '127.0.0.1', port: await freePort(), user: 'root', password: '' };
      const common = ['--no-defaults', `--datadir=${path.join(dir, 'data')}`, ...(isRoot ? ['--user=root'] : [])];
      const installArgs = [...common, '--auth-root-authentication-method=normal', '--skip-test-db'];
      execFileSync(install, installArgs, { stdio: 'pipe' });
      const args = [
        ...common,
        `--port=${server.port}`,
        `--bind-address=${server.host}`,
        `--socket=${path.join(dir, 'server.sock')}`,
        `--pid-file=${path.join(dir, 'server.pid')}`,
        // The data lives as long as the test run: nothing needs to reach the disk.
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-flush-method=nosync',
        '--character-set-server=utf8mb4',
      ];
      const stop = await launch([program, args], { connect: mysqlConnect, server, dir });
      return { server, stop };
    });
  },
};

export const databases = { postgres, mysql };

/**
 * @param {'postgres' | 'mysql'} client
 * @returns what the tests' environment must say, and a function that stops what was started
 * @throws with a message that says what is missing
 */
export const provideDatabase = async (client) => {
  const database = databases[client];
  const server = database.server();
  if (await answers(database.connect, server)) {
    return { env: database.env(server), label: `${database.label} on port ${server.port}`, stop: async () => {} };
  }
  const started = await database.start();
  if (!started) throw new Error(database.missing);
  return {
    env: database.env(started.server),
    label: `${database.label}, started for the tests`,
    stop: started.stop,
  };
};

/** Runs a statement on the server of the tests. @returns the first value of the first row */
export const onPostgres = async (env, sql) => {
  const { Client } = requireModule('pg');
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

/** Does something with a connection to the server of the tests. @param options of mysql2, beside where it is */
export const withMysql = async (env, work, options = {}) => {
  const connection = await requireModule('mysql2/promise').createConnection({
    host: env.TEST_MYSQL_HOST,
    port: Number(env.TEST_MYSQL_PORT),
    user: env.TEST_MYSQL_USER,
    password: env.TEST_MYSQL_PASSWORD,
    ...options,
  });
  return work(connection).finally(() => connection.end());
};

/** As `onPostgres`. */
export const onMysql = (env, sql) =>
  withMysql(env, async (connection) => {
    const [rows] = await connection.query(sql);
    return rows[0] && Object.values(rows[0])[0];
  });

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

/**
 * One database of many on a server, which is not there yet.
 * @param {'sqlite' | 'postgres' | 'mysql'} client
 * @param {Record<string, string>} env where the server is, as `provideDatabase` gives it; nothing for SQLite
 * @returns what the playground is to be told of it, and how it is made and dropped
 */
export const freshDatabase = (client, env, name) => servers[client](env, name);
