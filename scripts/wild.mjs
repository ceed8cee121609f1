/**
 * The plugin in the wild: `node scripts/wild.mjs [--strapi=5.54.0] [--language=js] [--manager=npm] [--node=22] [--keep]`
 * packs it as it would be published, installs the tarball into a new Strapi app, builds and starts that, leads one
 * certificate through its life over HTTP, opens the panel in Chromium, opens it once more under `strapi develop`, and writes
 * what came of it to docs/compatibility.md. `--all` does so for every combination on that page, `--table` only writes the page anew.
 * It needs the npm registry, a compiler where better-sqlite3 has no binary, and Chromium; a combination takes minutes.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, setup } from './setup.mjs';
import { writeApp } from './wild/app.mjs';
import { COMBINATIONS, record, writePage } from './wild/results.mjs';

const OWN_NODE = process.versions.node.split('.')[0];

/** How each package manager, itself from npm, installs. */
const INSTALL = {
  npm: ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'],
  pnpm: ['npx', '--yes', 'pnpm@9', 'install', '--no-frozen-lockfile', '--reporter=append-only'],
  yarn: ['npx', '--yes', 'yarn@1.22.22', 'install', '--non-interactive', '--no-progress'],
};

/** Runs a command to its end. @throws Error with the end of what it said */
const run = ([command, ...args], { cwd, env }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(said);
      reject(new Error(`${command} ${args[0]} ended with exit code ${code}:\n${said.slice(-4_000)}`));
    });
  });

