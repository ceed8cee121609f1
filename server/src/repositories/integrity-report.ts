import type { Core } from '@strapi/strapi';

import type { IntegrityReport } from '../../contracts';
import { PLUGIN_ID } from '../constants';

const KEY = 'integrity-report';

/** The last report on the documents, in Strapi's store: whoever asked for it may have been cut off meanwhile. */
export const createIntegrityReportRepository = (strapi: Core.Strapi) => {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  return {
    keep: (report: IntegrityReport, at: Date): Promise<void> =>
      store.set({ key: KEY, value: { ...report, at: at.toISOString() } }),

    /** @returns null where none was ever made */
    last: async (): Promise<(IntegrityReport & { at: string }) | null> =>
      ((await store.get({ key: KEY })) as (IntegrityReport & { at: string }) | null) ?? null,
  };
};
