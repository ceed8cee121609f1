import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type * as StrapiModule from '@strapi/strapi';
import supertest from 'supertest';
import { PORT } from '../../server/src/constants';
import type { Clock } from '../../server/src/ports/clock';
import { createHome, type Home } from './home';
import { startMailServer, type MailServer } from './mail-server';
import { forgetModules, takeTurn, withEnvironment } from './own-process';
import { people, type People, type Request } from './people';

type Settings = Record<string, unknown>;

export interface StartOptions {
  /** The plugin's configuration, as a host would write it in config/plugins. */
  config?: Settings;
  /** What the plugin takes for the present; the system's clock where it is not given. */
  clock?: Clock;
  /** Answer over GraphQL too. To make its schema is a third of a start, and most suites ask nothing of it. */
  graphql?: boolean;
  /** Laid over the whole of the playground's config/plugins, e.g. `{ 'users-permissions': { enabled: false } }`. */
  plugins?: Record<string, Settings>;
  /** Other settings of Strapi, by path, e.g. `{ 'api.rest.strictParams': false }`. */
  settings?: Settings;
  /** Runs after Strapi is made and before it loads: other ports, content types of a host. */
  prepare?: (strapi: Core.Strapi) => void | Promise<void>;
  /** Start again where an earlier instance left off (see `stop({ keep: true })`). */
  home?: Home;
}

export interface TestStrapi extends People {
  strapi: Core.Strapi;
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** A supertest agent; with a JWT or an API token it is sent as bearer. */
  request: Request;
  mails: MailServer;
  home: Home;
  /** Stops everything and drops the database, unless it is to be kept for a restart. */
  stop(options?: { keep?: boolean }): Promise<void>;
  /** Stops and starts again on the same data, with the same options or others. Use what it returns from then on. */
  restart(options?: StartOptions): Promise<TestStrapi>;
}

const playground = path.resolve(__dirname, '../../playground');

const boot = async ({ clock, settings = {}, prepare }: StartOptions) => {
  forgetModules();
  const { createStrapi } = nativeRequire('@strapi/strapi') as typeof StrapiModule;
  const leave = takeTurn();
  const strapi = createStrapi({
    appDir: playground,
    distDir: path.join(playground, 'dist'),
    serveAdminPanel: false,
  });
  const destroy = () => leave(strapi);
  try {
    for (const [key, value] of Object.entries(settings)) strapi.config.set(key, value);
    if (clock) strapi.add(PORT.clock, () => clock);
    await prepare?.(strapi);
    await strapi.load();
    await strapi.listen();
  } catch (error) {
    // The reason why it did not start is worth more than what a half-started Strapi says on its way out.
    await destroy().catch(() => undefined);
    throw error;
  }
  return { strapi, destroy };
};

/**
 * Boots the playground with the built plugin in this process: real HTTP on a loopback port, a database of its own, a
 * mail server of its own. One for each suite: `beforeAll` starts it, `afterAll` stops it.
 *
 * @throws what Strapi throws when it cannot start, e.g. for a wrong configuration
 */
export const startStrapi = async (options: StartOptions = {}): Promise<TestStrapi> => {
  const home = options.home ?? (await createHome());
  const mails = await startMailServer();
  const env = {
    ...home.env,
    HOST: '127.0.0.1',
    PORT: '0',
    SMTP_PORT: String(mails.port),
    LOG_LEVEL: nativeGlobal.process.env.LOG_LEVEL ?? 'error',
    LOG_REQUESTS: 'false',
    STARTUP_MESSAGE: 'false',
    RATE_LIMIT: 'false',
    CERTIFICATES_CONFIG: JSON.stringify(options.config ?? {}),
    PLAYGROUND_PLUGINS: JSON.stringify({ graphql: { enabled: options.graphql ?? false }, ...options.plugins }),
  };

  const { strapi, destroy } = await withEnvironment(env, () => boot(options)).catch(async (error: unknown) => {
    await mails.close();
    if (!options.home) await home.remove();
    throw error;
  });

  const { port } = strapi.server.httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const request: Request = (token) => {
    const agent = supertest.agent(url);
    return token ? agent.auth(token, { type: 'bearer' }) : agent;
  };

  let stopped = false;
  const stop = async ({ keep = false } = {}) => {
    try {
      if (!stopped) {
        stopped = true;
        await destroy();
      }
    } finally {
      await mails.close();
      if (!keep) await home.remove();
    }
  };
  atSuiteEnd(stop);

  return {
    ...people(strapi, request),
    strapi,
    url,
    request,
    mails,
    home,
    stop,
    restart: async (changes = {}) => {
      await stop({ keep: true });
      return startStrapi({ ...options, ...changes, home });
    },
  };
};