/** The environment in which the app lives: another Node comes first on the path, with the headers to compile for it. */
const environment = async (node) => {
  // What npm tells its scripts is not for the npm in there; a folder of binaries made beforehand is.
  const own = /^(NODE_ENV|NODE_PATH|npm_(?!config_(registry|nodedir|better_sqlite3)).*)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  Object.assign(env, { STRAPI_TELEMETRY_DISABLED: 'true', CI: 'true' });
  if (node === OWN_NODE) return env;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(os.tmpdir(), `certificates-wild-node-${node}`);
  const home = path.join(folder, 'node_modules', name);
  if (!fs.existsSync(path.join(home, 'bin/node'))) {
    fs.mkdirSync(folder, { recursive: true });
    await run(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${node}`], {
      cwd: folder,
      env,
    });
  }
  return { ...env, PATH: `${path.join(home, 'bin')}${path.delimiter}${env.PATH}`, npm_config_nodedir: home };
};

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Process groups of the apps that run: `develop` has children of its own. */
const running = new Set();
const stopGroup = (pid) => {
  running.delete(pid);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};
process.on('exit', () => [...running].forEach(stopGroup));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts the app by `strapi start` or `strapi develop`, and waits until it answers. */
const startApp = async (command, cwd, env) => {
  const port = await freePort();
  const child = spawn('node', ['node_modules/@strapi/strapi/bin/strapi.js', command], {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child.pid);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/_health`).then(
      ({ ok }) => ok,
      () => false
    );
  for (let tries = 0; !(await isUp()); tries += 1) {
    if (child.exitCode !== null || tries > 360) throw new Error(`Strapi did not start:\n${said.slice(-4_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    url,
    said: () => said,
    stop: async () => {
      stopGroup(child.pid);
      await ended;
    },
  };
};

/** Copies of what must be one, as seen from the plugin and from Strapi. */
const twoCopies = async (cwd, env) => {
  const look = `
    const { createRequire } = require('node:module');
    const { realpathSync } = require('node:fs');
    const from = (name) => createRequire(realpathSync('node_modules/' + name + '/package.json'));
    const [plugin, strapi] = [from('strapi-plugin-certificates'), from('@strapi/strapi')];
    const admin = createRequire(strapi.resolve('@strapi/admin/package.json'));
    const pairs = [['@strapi/utils', strapi], ['@strapi/design-system', admin], ['react', strapi], ['react-intl', admin]];
    const version = (from, name) => {
      try { return realpathSync(from.resolve(name)); } catch (error) { return error.code; }
    };
    console.log(JSON.stringify(pairs.filter(([name, theirs]) => version(plugin, name) !== version(theirs, name))
      .map(([name, theirs]) => [name, version(plugin, name), version(theirs, name)])));`;
  return JSON.parse(await run(['node', '-e', look], { cwd, env }));
};

const timed = async (times, name, work) => {
  const started = Date.now();
  process.stdout.write(`  ${name} ... `);
  const result = await work();
  times[name] = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${times[name]} s\n`);
  return result;
};

/** What a reader of the table wants to know: what the program itself called the error, else how it ended. */
const reasonOf = ({ message }) => {
  const [first, ...said] = String(message).split('\n');
  const line = said.find((one) => /^\s*(npm )?(error|ERR[!_]|fatal)/i.test(one)) ?? first;
  return line.trim().slice(0, 200).replaceAll('|', '\\|');
};

const tryOne = async (tarball, { strapi, language, manager, node }, keep) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-wild-'));
  const app = path.join(folder, 'app');
  const times = {};
  process.stdout.write(`Strapi ${strapi}, ${language}, ${manager}, Node ${node}: ${keep ? folder : ''}\n`);
  let started = null;
  let mails = null;
  let nodeVersion;
  try {
    const env = await environment(node);
    nodeVersion = (await run(['node', '--version'], { cwd: folder, env })).trim();
    // Yarn keeps a copy of a file of the same name and version, whatever is in it.
    const own = path.join(folder, `strapi-plugin-certificates-${Date.now()}.tgz`);
    fs.copyFileSync(tarball, own);
    writeApp(app, { strapi, language, tarball: own });
    await timed(times, 'install', () => run(INSTALL[manager], { cwd: app, env }));
    const copies = await twoCopies(app, env);
    if (copies.length > 0) process.stdout.write(`  two copies: ${JSON.stringify(copies)}\n`);
    const build = ['node', 'node_modules/@strapi/strapi/bin/strapi.js', 'build'];
    await timed(times, 'build', () => run(build, { cwd: app, env: { ...env, NODE_ENV: 'production' } }));
    const { startMailCatcher } = await import('./demo/mail-catcher.mjs');
    const inbox = path.join(folder, 'mails.jsonl');
    mails = await startMailCatcher({ file: inbox, webPort: 0 });
    const read = () => (fs.existsSync(inbox) ? fs.readFileSync(inbox, 'utf8').split('\n').filter(Boolean) : []);
    // Not as production: over plain HTTP the browser would not send the panel's cookie back.
    const startEnv = { ...env, SMTP_PORT: String(mails.smtpPort) };
    started = await timed(times, 'start', () => startApp('start', app, startEnv));
    const { liveALife } = await import('./wild/life.mjs');
    const { jwt } = await timed(times, 'life', () =>
      liveALife(started.url, () => read().map((line) => JSON.parse(line)))
    );
    const { lookAtPanel } = await import('./wild/panel.mjs');
    await timed(times, 'panel', () => lookAtPanel(started.url, jwt));
    await started.stop();
    // There the panel is not the one that was built, but what Vite makes of the sources of each package.
    await timed(times, 'develop', async () => {
      started = await startApp('develop', app, startEnv);
      await lookAtPanel(started.url, jwt);
    });
    return { result: 'works', nodeVersion, times };
  } catch (error) {
    process.stdout.write(`\n${error.stack ?? error}\n${started?.said().slice(-3_000) ?? ''}\n`);
    return { result: `fails: ${reasonOf(error)}`, nodeVersion, times };
  } finally {
    await started?.stop();
    mails?.close?.();
    if (!keep) fs.rmSync(folder, { recursive: true, force: true });
  }
};

const main = async () => {
  const { values } = parseArgs({
    options: {
      strapi: { type: 'string', default: '5.54.0' },
      language: { type: 'string', default: 'js' },
      manager: { type: 'string', default: 'npm' },
      node: { type: 'string', default: OWN_NODE },
      keep: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
      tarball: { type: 'string' },
    },
  });
  if (values.table) return writePage();
  const { strapi, language, manager, node } = values;
  const wanted = values.all ? COMBINATIONS : [{ strapi, language, manager, node }];
  let tarball = values.tarball;
  if (!tarball) {
    await setup();
    const out = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-wild-pack-'));
    await run(['npm', 'pack', '--ignore-scripts', '--pack-destination', out], { cwd: root, env: process.env });
    tarball = path.join(out, fs.readdirSync(out)[0]);
  }
  const results = [];
  for (const combination of wanted) {
    const outcome = await tryOne(tarball, combination, values.keep);
    results.push(outcome.result);
    record(combination, outcome);
  }
  writePage();
  process.exit(results.every((result) => result === 'works') ? 0 : 1);
};

await main().catch(fail);
