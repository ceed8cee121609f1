import { startStrapi, type TestStrapi } from '../helpers';

// A Strapi that does not start takes the global instance with it: these starts have a suite of their own.

describe('a wrong configuration ends the start with a message that names the key', () => {
  it.each([
    [{ timeZone: 'Mars/Phobos' }, 'timeZone must be an IANA time zone'],
    [{ expiringSoonDays: -1 }, 'expiringSoonDays must be 0 or more'],
    [{ sweep: { rule: 'now and then' } }, 'sweep.rule must be a cron rule'],
    [{ documents: { directory: 'public/certificates' } }, 'documents.directory must not be inside the public folder'],
    [{ documents: { delivery: 'pigeon' } }, 'documents.delivery must be'],
    [{ notifications: { concurrency: 0 } }, 'notifications.concurrency must be 1 or more'],
    [{ notifications: { push: { webPush: { publicKey: 'x' } } } }, 'notifications.push.webPush needs publicKey'],
    [{ notifications: { queue: { engine: 'bullmq' } } }, 'notifications.queue.redis is needed'],
    [{ notifications: { clientAppUrl: 'app' } }, 'notifications.clientAppUrl must be a URL'],
    [{ retention: { historyDays: 0 } }, 'retention.historyDays must be 1 or more'],
    [{ grantClientRoles: 'authenticated' }, 'grantClientRoles must be a list'],
    [{ timezone: 'Europe/Madrid' }, 'timezone'],
  ])('%j', async (config, message) => {
    await expect(startStrapi({ config })).rejects.toThrow(message);
  });
});

describe("a host's own content type", () => {
  it('that claims the same routes is named at start', async () => {
    const clash = (strapi: TestStrapi['strapi']) => {
      const original = strapi.contentTypes;
      Object.defineProperty(strapi, 'contentTypes', {
        get: () => ({
          ...(original as object),
          'api::certificate.certificate': {
            info: { singularName: 'certificate', pluralName: 'certificates' },
            attributes: {},
          },
        }),
      });
    };
    await expect(startStrapi({ prepare: clash })).rejects.toThrow(
      /api::certificate\.certificate.*plugin::certificates/s
    );
  });
});
