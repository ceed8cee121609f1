import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { freshDatabase, onMysql, onPostgres } from '../../scripts/databases.mjs';
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
  const name = `certificates_bench_${process.pid}_${randomBytes(4).toString('hex')}`;
  const database = freshDatabase(client, serverEnv, name);
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
