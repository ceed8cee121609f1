import { adminApi } from '@strapi/strapi/admin';

import { PLUGIN_ID } from '../plugin-id';

const tag = <const T extends string>(name: T) => `${PLUGIN_ID}.${name}` as const;

/** What answers are made of, so that a change fetches anew what it makes stale. The store is the panel's own. */
export const TAG = {
  certificate: tag('certificate'),
  client: tag('client'),
  template: tag('template'),
  center: tag('center'),
  notification: tag('notification'),
  stats: tag('stats'),
} as const;

export const api = adminApi.enhanceEndpoints({ addTagTypes: Object.values(TAG) });

/** A path of the plugin's admin API. */
export const path = (...parts: string[]) => ['', PLUGIN_ID, ...parts].join('/');
