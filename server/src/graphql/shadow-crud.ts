import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

interface ShadowCrud {
  shadowCRUD(uid: string): { disable(): void };
}

/**
 * Strapi would offer every content type over GraphQL as it stands in the database, past the state machine and its
 * scopes: a full-access token could read and write all of it. The plugin's own operations take their place.
 */
export const disableShadowCrud = (strapi: Core.Strapi): void => {
  const extension: ShadowCrud = strapi.plugin('graphql').service('extension');
  for (const uid of Object.keys(strapi.contentTypes)) {
    if (uid.startsWith(`plugin::${PLUGIN_ID}.`)) extension.shadowCRUD(uid).disable();
  }
};
