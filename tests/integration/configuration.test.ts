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
    await expect(startStrapi({ prepare })).rejects.toThrow(message);
  });

  it('may have the names where it is kept out of GraphQL', async () => {
    const prepare = hostApi('certificate', { plural: 'papers', path: '/p', configure: (offered) => offered.disable() });
    const app = await startStrapi({ prepare });
    const { data } = await graphql(() => app)('{ certificates { name } }', (await app.registerClient()).jwt);
    await app.stop();
    expect(data).toEqual({ certificates: [] });
  });
});
