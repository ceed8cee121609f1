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
    [{ locale: 'es-MX', notifications: { email: { from: 'Gimnasio <centro@example.com>' }, clientAppUrl: '' } }],
    [{ notifications: { push: { expo: {} } } }],
    [{ notifications: { push: { expo: { accessToken: 'x' } } } }],
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

  it.each([
    [{ timezone: 'Europe/Madrid' }, 'there is no key "timezone": did you mean "timeZone"?'],
    [{ organisation: 'Gym' }, 'there is no key "organisation": did you mean "notifications.organisation"?'],
    [{ webPush: {} }, 'did you mean "notifications.push.webPush"?'],
    [{ notifications: { organization: 'Gym' } }, 'did you mean "notifications.organisation"?'],
    [{ documents: { maxSize: 1 } }, 'did you mean "documents.maxSizeBytes"?'],
    [{ grantClientRole: ['authenticated'] }, 'did you mean "grantClientRoles"?'],
    [{ retention: { days: 3 } }, 'there is no key "retention.days": retention takes trashDays, rejectedDocumentDays, '],
    [{ vapid: {} }, 'there is no key "vapid": the plugin takes timeZone, locale, '],
  ])('may not have the key in %j, and the one that is meant is named', (config, message) => {
    expect(() => validate(config)).toThrow(message);
  });

  it.each([
    [
      { expiringSoonDays: '15' },
      "expiringSoonDays must be a number, not a text; from the environment: env.int('NAME')",
    ],
    [{ sweep: { enabled: 'false' } }, "must be true or false, not a text; from the environment: env.bool('NAME')"],
    [{ sweep: false }, 'sweep must be an object with enabled, rule, not true or false'],
    [{ timeZone: null }, 'timeZone must be a text, not null; leave it out for the default'],
    [{ timeZone: '' }, /^timeZone is required$/],
    [{ locale: 'nl' }, 'locale must be a language that messages are written in: en, es, it, fr, de, pt-BR, got "nl"'],
    [{ documents: { antivirus: true } }, /^documents\.antivirus must be \{ host, port \} or \{ socket \}[^;]*$/],
    [{ notifications: { email: { from: 'Gym' } } }, 'notifications.email.from must be an e-mail address'],
    [{ notifications: { push: { fcm: '{}' } } }, "parsed: JSON.parse(env('FCM_SERVICE_ACCOUNT'))"],
    [{ notifications: { push: { expo: 'token' } } }, 'notifications.push.expo must be an object: { accessToken }'],
    [{ notifications: { push: { expo: { token: 'x' } } } }, 'notifications.push.expo takes accessToken, not token'],
    [{ notifications: { push: { expo: { accessToken: undefined } } } }, 'notifications.push.expo needs an accessToken'],
    [{ notifications: { clientAppUrl: 'https://' } }, 'notifications.clientAppUrl must be a URL'],
  ])('may not be %j, and the way out is named', (config, message) => {
    expect(() => validate(config)).toThrow(message);
  });

  it('is never repeated where a secret may stand in the wrong place', () => {
    const secret = { s3Options: { credentials: { secretAccessKey: 'open-sesame' } } };
    expect(() => validate({ documents: { provider: secret } })).toThrow(
      /^documents.provider must be a text, not an obj/
    );
    expect(() => validate({ notifications: { push: { webPush: secret } } })).not.toThrow('open-sesame');
  });

  it('has all its faults told at once', () => {
    expect(() => validate({ timeZone: 'Mars/Phobos', expiringSoonDays: -1 })).toThrow(/timeZone .*; expiringSoonDays/);
  });
});
