import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { errorWord } from '../domain/error-word';
import type { App } from '../services/app';
import { notificationsOf } from '../services/notifications';
import { Stopped } from '../services/pace';

const SWEEP_JOB = `${PLUGIN_ID}-sweep`;

/** One thing that the clock starts; a failure of one does not keep the others from their turn. */
const steps = (strapi: Core.Strapi, app: App): Record<string, () => Promise<unknown>> => ({
  'catch-up': () => app.catchUp.run(),
  sweep: () => app.sweep.run(),
  retention: () => app.retention.run(),
  'removal of documents': () => app.integrity.clean(),
  'look after devices': async () => notificationsOf(strapi)?.pushReceipts.check(),
});

/**
 * Schedules the plugin's work with `strapi.cron`. It fires on every instance and may overlap itself: leases and this
 * guard spare the double work, compare-and-swap and unique keys make it harmless.
 * @returns how to stop, which waits for the chunk that is being written
 */
export const scheduleJobs = (strapi: Core.Strapi, app: App): (() => Promise<void>) => {
  if (!app.config.sweep.enabled) return () => Promise.resolve();
  let stopping = false;
  let running: Promise<void> | null = null;

  const work = async () => {
    for (const [name, step] of Object.entries(steps(strapi, app))) {
      if (stopping) return;
      try {
        await step();
      } catch (error) {
        if (error instanceof Stopped) return;
        strapi.log.error(`certificates: the ${name} failed and will be tried again: ${errorWord(error)}`);
      }
    }
  };

  strapi.cron.add({
    [SWEEP_JOB]: {
      async task() {
        if (running) return;
        running = work().finally(() => (running = null));
        await running;
      },
      options: { rule: app.config.sweep.rule },
    },
  });
  // Strapi only logs a rule that its scheduler does not understand, and the job would never run.
  if (!strapi.cron.jobs.some(({ name }) => name === SWEEP_JOB)) {
    throw new Error(`sweep.rule "${app.config.sweep.rule}" is not a cron rule that the scheduler understands`);
  }
  return async () => {
    stopping = true;
    strapi.cron.remove(SWEEP_JOB);
    await running;
  };
};
