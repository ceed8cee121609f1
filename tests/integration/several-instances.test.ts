import { randomBytes } from 'node:crypto';
import supertest from 'supertest';
import { UID } from '../../server/src/constants';
import { databaseClient, startStrapi, waitUntil, type TestStrapi } from '../helpers';
import { insist } from '../helpers/insisting';
import { startInstance, type Instance } from '../helpers/instance';
import { redisMissing, startRedis, type TestRedis } from '../helpers/redis';
import { outboxRows, type OutboxRows } from './outbox-rows';

/** Instances share a database server: `npm run test:db` runs this on PostgreSQL and on MariaDB. */
const isServer = databaseClient() !== 'sqlite';
if (!isServer) process.stderr.write('Skipped: several instances on one database. npm run test:db runs them.\n');
const missing = redisMissing();
if (isServer && missing) process.stderr.write(`Skipped: several instances that share a Redis. ${missing}\n`);

const MAILS = Number(process.env.INSTANCES_MAILS ?? 1_000);
/** Messages that an instance has under way at once: by default. */
const CONCURRENCY = 5;

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
      config: {
        sweep: { rule: '* * * * * *' },
        notifications: { queue, email: { from: `${name} <no-reply@gym.example>` } },
      },
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

    it(`deliver ${MAILS} notifications, each exactly once, and share the work`, async () => {
      const expected = await rows.requests(MAILS);
      await allReached();
      await waitUntil(async () => (await rows.states()).sent === MAILS, { timeout: 10_000 });
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(readers().sort()).toEqual(expected.sort());
      expect(await rows.states()).toEqual({ sent: MAILS });
      expect(Math.min(sentBy('one'), sentBy('two'))).toBeGreaterThan(MAILS / 20);
      expect(sentBy('one') + sentBy('two')).toBe(MAILS);
    }, 240_000);

    it('lose none when one of them is killed in the middle, and repeat at most those in flight', async () => {
      const expected = await rows.requests(MAILS);
      await waitUntil(() => sentBy('one') >= MAILS / 20, { timeout: 120_000, what: 'the first to be at it' });
      await instances[0]?.kill();
      expect(new Set(readers()).size).toBeLessThan(MAILS);
      await allReached();
      await waitUntil(async () => (await rows.states()).sent === MAILS, { timeout: 60_000, interval: 200 });
      expect([...new Set(readers())].sort()).toEqual(expected.sort());
      expect(readers().length - MAILS).toBeLessThanOrEqual(CONCURRENCY);
      expect(new Set(app.mails.all().map(({ messageId }) => messageId)).size).toBe(MAILS);
    }, 300_000);
  });
});

(isServer ? describe : describe.skip)('the work of the clock on two instances, a minute apart', () => {
  const CLIENTS = 60;
  let jwt: string;
  let template: { newcomers: string; renewed: string; bulk: string };

  beforeAll(async () => {
    app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } } });
    rows = outboxRows(app.strapi, () => new Date());
    jwt = (await app.adminLogin()).jwt;
    const make = async (body: object) =>
      (await app.request(jwt).post('/certificates/templates').send(body).expect(201)).body.data.documentId as string;
    template = {
      newcomers: await make({ name: 'Medical certificate', issueToNewClients: true }),
      renewed: await make({ name: 'Licence', renewOnExpiry: true }),
      bulk: await make({ name: 'Insurance' }),
    };
    await Promise.all(startTwo({ engine: 'database' }).map((instance) => instance.ready()));
  }, 240_000);
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await app?.stop();
  });

  /** The instances are at work on the same tables, and MariaDB may have the test give way to them (a deadlock). */
  const insisting = <T>(write: () => Promise<T>): Promise<T> =>
    insist(write, { tries: 5, when: (error) => /deadlock/i.test(String(error)) });

  const idOf = async (uid: string, documentId: string): Promise<number> =>
    Number((await rows.table(uid).where({ document_id: documentId }).first('id')).id);
  /** Certificates of a template by client, and how often the most favoured one has it. */
  const holders = async (documentId: string, where: Record<string, unknown> = {}) => {
    const templateId = await idOf(UID.template, documentId);
    const clients: number[] = await rows
      .table(UID.certificate)
      .where({ template_id: templateId, ...where })
      .pluck('client_id');
    return { total: clients.length, clients: new Set(clients.map(Number)).size };
  };

  it('gives each client who came by SQL one certificate and one mail', async () => {
    for (let n = 0; n < CLIENTS; n += 1) await rows.client({ username: `sql-${randomBytes(6).toString('hex')}` });
    await waitUntil(async () => (await holders(template.newcomers)).clients >= CLIENTS, {
      timeout: 60_000,
      interval: 100,
      what: 'the catch-up',
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await holders(template.newcomers)).toEqual({ total: CLIENTS, clients: CLIENTS });
    await waitUntil(() => app.mails.all().length >= CLIENTS, { timeout: 60_000, what: 'the mails' });
    expect(readers()).toHaveLength(new Set(readers()).size);
  }, 150_000);

  it('expires and renews each once, and tells each once', async () => {
    app.mails.clear();
    const clients: number[] = await rows.table(UID.user).pluck('id');
    // Of the template, and long over by both clocks; the fast one sees them a minute earlier.
    const templateId = await idOf(UID.template, template.renewed);
    const expiresAt = new Date(Date.now() + 20_000);
    for (const client of clients) {
      await insisting(() =>
        rows.certificate(Number(client), {
          template_id: templateId,
          state: 'expiring_soon',
          valid_until: expiresAt.toISOString().slice(0, 10),
          expiring_soon_at: new Date(Date.now() - 86_400_000),
          expires_at: expiresAt,
          approved_at: new Date(Date.now() - 2 * 86_400_000),
        })
      );
    }
    const successors = () => holders(template.renewed, { state: 'missing_info' });
    await waitUntil(async () => (await successors()).clients >= clients.length, {
      timeout: 90_000,
      interval: 100,
      what: 'the renewals',
    });
    // Until the slow one has its turn.
    await waitUntil(() => Date.now() > expiresAt.getTime() + 4_000, { timeout: 90_000, interval: 500 });
    expect(await successors()).toEqual({ total: clients.length, clients: clients.length });
    expect(await holders(template.renewed, { state: 'expired' })).toEqual({
      total: clients.length,
      clients: clients.length,
    });
    const told = await rows.table(UID.notification).where('event', 'certificate.expired').select('certificate_id');
    expect(told).toHaveLength(clients.length);
  }, 240_000);

  it('makes one run of two that are asked for at once', async () => {
    const urls = await Promise.all(instances.map((instance) => instance.url()));
    const clients: number[] = await rows.table(UID.user).pluck('id');
    // Whoever holds a client's row holds up the run: else it may be over before the second one is asked for.
    const hold = await app.strapi.db.connection.transaction();
    const answers = await rows
      .table(UID.user)
      .transacting(hold)
      .where({ id: clients[0] })
      .forUpdate()
      .first('id')
      .then(() =>
        Promise.all(
          urls.map((url) =>
            supertest(url)
              .post(`/certificates/templates/${template.bulk}/generate`)
              .auth(jwt, { type: 'bearer' })
              .send({})
              .expect(200)
          )
        )
      )
      .finally(() => hold.rollback());
    expect(new Set(answers.map(({ body }) => body.data.run.documentId)).size).toBe(1);
    await waitUntil(async () => (await holders(template.bulk)).clients >= clients.length, {
      timeout: 60_000,
      what: 'the run',
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await holders(template.bulk)).toEqual({ total: clients.length, clients: clients.length });
  }, 120_000);
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
