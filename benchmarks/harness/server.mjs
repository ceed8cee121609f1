/**
 * Strapi in a process of its own, as the benchmark measures it. The parent calls functions that rows export as `inside`
 * by messages; they run here, beside the plugin, on the same connection pool.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { playground } from '../../scripts/setup.mjs';
import { createHost } from './host.mjs';

const require = createRequire(path.join(playground, 'package.json'));
const started = performance.now();

const offset = { ms: 0 };
const clock = {
  now: () => new Date(Date.now() + offset.ms),
  /** Moves the plugin's present to this instant; from there it goes on. */
  set: (instant) => {
    offset.ms = new Date(instant).getTime() - Date.now();
  },
};

const { createStrapi } = require('@strapi/strapi');
const strapi = createStrapi({ appDir: playground, distDir: process.env.BENCH_DIST, serveAdminPanel: false });
strapi.add('certificates.clock', () => clock);
await strapi.load();
// Rows that are not about mail queue many: nobody is to send them meanwhile.
if (process.env.BENCH_MAIL !== 'send') strapi.plugin('email').service('email').send = () => new Promise(() => {});
await strapi.listen();

const host = createHost(strapi, clock);

process.on('message', async ({ id, module, name, args }) => {
  try {
    const { inside } = await import(module);
    process.send({ id, result: (await inside[name](host, ...args)) ?? null });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({
  ready: true,
  port: strapi.server.httpServer.address().port,
  startMs: performance.now() - started,
});
