import { createRequire } from 'node:module';
import path from 'node:path';
import { playground as appDir } from '../setup.mjs';

const require = createRequire(path.join(appDir, 'package.json'));
const DAY = 86_400_000;

/**
 * The plugin's clock, put into Strapi's container before it loads: the system's, less the days that the seed sets it
 * back.
 */
const createClock = () => {
  let back = 0;
  return {
    now: () => new Date(Date.now() - back),
    setBack: (days) => {
      back = days * DAY;
    },
  };
};

/** Starts the playground in this process. @param env what its configuration reads */
export const startPlayground = async (env) => {
  Object.assign(process.env, env);
  const { createStrapi } = require('@strapi/strapi');
  const strapi = createStrapi({ appDir, distDir: path.join(appDir, 'dist') });
  const clock = createClock();
  strapi.add('certificates.clock', () => clock);
  await strapi.load();
  await strapi.listen();
  const { port } = strapi.server.httpServer.address();
  return {
    url: `http://127.0.0.1:${port}`,
    clock,
    sweep: () => strapi.plugin('certificates').service('sweep').run(),
  };
};
