import type { Core } from '@strapi/strapi';

import { configOf } from './config';
import { internalModels } from './content-types/internal-models';
import { relateUsersToCenters } from './content-types/user-centers';
import { keepFromWatcher } from './documents/keep-from-watcher';
import { rawBody } from './documents/raw-body';
import { disableShadowCrud } from './graphql/shadow-crud';
import { watchDocuments } from './lifecycles/host-writes';
import { refuseClashes } from './routes/clashes';
import { uploadPaths } from './routes/upload-paths';
import { appOf } from './services/app';
import { allowWebhookEvents } from './webhook-events';

export default ({ strapi }: { strapi: Core.Strapi }): void => {
  refuseClashes(strapi);
  for (const model of internalModels) strapi.get('models').add(model);
  allowWebhookEvents(strapi);
  relateUsersToCenters(strapi);
  disableShadowCrud(strapi);
  watchDocuments(strapi, () => appOf(strapi));
  keepFromWatcher(strapi, configOf(strapi).documents.directory);
  strapi.server.use(rawBody(uploadPaths(strapi)));
};
