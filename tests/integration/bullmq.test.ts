import type { NotificationChannel } from '../../server/src/notifications/channel';
import { createDispatcher, type Dispatcher } from '../../server/src/notifications/dispatcher';
import { createBullmqEngine } from '../../server/src/notifications/queue/bullmq-engine';
import type { Bullmq } from '../../server/src/notifications/queue/load-bullmq';
import { createOutboxRepository, type OutboxRepository } from '../../server/src/repositories/outbox';
import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { redisMissing, startRedis, type TestRedis } from '../helpers/redis';
import { outboxRows, type OutboxRows } from './outbox-rows';

/** A clone with Node alone runs the rest; where packages can be installed, the whole check installs this one. */
const missing = redisMissing();
if (missing) process.stderr.write(`Skipped: notifications through a real Redis. ${missing}\n`);

const clock = testClock('2026-03-01T10:00:00Z');
const PASSWORD = 's3cret-of-redis';
const sent = { outcome: 'sent' } as const;
const bullmq = () => Object.assign({}, nativeRequire('bullmq'), nativeRequire('ioredis')) as Bullmq;

let app: TestStrapi;
let rows: OutboxRows;
let outbox: OutboxRepository;
let redis: TestRedis;
let lines: string[] = [];
let prefix = '';
let serial = 0;
const started: Dispatcher[] = [];

const write = (line: string) => void lines.push(line);
const log = { debug: () => {}, info: write, warn: write, error: write };

interface Instance {
  deliver?: NotificationChannel['deliver'];
  url?: string;
  prefix?: string;
}

/** One instance's dispatcher, and the ids that it has delivered. */
const instance = ({ deliver, ...engine }: Instance = {}) => {
  const delivered: number[] = [];
  const channel: NotificationChannel = {
    name: 'email',
    deliver: async (message) => {
      if (deliver) return deliver(message);
      await new Promise((resolve) => setTimeout(resolve, 2));
      delivered.push(...message.map(({ id }) => id));
      return sent;
    },
  };
  const dispatcher = createDispatcher({
    outbox,
    channels: [channel],
    clock,
    log,
    concurrency: 2,
    engine: createBullmqEngine({
      redis: engine.url ?? redis.url,
      prefix: engine.prefix ?? prefix,
      log,
      pollMs: 50,
      load: async () => bullmq(),
    }),
  });
  started.push(dispatcher);
  return { delivered, dispatcher };
};

const request = async (changes: Record<string, unknown> = {}) => {
  const client = await rows.client();
  const certificateId = await rows.certificate(client.id);
  return rows.notification('certificate.created', { certificateId, clientId: client.id }, changes);
};

const requests = async (count: number) => {
  const ids: number[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await request());
  return ids;
};

const sorted = (ids: number[]) => [...ids].sort((a, b) => a - b);
const allSent = (count: number) => waitUntil(async () => (await rows.states()).sent === count, { timeout: 20_000 });
const said = (words: string) => waitUntil(() => lines.some((line) => line.includes(words)), { what: words });

