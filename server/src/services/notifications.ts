import type { Core } from '@strapi/strapi';

import type { Notifications } from '../notifications';

const kept = new WeakMap<Core.Strapi, Notifications>();

/** Remembers the outbox and its dispatcher of a Strapi instance, for services, jobs and shutdown. */
export const keepNotifications = (strapi: Core.Strapi, notifications: Notifications): void => {
  kept.set(strapi, notifications);
};

/** @returns undefined before bootstrap */
export const notificationsOf = (strapi: Core.Strapi): Notifications | undefined => kept.get(strapi);
