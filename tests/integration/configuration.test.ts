import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as StrapiModule from '@strapi/strapi';
import { graphql, startStrapi, type TestStrapi } from '../helpers';

// A Strapi that does not start takes the global instance with it: these starts have a suite of their own.

describe('a wrong configuration ends the start with a message that names the key', () => {
  it.each([
    [{ timeZone: 'Mars/Phobos' }, 'timeZone must be an IANA time zone'],
    [{ documents: { antivirus: {} } }, 'documents.antivirus must be'],
    [{ timezone: 'Europe/Madrid' }, 'timezone'],
  ])('%j', async (config, message) => {
    await expect(startStrapi({ config })).rejects.toThrow(message);
  });
});

describe('a Strapi that the plugin cannot work in', () => {
  const root = path.resolve(__dirname, '../..');
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-old-strapi-'));
  afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

  it('is refused by its version', async () => {
    const old = startStrapi({ settings: { 'info.strapi': '5.44.2' } });
    await expect(old).rejects.toThrow(/needs Strapi 5\.45\.0 or later; this is 5\.44\.2.*npx @strapi\/upgrade minor/);
  });

  it('is refused by name where it lacks what the plugin takes from it as soon as it is read', () => {
    const install = (name: string, files: Record<string, unknown>) => {
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(home, 'node_modules', name, file);
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, typeof text === 'string' ? text : JSON.stringify(text));
      }
    };
    install('@strapi/utils', {
      'package.json': { name: '@strapi/utils', version: '5.30.1', main: 'index.js' },
      'index.js': `const { z, ...older } = require(${JSON.stringify(path.join(root, 'node_modules/@strapi/utils'))});
        module.exports = older;`,
    });
    const plugin = path.join(home, 'node_modules', 'strapi-plugin-certificates');
    fs.mkdirSync(plugin, { recursive: true });
    fs.copyFileSync(path.join(root, 'package.json'), path.join(plugin, 'package.json'));
    fs.cpSync(path.join(root, 'dist/server'), path.join(plugin, 'dist/server'), { recursive: true });

    const { stderr, status } = spawnSync(
      process.execPath,
      ['-e', "require('strapi-plugin-certificates/strapi-server')"],
      {
        cwd: home,
        encoding: 'utf8',
        env: { ...process.env, NODE_PATH: path.join(root, 'node_modules') },
      }
    );
    expect(stderr).toMatch(/certificates needs Strapi 5\.45\.0 or later; this is 5\.30\.1.*npx @strapi\/upgrade minor/);
    expect(status).toBe(1);
  });

  it('is refused where it has no users-permissions plugin, with the way to get it', async () => {
    const alone = startStrapi({ plugins: { 'users-permissions': { enabled: false } } });
    await expect(alone).rejects.toThrow(/users-permissions.*npm install @strapi\/plugin-users-permissions@5/);
  });
});

interface ShadowCrud {
  disable(): void;
  disableQueries(): void;
}

interface HostApi {
  plural?: string;
  prefix?: string;
  path?: string;
  /** What the host's own `register` does. */
  configure?: (offered: ShadowCrud) => void;
}

/** An API as a host would have it in src/api: a content type with Strapi's own routes, or routes alone. */
const hostApi = (name: string, { plural, prefix, path, configure }: HostApi) => {
  const schema = {
    kind: 'collectionType',
    collectionName: `host_${name}`,
    info: { singularName: name, pluralName: plural, displayName: name },
    attributes: { title: { type: 'string' } },
  };
  return (strapi: TestStrapi['strapi']) => {
    const handler = `${name}.find`;
    const { factories } = nativeRequire('@strapi/strapi') as typeof StrapiModule;
    const uid = `api::${name}.${name}` as never;
    strapi.get('apis').add(name, {
      contentTypes: plural ? { [name]: { schema } } : {},
      controllers: { [name]: path ? { find: () => undefined } : factories.createCoreController(uid) },
      services: path ? {} : { [name]: factories.createCoreService(uid) },
      routes: {
        [name]: path
          ? { prefix, routes: [{ method: 'GET', path, handler, config: {} }] }
          : factories.createCoreRouter(uid),
      },
    });
    const register = () => configure?.(strapi.plugin('graphql').service('extension').shadowCRUD(uid));
    // The host's src/index, which the playground's own would take the place of.
    Object.defineProperty(strapi, 'app', { get: () => ({ register }), set: () => undefined });
  };
};

describe("a host's own API", () => {
  const ROUTE = (who: string, route: string) => new RegExp(`${who}.*claims the route ${route}.*plugin::certificates`);
  const GRAPHQL = (who: string, what: string) => new RegExp(`${who}.*claims the GraphQL ${what}.*plugin::certificates`);

  it.each([
    [
      'routes',
      hostApi('paper', { plural: 'certificates', configure: (offered) => offered.disable() }),
      ROUTE('api::paper.paper', 'GET /certificates'),
    ],
    ['a route', hostApi('x', { path: '/certificates/access' }), ROUTE('api::x', 'GET /certificates/access')],
    ['a route below a prefix', hostApi('x', { prefix: '/Certificates', path: '/y' }), ROUTE('api::x', 'GET /Cert')],
    [
      'an operation',
      hostApi('certificate', { plural: 'papers', path: '/papers' }),
      GRAPHQL('api::c', 'operation "cer'),
    ],
    [
      'a mutation',
      hostApi('certificate', { plural: 'papers', path: '/p', configure: (offered) => offered.disableQueries() }),
      GRAPHQL('api::certificate', 'operation "updateCertificate"'),
    ],
    [
      'a query of lists',
      hostApi('push-sub', { plural: 'push-subscriptions', path: '/p' }),
      GRAPHQL('api::push-sub', 'operation "pushSubscriptions"'),
    ],
    ['a type', hostApi('certificates-certificate', { plural: 'cc', path: '/p' }), GRAPHQL('api::c', 'type "Cert')],
  ])('that claims %s of the plugin is named at start', async (_what, prepare, message) => {
    await expect(startStrapi({ prepare, graphql: true })).rejects.toThrow(message);
  });

  it('may have the names where it is kept out of GraphQL', async () => {
    const prepare = hostApi('certificate', { plural: 'papers', path: '/p', configure: (offered) => offered.disable() });
    const app = await startStrapi({ prepare, graphql: true });
    const { data } = await graphql(() => app)('{ certificates { name } }', (await app.registerClient()).jwt);
    await app.stop();
    expect(data).toEqual({ certificates: [] });
  });
});
