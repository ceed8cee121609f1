import type { Core } from '@strapi/strapi';

import { configOf } from './config';
import { checkClients } from './repositories/check-clients';
import { onDestroy } from './destroy';
import { createDocumentStore } from './documents/create-document-store';
import { scheduleJobs } from './jobs';
import { watchCenters } from './lifecycles/centers';
import { watchQueries } from './lifecycles/host-writes';
import { watchUsers } from './lifecycles/users';
import { createNotifications } from './notifications';
import { registerActions } from './permissions/actions';
import { grantClientActions } from './permissions/client-grants';
import { registerCondition } from './permissions/condition';
import { hasNoPermissions, makeReadyRolesOnStart } from './permissions/roles';
import { within } from './ports/within';
import { refuseRouteClashes } from './routes/clashes';
import { createApp } from './services/app';
import { keepNotifications, notificationsOf } from './services/notifications';

/** How long (ms) a Strapi that is being stopped waits for a chunk to be written: less than Docker waits for Strapi. */
const STOP_MS = 8_000;

const privateStore = (strapi: Core.Strapi) =>
  createDocumentStore(configOf(strapi).documents, {
    rootDir: strapi.dirs.app.root,
    publicDir: strapi.dirs.static.public,
  });

export default async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  refuseRouteClashes(strapi);
  const app = createApp(strapi, {
    store: () => privateStore(strapi),
    wakeDispatcher: () => notificationsOf(strapi)?.dispatcher.wake(),
  });
  const notifications = createNotifications(strapi, {
    config: app.config,
    clock: app.clock,
    overrides: () => app.texts.overrides(),
  });
  onDestroy(strapi, () => app.announcements.stop());
  onDestroy(strapi, () => app.documents.close());
  keepNotifications(strapi, notifications);
  onDestroy(strapi, () => notifications.dispatcher.stop());

  await checkClients(strapi, app.config);

  const wiped = await hasNoPermissions(strapi);
  await registerActions(strapi);
  await registerCondition(strapi);
  onDestroy(strapi, makeReadyRolesOnStart(strapi, wiped));
  await grantClientActions(strapi, app.config.grantClientRoles, wiped);

  // Before the hooks: at first start this draws the line between the users who are there and those to come.
  await app.catchUp.run();
  watchUsers(strapi, () => app);
  watchCenters(strapi, () => app);
  watchQueries(strapi, () => app);
  const work: (() => Promise<void>)[] = [];
  // Work that is broken off at its next chunk gives its lease back, while there is a database.
  onDestroy(strapi, () => {
    app.pace.stop();
    return within(STOP_MS, Promise.all(work.map((stop) => stop()))).catch(() => undefined);
  });
  work.push(scheduleJobs(strapi, app));
  await notifications.dispatcher.start();
  // Runs that a restart has interrupted go on.
  work.push(app.generation.watch());
  void app.generation.pump();
};
