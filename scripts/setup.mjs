/**
 * Brings a clone to the point where it can run, and does only what is missing or out of date: dependencies, the plugin's
 * build, the playground's compilation and, with `--panel`, its admin panel. Needs nothing but Node itself. With `--build` it
 * builds the plugin, up to date or not, and stops there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pruneTypes } from './prune-types.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const playground = path.join(root, 'playground');
/** The example client app, which the demo serves below `/app/`. */
const clientApp = path.join(playground, 'client');

const modules = path.join(root, 'node_modules');
const stamps = path.join(modules, '.cache', 'certificates-setup');
const stamp = (name) => path.join(stamps, name);

const bin = (packageName, file) => path.join(modules, packageName, file);

/** Runs a command; its output is shown only where it fails, since a set-up that works has nothing to say. */
const run = (command, args, { cwd = root, env = {}, shell = false, show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(output);
      reject(new Error(`${path.basename(args[0] ?? command)} ended with exit code ${code}`));
    });
  });

const node = (args, options) => run(process.execPath, args, options);

const npm = (args, options) => {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return node([cli, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
};

/** When the file, or the newest file below the folder, was written (epoch milliseconds); 0 where there is none. */
const writtenAt = (target) => {
  const stat = fs.statSync(target, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...fs.readdirSync(target).map((name) => writtenAt(path.join(target, name))));
};

const newest = (base, names) => Math.max(...names.map((name) => writtenAt(path.join(base, name))));

/** Does a step unless its stamp is newer than its sources and its outputs are there. */
const step = async (name, { label, sources, outputs, work }) => {
  const upToDate = () => writtenAt(stamp(name)) > sources() && outputs.every((file) => fs.existsSync(file));
  if (upToDate()) return;
  await exclusively(async () => {
    if (upToDate()) return;
    const started = new Date();
    process.stdout.write(`${label} ... `);
    await work();
    fs.mkdirSync(stamps, { recursive: true });
    fs.writeFileSync(stamp(name), '');
    // Dated at the start: what was edited meanwhile counts as newer.
    fs.utimesSync(stamp(name), started, started);
    process.stdout.write(`${((Date.now() - started.getTime()) / 1000).toFixed(0)} s\n`);
  });
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two set-ups at once (a test run beside the demo) would empty each other's output folders. */
const exclusively = async (work) => {
  const lock = path.join(root, 'node_modules', '.certificates-setup.lock');
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(fs.readFileSync(lock, 'utf8'));
      if (holder && !isAlive(holder)) fs.rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
};

const checkNode = () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.version}`);
};

const install = async () => {
  const lockFile = fs.readFileSync(path.join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockFile).digest('hex');
  const installed = stamp('installed');
  const isInstalled = () => fs.existsSync(installed) && fs.readFileSync(installed, 'utf8') === wanted;
  if (isInstalled()) return;

  // Somebody ran npm by hand: its own record is as good as ours.
  const byHand = writtenAt(path.join(modules, '.package-lock.json')) >= writtenAt(path.join(root, 'package-lock.json'));
  if (!byHand) {
    const started = Date.now();
    process.stdout.write('Installing the dependencies (a minute or two) ... ');
    await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0)} s\n`);
  }
  fs.mkdirSync(stamps, { recursive: true });
  fs.writeFileSync(installed, wanted);
};

const PLUGIN_SOURCES = ['server', 'admin', 'client', 'strapi-server.ts', 'strapi-admin.tsx'];

/** Server, panel and client as they are published. */
const build = async () => {
  await node([bin('@strapi/sdk-plugin', 'bin/strapi-plugin.js'), 'build']);
  pruneTypes(path.join(root, 'dist'));
};

const buildPlugin = () =>
  step('plugin', {
    label: 'Building the plugin',
    sources: () => newest(root, [...PLUGIN_SOURCES, 'package.json', 'tsconfig.json', 'scripts/prune-types.mjs']),
    outputs: ['server', 'admin', 'client'].map((part) => path.join(root, 'dist', part, 'index.js')),
    work: build,
  });

const compilePlayground = () =>
  step('playground', {
    label: 'Compiling the playground',
    sources: () => newest(playground, ['config', 'src', 'tsconfig.json', 'package.json']),
    outputs: [path.join(playground, 'dist/config/plugins.js'), path.join(playground, 'dist/src/index.js')],
    work: () => node([bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json'], { cwd: playground }),
  });

const buildPanel = () =>
  step('panel', {
    label: 'Building the admin panel (half a minute)',
    sources: () =>
      Math.max(writtenAt(path.join(root, 'dist/admin')), newest(playground, ['src/admin', 'package.json'])),
    outputs: [path.join(playground, 'dist/build/index.html')],
    // Strapi takes "development" where nothing is said, and with it the React that checks itself and is many times as slow.
    work: () =>
      node([bin('@strapi/strapi', 'bin/strapi.js'), 'build'], { cwd: playground, env: { NODE_ENV: 'production' } }),
  });

const buildClientApp = () =>
  step('client-app', {
    label: 'Building the client app',
    sources: () =>
      Math.max(
        newest(clientApp, ['src', 'public', 'index.html', 'vite.config.mjs', 'tsconfig.json']),
        writtenAt(path.join(root, 'dist/client'))
      ),
    outputs: [path.join(clientApp, 'dist/index.html')],
    work: () => node([bin('vite', 'bin/vite.js'), 'build', '--config', path.join(clientApp, 'vite.config.mjs')]),
  });

/** Ends the process with the message alone: what went wrong has been shown, and a stack of this script helps nobody. */
export const fail = (error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
};

/**
 * @param {{ build?: boolean, panel?: boolean }} [options] `build`: plugin and playground, besides the dependencies;
 *   `panel`: what only a browser needs too: the playground's admin panel and the client app
 */
export const setup = async ({ build = true, panel = false } = {}) => {
  checkNode();
  await install();
  if (!build) return;
  await buildPlugin();
  await compilePlayground();
  if (!panel) return;
  await buildPanel();
  await buildClientApp();
};

const main = async (options) => {
  if (!options.includes('--build')) return setup({ panel: options.includes('--panel') });
  await setup({ build: false });
  await exclusively(build);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2)).catch(fail);
}
