import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';

import type { Home } from './home';
import type { OpenapiDocument } from './openapi';

const root = path.resolve(__dirname, '../..');
const playground = path.join(root, 'playground');
const command = path.join(root, 'node_modules/@strapi/strapi/bin/strapi.js');

/** The playground as it is built, in a place of its own: the command would compile it anew beneath the other suites. */
const hostApp = async (home: Home): Promise<string> => {
  const dir = path.join(home.dir, 'host');
  await mkdir(dir);
  await cp(path.join(playground, 'package.json'), path.join(dir, 'package.json'));
  for (const part of ['config', 'src']) {
    await cp(path.join(playground, 'dist', part), path.join(dir, part), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(dir, 'node_modules'));
  return dir;
};

/**
 * What Strapi's own command, `strapi openapi generate`, writes in a host app.
 * @throws what the command said, where it failed
 */
export const generateOpenapi = async (home: Home): Promise<OpenapiDocument> => {
  const cwd = await hostApp(home);
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'openapi', 'generate'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...home.env, NODE_ENV: 'test', LOG_LEVEL: 'error', STRAPI_TELEMETRY_DISABLED: 'true' },
  });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return JSON.parse(await readFile(path.join(cwd, 'specification.json'), 'utf8')) as OpenapiDocument;
};
