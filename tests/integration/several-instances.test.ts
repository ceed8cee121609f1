import { databaseClient, startStrapi, waitUntil, type TestStrapi } from '../helpers';
import { startInstance, type Instance } from '../helpers/instance';
import { redisMissing, startRedis, type TestRedis } from '../helpers/redis';
import { outboxRows, type OutboxRows } from './outbox-rows';

/** Instances share a database server: `npm run test:db` runs this on PostgreSQL and on MariaDB. */
const isServer = databaseClient() !== 'sqlite';
if (!isServer) process.stderr.write('Skipped: several instances on one database. npm run test:db runs them.\n');
const missing = redisMissing();
if (isServer && missing) process.stderr.write(`Skipped: several instances that share a Redis. ${missing}\n`);

const MAILS = 1_000;

let app: TestStrapi;
let rows: OutboxRows;
let redis: TestRedis | null = null;
let instances: Instance[] = [];

/** Two of them, whose clocks are a minute apart; each signs with its own name, so that it shows who sent what. */
const startTwo = (queue: object) => {
  instances = ['one', 'two'].map((name, at) =>
    startInstance({
      home: app.home,
      mails: app.mails,
      clockOffset: at * 60_000,
      config: { notifications: { queue, email: { from: `${name} <no-reply@gym.example>` } } },
    })
  );
  return instances;
};

const sentBy = (name: string) => app.mails.all().filter(({ from }) => from.includes(name)).length;
const readers = () => app.mails.all().flatMap(({ to }) => to);
const allReached = () =>
  waitUntil(() => new Set(readers()).size === MAILS, { timeout: 180_000, interval: 100, what: 'all mails' });

(isServer ? describe : describe.skip)('two instances, clocks a minute apart', () => {
  beforeAll(async () => {
    app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } } });
    rows = outboxRows(app.strapi, () => new Date());
    redis = missing ? null : await startRedis({ password: 'of the test' });
  }, 120_000);
  afterAll(async () => {
    await redis?.stop();
    await app?.stop();
  });
  beforeEach(async () => {
    app.mails.clear();
    await rows.clear();
  });

  const engines: [string, () => object][] = [
    ['the database alone', () => ({ engine: 'database' })],
    ...(missing ? [] : ([['BullMQ', () => ({ engine: 'bullmq', redis: redis?.url })]] as [string, () => object][])),
  ];

  describe.each(engines)('by %s', (_, queue) => {
    beforeAll(async () => {
      await Promise.all(startTwo(queue()).map((instance) => instance.ready()));
    }, 180_000);
    afterAll(() => Promise.all(instances.map((instance) => instance.stop())));

    it('deliver a thousand notifications, each exactly once, and share the work', async () => {
      const expected = await rows.requests(MAILS);
      await allReached();
      await waitUntil(async () => (await rows.states()).sent === MAILS, { timeout: 10_000 });
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(readers().sort()).toEqual(expected.sort());
      expect(await rows.states()).toEqual({ sent: MAILS });
      expect(Math.min(sentBy('one'), sentBy('two'))).toBeGreaterThan(50);
      expect(sentBy('one') + sentBy('two')).toBe(MAILS);
    }, 240_000);

    it('lose none when one of them is killed in the middle, and repeat at most those in flight', async () => {
      const expected = await rows.requests(MAILS);
      await waitUntil(() => sentBy('one') >= 50, { timeout: 120_000, what: 'the first to be at it' });
      await instances[0]?.kill();
      expect(new Set(readers()).size).toBeLessThan(MAILS);
      await allReached();
      await waitUntil(async () => (await rows.states()).sent === MAILS, { timeout: 60_000, interval: 200 });
      expect([...new Set(readers())].sort()).toEqual(expected.sort());
      expect(readers().length - MAILS).toBeLessThanOrEqual(15);
      expect(new Set(app.mails.all().map(({ messageId }) => messageId)).size).toBe(MAILS);
    }, 300_000);
  });
});

(missing ? describe.skip : describe)('an instance that is to use BullMQ', () => {
  const HIDDEN = `require('node:module').register('data:text/javascript,' + encodeURIComponent(\`
    export const resolve = (name, context, next) => {
      if (name !== 'bullmq') return next(name, context);
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    };
  \`));`;

  it('does not start without the packages, and says what to install', async () => {
    const host = await startStrapi();
    await host.stop({ keep: true });
    const instance = startInstance({
      home: host.home,
      mails: host.mails,
      prelude: HIDDEN,
      config: { notifications: { queue: { engine: 'bullmq', redis: 'redis://:a-secret@127.0.0.1:1' } } },
    });
    expect(await instance.ended).toBe(1);
    expect(instance.output()).toContain('notifications.queue.engine "bullmq" needs the packages bullmq and ioredis');
    expect(instance.output()).toContain('npm install bullmq ioredis');
    expect(instance.output()).not.toContain('a-secret');
    await host.home.remove();
  }, 120_000);
});
