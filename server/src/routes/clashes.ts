import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

/** Names under which the plugin's operations stand in GraphQL. */
const GRAPHQL_OPERATIONS = [
  'certificate',
  'certificates',
  'certificateHistory',
  'certificateAccess',
  'pushSubscriptions',
];

interface Router {
  routes?: { path: string; method: string }[];
}

const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const claimedRoute = (strapi: Core.Strapi, api: string): string | null => {
  const routers = Object.values((strapi.apis[api]?.routes ?? {}) as Record<string, Router>);
  const own = new RegExp(`^/${PLUGIN_ID}(/|$)`);
  const route = routers.flatMap(({ routes = [] }) => routes).find(({ path }) => own.test(path));
  return route ? `${route.method} ${route.path}` : null;
};

/**
 * A host content type of the same routes would silently be shadowed, one of the same GraphQL names would end the boot
 * with an error that names neither. Found here, while it can be said plainly.
 * @throws Error that names both
 */
export const refuseClashes = (strapi: Core.Strapi): void => {
  for (const [uid, { info }] of Object.entries(strapi.contentTypes)) {
    if (!uid.startsWith('api::')) continue;
    const api = uid.slice('api::'.length).split('.')[0] ?? '';
    const route = claimedRoute(strapi, api);
    if (route) {
      throw new Error(
        `The content type ${uid} claims the route ${route}, which belongs to plugin::${PLUGIN_ID}. ` +
          `Rename the content type's plural name or its routes.`
      );
    }
    const graphql = strapi.plugins.graphql
      ? [info.singularName, info.pluralName].map(camelCase).find((name) => GRAPHQL_OPERATIONS.includes(name))
      : undefined;
    if (graphql) {
      throw new Error(
        `The content type ${uid} claims the GraphQL operation "${graphql}", which belongs to plugin::${PLUGIN_ID}. ` +
          `Rename the content type.`
      );
    }
  }
};
