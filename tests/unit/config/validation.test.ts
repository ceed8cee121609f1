import { defaults, validateConfig } from '../../../server/src/config';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A host's values over the defaults, as Strapi lays them. */
const over = (base: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> => {
  const merged = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const below = base[key];
    merged[key] = isObject(below) && isObject(value) ? over(below, value) : value;
  }
  return merged;
};
const validate = (config: Record<string, unknown>) => validateConfig(over({ ...defaults() }, config));

describe('the configuration', () => {
  it.each([
    [{}],
    [{ timeZone: 'Europe/Madrid', locale: 'pt-BR', expiringSoonDays: 0, sweep: { rule: '*/10 * * * * *' } }],
    [{ documents: { maxSizeBytes: 1_073_741_824, antivirus: { socket: '/run/clamd.sock' } } }],
    [{ documents: { antivirus: { host: 'clamd', port: 3310 } }, retention: { trashDays: 0, historyDays: null } }],
    [
      {
        notifications: {
          queue: { engine: 'bullmq', redis: 'redis://localhost:6379/0' },
          rate: { max: 14, perSeconds: 1 },
        },
      },
    ],
    [{ grantClientRoles: [] }],
  ])('may be %j', (config) => {
    expect(() => validate(config)).not.toThrow();
  });

  it.each([
    [{ timeZone: 'Mars/Phobos' }, 'timeZone must be an IANA time zone'],
    [{ expiringSoonDays: -1 }, 'expiringSoonDays must be 0 or more'],
    [{ sweep: { rule: 'now and then' } }, 'sweep.rule must be a cron rule'],
    [{ documents: { directory: 'public/certificates' } }, 'documents.directory must not be inside the public folder'],
    [{ documents: { delivery: 'pigeon' } }, 'documents.delivery must be'],
    [{ notifications: { concurrency: 0 } }, 'notifications.concurrency must be 1 or more'],
    [{ notifications: { push: { webPush: { publicKey: 'x' } } } }, 'notifications.push.webPush needs publicKey'],
    [{ notifications: { push: { webPush: { publicKey: '' } } } }, 'npx strapi-plugin-certificates vapid'],
    [{ notifications: { queue: { engine: 'bullmq' } } }, 'notifications.queue.redis is needed'],
    [
      { notifications: { queue: { engine: 'bullmq', redis: 'redis.local' } } },
      'notifications.queue.redis must be a URL',
    ],
    [
      { notifications: { queue: { engine: 'bullmq', redis: { port: 6379 } } } },
      'notifications.queue.redis needs a host',
    ],
    [{ notifications: { queue: { prefix: 'a b' } } }, 'notifications.queue.prefix must be'],
    [{ notifications: { rate: { max: 0, perSeconds: 1 } } }, 'notifications.rate.max must be 1 or more'],
    [{ notifications: { rate: { max: 10 } } }, 'notifications.rate.perSeconds is required'],
    [
      {
        notifications: {
          push: { webPush: { publicKey: 'x', privateKey: 'y', subject: 'mailto:a@b', allowedOrigins: ['push.local'] } },
        },
      },
      'notifications.push.webPush: allowedOrigins must be a list of origins',
    ],
    [{ notifications: { clientAppUrl: 'app' } }, 'notifications.clientAppUrl must be a URL'],
    [{ retention: { historyDays: 0 } }, 'retention.historyDays must be 1 or more'],
    [{ grantClientRoles: 'authenticated' }, 'grantClientRoles must be a list'],
    [{ timezone: 'Europe/Madrid' }, 'timezone'],
    [{ documents: { maxSizeBytes: 100 } }, 'documents.maxSizeBytes must be at least 1024'],
    [{ documents: { maxSizeBytes: 1e10 } }, 'documents.maxSizeBytes must be 1073741824 (1 GiB) or less'],
    [{ documents: { antivirus: { port: 3310 } } }, 'documents.antivirus must be'],
    [{ documents: { antivirus: { host: 'localhost', prot: 3310 } } }, 'documents.antivirus must be'],
    [{ documents: { antivirus: { host: 'localhost', port: 3310, socket: '/run/clamd.sock' } } }, 'documents.antivirus'],
    [{ documents: { antivirus: { host: 'localhost', port: '3310' } } }, 'documents.antivirus must be'],
  ])('may not be %j, and the key is named', (config, message) => {
    expect(() => validate(config)).toThrow(message);
  });

  it('has all its faults told at once', () => {
    expect(() => validate({ timeZone: 'Mars/Phobos', expiringSoonDays: -1 })).toThrow(/timeZone .*; expiringSoonDays/);
  });
});
