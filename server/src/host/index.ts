import type { Core } from '@strapi/strapi';

import { appOf, type App } from '../services/app';
import { certificatesForHost } from './certificates';

type Factory<T> = (context: { strapi: Core.Strapi }) => T;

const service =
  <T>(pick: (app: App) => T): Factory<T> =>
  ({ strapi }) =>
    pick(appOf(strapi));

/** What host code reaches by `strapi.plugin('certificates').service(name)`, once Strapi has started. */
export default {
  access: service((app) => app.access),
  certificates: ({ strapi }: { strapi: Core.Strapi }) => certificatesForHost(strapi, appOf(strapi)),
  templates: service((app) => app.templates),
  centers: service((app) => app.centers),
  clients: service((app) => app.clients),
  generation: service((app) => app.generation),
  integrity: service((app) => app.integrity),
  retention: service((app) => app.retention),
  sweep: service((app) => app.sweep),
  'catch-up': service((app) => app.catchUp),
};
