import type { Core } from '@strapi/strapi';

import { NOTIFICATION_EVENTS } from './constants';

/** Lets webhooks be made for the plugin's events. */
export const allowWebhookEvents = (strapi: Core.Strapi): void => {
  for (const event of NOTIFICATION_EVENTS) {
    strapi.get('webhookStore').addAllowedEvent(event.toUpperCase().replace('.', '_'), event);
  }
};
