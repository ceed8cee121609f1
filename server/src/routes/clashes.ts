import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

interface Route {
  method: string;
  path: string;
  config?: { prefix?: unknown };
}

interface Router {
  type?: string;
  prefix?: string;
  routes?: Route[];
}

/** The path below the API's prefix. A route with a `prefix` of its own (mostly none) goes without its router's. */
const fullPath = ({ prefix = '' }: Router, { path, config }: Route): string =>
  config && 'prefix' in config ? path : `${prefix}${path}`;

const claimed = (routers: unknown): string | undefined => {
  const own = new RegExp(`^/${PLUGIN_ID}(/|$)`, 'i');
  for (const router of Object.values((routers ?? {}) as Record<string, Router>)) {
    if (router.type !== 'content-api') continue;
    const route = router.routes?.find((one) => own.test(fullPath(router, one)));
    if (route) return `${route.method} ${fullPath(router, route)}`;
  }
  return undefined;
};

const refuse = (who: string, route: string | undefined, advice: string): void => {
  if (route === undefined) return;
  throw new Error(`${who} claims the route ${route}, which belongs to plugin::${PLUGIN_ID}. ${advice}`);
};

/**
 * A route of a host under the same path would silently be shadowed, or shadow one of the plugin's. Found here, while it
 * can be said plainly: in bootstrap, when Strapi has made every router and given it its type and prefix.
 * @throws Error that names both
 */
export const refuseRouteClashes = (strapi: Core.Strapi): void => {
  for (const [name, api] of Object.entries(strapi.apis)) {
    const types = Object.keys(strapi.contentTypes).filter((uid) => uid.startsWith(`api::${name}.`));
    const who = types.length > 0 ? `The content type ${types.join(', ')}` : `The API api::${name}`;
    refuse(who, claimed(api.routes), "Rename the content type's plural name or its routes.");
  }
  for (const [name, { routes }] of Object.entries(strapi.plugins)) {
    if (name !== PLUGIN_ID) refuse(`plugin::${name}`, claimed(routes), 'Rename its routes.');
  }
};
