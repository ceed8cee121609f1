import type { Core } from '@strapi/strapi';

import { SWEEP_JOB } from './jobs';
import { notificationsOf } from './services/notifications';

export default async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  strapi.cron.remove(SWEEP_JOB);
  await notificationsOf(strapi)?.dispatcher.stop();
};
