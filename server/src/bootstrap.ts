import path from 'node:path';

import type { Core } from '@strapi/strapi';

import { configOf } from './config';
import { createLocalStore } from './documents/local-store';
import { scheduleJobs } from './jobs';
import { watchCenters } from './lifecycles/centers';
import { watchQueries } from './lifecycles/host-writes';
import { watchUsers } from './lifecycles/users';
import { createNotifications } from './notifications';
import { registerActions } from './permissions/actions';
import { grantClientActions } from './permissions/client-grants';
import { registerCondition } from './permissions/condition';
import { hasNoPermissions, makeReadyRoles } from './permissions/roles';
import { createApp } from './services/app';
import { keepNotifications, notificationsOf } from './services/notifications';

const privateStore = (strapi: Core.Strapi) =>
  createLocalStore({
    directory: path.resolve(strapi.dirs.app.root, configOf(strapi).documents.directory),
    publicDirectory: strapi.dirs.static.public,
  });

export default async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const app = createApp(strapi, {
    store: () => privateStore(strapi),
    wakeDispatcher: () => notificationsOf(strapi)?.dispatcher.wake(),
  });
  const notifications = createNotifications(strapi, { config: app.config, clock: app.clock });
  keepNotifications(strapi, notifications);

  const wiped = await hasNoPermissions(strapi);
  await registerActions(strapi);
  await registerCondition(strapi);
  strapi.service('admin::role').hooks.willResetSuperAdminPermissions.register(async (permissions: unknown) => {
    await makeReadyRoles(strapi, wiped);
    return permissions;
  });
  await grantClientActions(strapi, app.config.grantClientRoles, wiped);

  // Before the hooks: at first start this draws the line between the users who are there and those to come.
  await app.catchUp.run();
  watchUsers(strapi, () => app);
  watchCenters(strapi, () => app);
  watchQueries(strapi, () => app);
  scheduleJobs(strapi, app);
  notifications.dispatcher.start();
};
