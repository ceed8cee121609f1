import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createHome } from './home.mjs';
import { sampleMemory } from './memory.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

const gone = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/** Starts a program of the benchmark, and waits until it says that it is ready. */
export const startProcess = async (file, env, { cwd } = {}) => {
  const output = [];
  const child = fork(file, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  const ready = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${path.basename(file)} ended (${code}):\n${output.join('')}`)));
    child.once('error', reject);
  });
  return {
    ...ready,
    pid: child.pid,
    child,
    output,
    url: `http://127.0.0.1:${ready.port}`,
    async stop(signal = 'SIGKILL') {
      child.kill(signal);
      await gone(child);
    },
  };
};

/** Starts Strapi with the plugin in a process of its own. */
export const startServer = async ({ home, dist, env = {}, config = {}, plugins = {} }) => {
  const server = await startProcess(
    path.join(here, 'server.mjs'),
    {
      ...home.env,
      BENCH_DIST: dist,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
      LOG_REQUESTS: 'false',
      STARTUP_MESSAGE: 'false',
      RATE_LIMIT: 'false',
      STRAPI_TELEMETRY_DISABLED: 'true',
      CERTIFICATES_CONFIG: JSON.stringify({ sweep: { enabled: false }, ...config }),
      PLAYGROUND_PLUGINS: JSON.stringify(plugins),
      ...env,
    },
    { cwd: home.dir }
  );
  const waiting = new Map();
  let serial = 0;
  server.child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error));
    else resolve?.(result);
  });
  server.child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`Strapi ended:\n${server.output.slice(-20).join('')}`));
  });
  return {
    ...server,
    /** Calls a function that a file exports as `inside`, in Strapi's process. */
    call: (file, name, ...args) =>
      new Promise((resolve, reject) => {
        serial += 1;
        waiting.set(serial, { resolve, reject });
        server.child.send({ id: serial, module: pathToFileURL(file).href, name, args });
      }),
    memory: () => sampleMemory(server.pid),
  };
};

/**
 * One database with `size` certificates, and a Strapi on it: what the rows of one size share.
 * @param env what this Strapi is told besides
 */
export const openStage = async ({ client, serverEnv, env = {}, size, first, dist, options }) => {
  const home = await createHome(client, serverEnv);
  const others = [];
  try {
    const server = await startServer({ home, dist, env });
    others.push(() => server.stop());
    const from = performance.now();
    await server.call(path.join(here, 'seed.mjs'), 'seed', size);
    return {
      client,
      size,
      /** Whether it is the smallest size of this run. */
      first,
      serverEnv,
      dist,
      laps: options.laps,
      options,
      home,
      server,
      seedMs: performance.now() - from,
      /** Something that ends with the stage. */
      closing: (work) => others.push(work),
      call: (name, ...args) => server.call(path.join(here, 'inside.mjs'), name, ...args),
      async close() {
        for (const work of others.reverse()) await work();
        await home.remove();
      },
    };
  } catch (error) {
    for (const work of others.reverse()) await work();
    await home.remove();
    throw error;
  }
};

export const freshFolder = (home, name) => {
  const dir = path.join(home.dir, name);
  fs.mkdirSync(dir, { recursive: true });
  return dir;
};
