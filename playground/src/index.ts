import type { Core } from '@strapi/strapi';

/** The app has no content of its own: everything worth seeing comes from the plugin. */
export default {
  register({ strapi }: { strapi: Core.Strapi }) {
    // Which language a client is written to in (`clients.localeField` of the plugin names this field).
    strapi.contentType('plugin::users-permissions.user').attributes.language = { type: 'string' };
  },
};