(missing ? describe.skip : describe)('notifications through BullMQ', () => {
  beforeAll(async () => {
    redis = await startRedis({ password: PASSWORD });
    app = await startStrapi({
      config: {
        sweep: { enabled: false },
        notifications: { email: { enabled: false }, queue: { engine: 'bullmq', redis: redis.url } },
      },
    });
    rows = outboxRows(app.strapi, () => clock.now());
    outbox = createOutboxRepository(app.strapi);
  });
  afterAll(async () => {
    await app?.stop();
    await redis?.stop();
  });
  beforeEach(async () => {
    serial += 1;
    prefix = `test-${serial}`;
    lines = [];
    await rows.clear();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((dispatcher) => dispatcher.stop()));
    expect(lines.join('\n')).not.toContain(PASSWORD);
  });

  it('are sent, by tickets that name nobody', async () => {
    const ids = await requests(30);
    const { dispatcher, delivered } = instance();
    await dispatcher.start();
    await allSent(30);
    expect(sorted(delivered)).toEqual(ids);
    const keys = await redis.ask(`KEYS ${prefix}:*`);
    expect(keys).toContain(`${prefix}:email:`);
    const next = await request();
    dispatcher.wake();
    await waitUntil(() => delivered.includes(next), { timeout: 1_000 });
    expect(lines).toEqual([]);
  });

  it('are shared by two instances, each delivered once', async () => {
    const ids = await requests(300);
    const [one, two] = [instance(), instance()];
    await Promise.all([one.dispatcher.start(), two.dispatcher.start()]);
    await allSent(300);
    expect(sorted([...one.delivered, ...two.delivered])).toEqual(ids);
    expect(one.delivered.length).toBeGreaterThan(40);
    expect(two.delivered.length).toBeGreaterThan(40);
  });

  it('wait as long as the outbox says, however often Redis is asked', async () => {
    let attempts = 0;
    const id = await request();
    const { dispatcher } = instance({
      deliver: async () => {
        attempts += 1;
        if (attempts === 1) throw Object.assign(new Error('later'), { responseCode: 451 });
        return sent;
      },
    });
    await dispatcher.start();
    await waitUntil(async () => Number((await rows.row(id)).attempts) === 1);
    for (let at = 0; at < 5; at += 1) {
      dispatcher.wake();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(attempts).toBe(1);
    clock.advance({ seconds: 2 });
    await allSent(1);
    expect(attempts).toBe(2);
  });

  it('survive a Redis that is emptied', async () => {
    const ids = await requests(100);
    const { dispatcher, delivered } = instance();
    await dispatcher.start();
    await waitUntil(() => delivered.length > 20);
    await redis.ask('FLUSHALL');
    await allSent(100);
    ids.push(await request());
    dispatcher.wake();
    await allSent(101);
    expect(sorted(delivered)).toEqual(ids);
  });

  it('go on from the database while Redis is away, and through it when it is back', async () => {
    const ids = await requests(200);
    const [one, two] = [instance(), instance()];
    await Promise.all([one.dispatcher.start(), two.dispatcher.start()]);
    await waitUntil(() => one.delivered.length + two.delivered.length > 50);
    await redis.kill();
    ids.push(...(await requests(50)));
    await allSent(250);
    await said('Redis (notifications.queue.redis) cannot be used: ECONNREFUSED');
    await redis.start();
    await said('Redis (notifications.queue.redis) is back');
    ids.push(...(await requests(50)));
    await allSent(300);
    expect(sorted([...one.delivered, ...two.delivered])).toEqual(ids);
    await waitUntil(async () => (await redis.ask(`KEYS ${prefix}:email:*`)).includes('email'));
    // Each of the two says so once, and once more where its first word was a vague one.
    expect(lines.filter((line) => line.includes('cannot be used')).length).toBeLessThanOrEqual(4);
  });

  it('do not wait for a Redis that is away when Strapi starts', async () => {
    const ids = await requests(5);
    await redis.kill();
    const { dispatcher, delivered } = instance();
    await dispatcher.start();
    await allSent(5);
    await said('cannot be used: ECONNREFUSED');
    await redis.start();
    await said('is back');
    ids.push(await request());
    await allSent(6);
    expect(sorted(delivered)).toEqual(ids);
  });

  it('go out although the password is wrong, which the log says without it', async () => {
    await requests(3);
    const { dispatcher } = instance({ url: redis.url.replace(PASSWORD, 'another-secret') });
    await dispatcher.start();
    await allSent(3);
    await said('cannot be used: WRONGPASS');
    await request();
    await allSent(4);
    expect(lines.join()).not.toContain('another-secret');
  });

  it('go out although the password is changed under way', async () => {
    await requests(3);
    const { dispatcher } = instance();
    await dispatcher.start();
    await allSent(3);
    await redis.ask('CONFIG SET requirepass another-secret', 'CLIENT KILL TYPE normal');
    await request();
    await allSent(4);
    await said('cannot be used');
    await redis.kill();
    await redis.start();
    await said('is back');
    await request();
    await allSent(5);
  });

  it('go out although Redis takes tickets and gives none', async () => {
    await redis.ask('ACL SETUSER mute on >mute ~* &* +@all -bzpopmin');
    await requests(3);
    const { dispatcher } = instance({ url: `redis://mute:mute@127.0.0.1:${redis.port}` });
    await dispatcher.start();
    await allSent(3);
    await said('cannot be used: NOPERM');
    await request();
    await allSent(4);
    expect(lines.length).toBeLessThanOrEqual(2);
  }, 30_000);

  it('of two installations on one Redis stay apart', async () => {
    await requests(20);
    const [one, two] = [instance(), instance({ prefix: `${prefix}-other` })];
    await Promise.all([one.dispatcher.start(), two.dispatcher.start()]);
    await allSent(20);
    for (const name of [`${prefix}:email:meta`, `${prefix}-other:email:meta`]) {
      expect(await redis.ask(`EXISTS ${name}`)).toContain(':1');
    }
  });

  it.each([true, false])('are given back when an instance stops (Redis there: %s)', async (there) => {
    await requests(40);
    let under = 0;
    const { dispatcher } = instance({
      deliver: async () => {
        under += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return sent;
      },
    });
    await dispatcher.start();
    await waitUntil(() => under === 2);
    if (!there) await redis.kill();
    const from = performance.now();
    await dispatcher.stop();
    expect(performance.now() - from).toBeLessThan(6_000);
    if (!there) await redis.start();
    expect(await rows.states()).toEqual({ sent: under, pending: 40 - under });
    const claim = { channel: 'email', now: clock.now(), leaseNow: clock.now(), leaseMs: 1_000, limit: 100 } as const;
    expect(await outbox.claim({ ...claim, token: 'another' })).toHaveLength(40 - under);
  });

  it('are what the settings say is in use', async () => {
    const admin = await app.adminLogin();
    const { body } = await app.request(admin.jwt).get('/certificates/settings').expect(200);
    expect(body.data.notifications).toMatchObject({ queue: 'bullmq', staffDigest: { enabled: false } });
    expect(JSON.stringify(body)).not.toContain(PASSWORD);
  });
});
