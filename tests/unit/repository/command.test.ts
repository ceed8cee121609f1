import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../../package.json';
import { createPushDrivers } from '../../../server/src/notifications/push';

const root = path.resolve(__dirname, '../../..');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, manifest.bin['strapi-plugin-certificates']), ...args], {
    encoding: 'utf8',
  });

describe('the command of the package', () => {
  it('makes a key pair that Web Push takes, another one each time', () => {
    const pairs = [run('vapid'), run('vapid')].map(({ stdout }) =>
      Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split('=') as [string, string])
      )
    );
    for (const { VAPID_PUBLIC_KEY: publicKey = '', VAPID_PRIVATE_KEY: privateKey = '' } of pairs) {
      const webPush = { publicKey, privateKey, subject: 'mailto:push@example.com' };
      const options = { webPush, fcm: null, expo: null, nameDocument: false };
      expect(createPushDrivers(options, { now: () => new Date(0) })).toHaveLength(1);
    }
    expect(pairs[0]?.VAPID_PRIVATE_KEY).not.toBe(pairs[1]?.VAPID_PRIVATE_KEY);
  });

  it('says how it is used where it does not understand', () => {
    expect(run('wat')).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage') });
    expect(run('vapid', 'please')).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage') });
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('vapid') });
  });
});

describe('in the folder of an app, check', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'certificates-check-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  let serial = 0;

  const STRAPI = { '@strapi/strapi': '5.54.0' };
  const USERS = { '@strapi/plugin-users-permissions': '5.54.0' };
  const PLUGIN = { 'strapi-plugin-certificates': manifest.version };

  /** What it says of an app with these packages; the plugin comes without what a build makes unless it is asked for. */
  const check = (packages: Record<string, string>, { isBuilt = true } = {}) => {
    const app = path.join(home, String((serial += 1)));
    for (const [name, version] of Object.entries({ ...packages, '.': '0.1.0' })) {
      const folder = name === '.' ? app : path.join(app, 'node_modules', name);
      mkdirSync(folder, { recursive: true });
      const own = name in PLUGIN ? { peerDependencies: manifest.peerDependencies } : {};
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, ...own }));
      if (!(name in PLUGIN) || !isBuilt) continue;
      for (const part of ['server', 'admin']) {
        mkdirSync(path.join(folder, 'dist', part), { recursive: true });
        writeFileSync(path.join(folder, 'dist', part, 'index.js'), '');
      }
    }
    return spawnSync(process.execPath, [path.join(root, manifest.bin['strapi-plugin-certificates']), 'check'], {
      cwd: app,
      encoding: 'utf8',
    });
  };

  it('finds nothing where nothing is missing', () => {
    expect(check({ ...STRAPI, ...USERS, ...PLUGIN })).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('installed and built'),
    });
  });

  it.each([
    ['there is no Strapi', {}, {}, 'Run this in the folder of your Strapi app'],
    ['it is not installed', { ...STRAPI, ...USERS }, {}, 'npm install strapi-plugin-certificates'],
    ['it is not built', { ...STRAPI, ...USERS, ...PLUGIN }, { isBuilt: false }, 'not built'],
    ['Strapi is too old', { ...USERS, ...PLUGIN, '@strapi/strapi': '5.44.2' }, {}, 'npx @strapi/upgrade minor'],
    ['there are no clients', { ...STRAPI, ...PLUGIN }, {}, 'npm install @strapi/plugin-users-permissions@5.54.0'],
  ])('says so where %s, with the cure', (_what, packages, options, message) => {
    expect(check(packages, options)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('says all of it at once', () => {
    const { stderr } = check({ ...PLUGIN, '@strapi/strapi': '4.25.0' }, { isBuilt: false });
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });
});
