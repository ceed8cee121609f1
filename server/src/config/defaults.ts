import type { CertificatesConfig } from './types';

/**
 * Strapi merges these under the host's values with lodash's `defaultsDeep`, which also merges arrays item by item:
 * a host's `[]` would get our items back. So `grantClientRoles` has its default in `validateConfig` instead.
 */
export const defaults = (): Omit<CertificatesConfig, 'grantClientRoles'> => ({
  timeZone: 'UTC',
  locale: 'en',
  expiringSoonDays: 15,
  sweep: { enabled: true, rule: '* * * * *' },
  clients: { localeField: null, filters: {} },
  documents: {
    provider: null,
    providerOptions: {},
    directory: 'private/certificates',
    maxSizeBytes: 10 * 1024 * 1024,
    activePdf: 'refuse',
    delivery: 'stream',
    antivirus: null,
  },
  notifications: {
    email: { enabled: true, from: null },
    push: { webPush: null, fcm: null, expo: null, nameDocument: false },
    staffDigest: { enabled: false },
    organisation: '',
    clientAppUrl: null,
    concurrency: 5,
    rate: null,
    queue: { engine: 'database', redis: null, prefix: null },
  },
  retention: { trashDays: 30, rejectedDocumentDays: 90, historyDays: null, onClientDelete: 'erase' },
});
