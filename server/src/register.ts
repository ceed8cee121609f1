import type { Core } from '@strapi/strapi';

import { calendarPath } from './answers/client-certificate';
import { configOf } from './config';
import { internalModels } from './content-types/internal-models';
import { relateUsersToCenters } from './content-types/user-centers';
import { keepFromWatcher } from './documents/keep-from-watcher';
import { rawBody } from './documents/raw-body';
import { offerGraphql } from './graphql';
import { watchDocuments } from './lifecycles/host-writes';
import { refuseOldStrapi } from './oldest-strapi';
import { completeGeneratedOpenapi } from './openapi';
import { hideLinkToken } from './permissions/link-token';
import { bodyPaths } from './routes/body-paths';
import { nameComponents } from './routes/described/components';
import { appOf } from './services/app';
import { allowWebhookEvents } from './webhook-events';

export default ({ strapi }: { strapi: Core.Strapi }): void => {
  refuseOldStrapi(strapi.config.get('info.strapi', null));
  // First of what needs users: it says so where there are none.
  relateUsersToCenters(strapi);
  for (const model of internalModels(strapi)) strapi.get('models').add(model);
  allowWebhookEvents(strapi);
  offerGraphql(strapi);
  nameComponents(strapi);
  completeGeneratedOpenapi(strapi);
  watchDocuments(strapi, () => appOf(strapi));
  keepFromWatcher(strapi, configOf(strapi).documents.directory);
  strapi.server.use(hideLinkToken(calendarPath(strapi)));
  strapi.server.use(rawBody(bodyPaths(strapi)));
};
