import { createECDH } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CertificatesConfig } from '../../server/src/config/types';
import { UID } from '../../server/src/constants';
import { createNotifications, type Notifications } from '../../server/src/notifications';
import { createPushChannel } from '../../server/src/notifications/push-channel';
import { createPushReceipts } from '../../server/src/notifications/push-receipts';
import type { PushDriver } from '../../server/src/ports/push';
import {
  createPushSubscriptionRepository,
  type PushSubscriptionRepository,
} from '../../server/src/repositories/push-subscriptions';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { vapidKeys } from '../helpers/vapid';
import { outboxRows, type OutboxRows } from './outbox-rows';

const clock = testClock('2026-03-01T10:00:00Z');

let app: TestStrapi;
let rows: OutboxRows;
let notifications: Notifications;
let pushSubscriptions: PushSubscriptionRepository;
let service: Server;
let origin: string;
/** Paths that the push service got, and what it answers by path; 201 where nothing is said. */
let received: string[] = [];
let answers: Record<string, number> = {};
let retryAfter: string | null = null;

const browserKeys = () => {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  return { p256dh: ecdh.getPublicKey('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') };
};

const register = (clientId: number, path: string) =>
  pushSubscriptions.register(
    clientId,
    { driver: 'web-push', endpoint: `${origin}${path}`, keys: browserKeys(), locale: 'es' },
    clock.now()
  );

const queue = async (clientId: number) => {
  const certificateId = await rows.certificate(clientId);
  return rows.notification('certificate.created', { certificateId, clientId }, { channel: 'push' });
};

beforeAll(async () => {
  service = createServer((request, response) => {
    request.resume().on('end', () => {
      received.push(request.url ?? '');
      const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
      response.writeHead(answers[request.url ?? ''] ?? 201, headers).end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

  app = await startStrapi({ config: { notifications: { email: { enabled: false } } } });
  rows = outboxRows(app.strapi, () => clock.now());
  const config = app.strapi.config.get<CertificatesConfig>('plugin::certificates');
  const webPush = { ...vapidKeys(), allowedOrigins: [origin] };
  pushSubscriptions = createPushSubscriptionRepository(app.strapi);
  notifications = createNotifications(app.strapi, {
    config: {
      ...config,
      notifications: { ...config.notifications, push: { ...config.notifications.push, webPush } },
    },
    clock,
  });
});

afterAll(async () => {
  await app.stop();
  await new Promise((resolve) => service.close(resolve));
});

beforeEach(async () => {
  received = [];
  answers = {};
  retryAfter = null;
  await rows.clear();
  await rows.table(UID.pushSubscription).del();
});

describe('push', () => {
  it('reaches every device of the client, once', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    await register(client.id, '/laptop');
    await register((await rows.client()).id, '/stranger');
    await queue(client.id);

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(received.sort()).toEqual(['/laptop', '/phone']);
    const devices = await pushSubscriptions.ofClient(client.id);
    expect(devices.map(({ lastSuccessAt }) => lastSuccessAt)).toEqual([clock.now(), clock.now()]);
  });

  it('forgets devices that are gone, and tells the others', async () => {
    const client = await rows.client();
    await register(client.id, '/sold');
    await register(client.id, '/phone');
    answers['/sold'] = 410;
    await queue(client.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(await pushSubscriptions.ofClient(client.id)).toMatchObject([{ endpoint: `${origin}/phone` }]);
  });

  it('tries again only the devices that were not reached', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    await register(client.id, '/laptop');
    answers['/laptop'] = 503;
    const id = await queue(client.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, retried: 1 });
    expect(await rows.row(id)).toMatchObject({ attempts: 1, last_error: expect.stringContaining('503') });

    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, retried: 1 });
    answers = {};
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(received.sort()).toEqual(['/laptop', '/laptop', '/laptop', '/phone']);
  });

  it('does not try again what a push service refuses for good, and keeps the device', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    await register(client.id, '/laptop');
    answers['/laptop'] = 413;
    await queue(client.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1, retried: 0 });
    expect(received.sort()).toEqual(['/laptop', '/phone']);
    expect(await pushSubscriptions.ofClient(client.id)).toHaveLength(2);
  });

  it('shows staff what no device’s push service takes, and tries it anew when they ask for it', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    await register(client.id, '/laptop');
    answers = { '/phone': 403, '/laptop': 503 };
    const id = await queue(client.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ retried: 1, failed: 0 });
    answers['/laptop'] = 403;
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ retried: 0, failed: 1 });
    expect(received.filter((path) => path === '/phone')).toHaveLength(1);
    const row = await rows.row(id);
    expect(row).toMatchObject({ state: 'failed', last_error: expect.stringContaining('403') });

    answers = {};
    expect(await notifications.outbox.retry(String(row.document_id), clock.now())).toBe('retried');
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(received.filter((path) => path === '/phone')).toHaveLength(2);
  });

  it('asks later whether a device was there, once, and forgets one that was not', async () => {
    const asked: string[][] = [];
    const subscriptions = pushSubscriptions;
    const driver: PushDriver = {
      name: 'expo',
      send: async ({ endpoint }) => ({ receiptId: `receipt of ${endpoint}` }),
      goneByReceipt: async (ids) => {
        asked.push(ids);
        return ids.filter((id) => id.includes('sold'));
      },
    };
    const client = await rows.client();
    for (const endpoint of ['sold', 'kept']) {
      await subscriptions.register(client.id, { driver: 'expo', endpoint, keys: null, locale: null }, clock.now());
    }
    const channel = createPushChannel({
      drivers: [driver],
      subscriptions,
      clock,
      issuer: { organisation: '', clientAppUrl: null },
      locale: 'en',
      nameDocument: false,
    });
    const certificateId = await rows.certificate(client.id);
    await rows.notification('certificate.created', { certificateId, clientId: client.id }, { channel: 'push' });
    const due = { channel: 'push', now: clock.now(), leaseNow: clock.now() } as const;
    const claimed = await notifications.outbox.claim({ ...due, leaseMs: 30_000, limit: 1, token: 'receipts' });
    expect(await channel.deliver(claimed)).toEqual({ outcome: 'sent' });

    const receipts = createPushReceipts({ drivers: [driver], subscriptions, clock });
    await receipts.check();
    expect(asked).toEqual([]);
    clock.advance({ minutes: 15 });
    await receipts.check();
    await receipts.check();
    expect(asked.map((ids) => [...ids].sort())).toEqual([['receipt of kept', 'receipt of sold']]);
    expect(await subscriptions.ofClient(client.id)).toMatchObject([{ endpoint: 'kept' }]);
  });

  it('leaves a push service alone for as long as it asks', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    answers['/phone'] = 429;
    retryAfter = '1800';
    await queue(client.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ retried: 1 });
    clock.advance({ minutes: 29 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ retried: 0 });
    answers = {};
    clock.advance({ minutes: 2 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(received).toEqual(['/phone', '/phone']);
  });

  it('tells of each certificate of an act, also where devices have heard of some of them', async () => {
    const client = await rows.client();
    const { documentId } = await register(client.id, '/phone');
    const [told, untold] = [await queue(client.id), await queue(client.id)];
    const act = { batch_key: 'one-act' };
    await rows
      .table(UID.notification)
      .where({ id: told })
      .update({ ...act, data: JSON.stringify({ reached: [documentId] }) });
    await rows.table(UID.notification).where({ id: untold }).update(act);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 2 });
    expect(received).toEqual(['/phone']);
  });

  it('is not said twice because the database is away right after it', async () => {
    const client = await rows.client();
    await register(client.id, '/phone');
    const id = await queue(client.id);
    const { tableName } = app.strapi.db.metadata.get(UID.pushSubscription);
    const away = ({ sql }: { sql: string }) => {
      if (/^update/i.test(sql) && sql.includes(tableName)) throw new Error('connection lost');
    };
    app.strapi.db.connection.on('query', away);
    try {
      await notifications.dispatcher.drain();
    } finally {
      app.strapi.db.connection.off('query', away);
    }
    expect(await rows.row(id)).toMatchObject({ state: 'sent' });
    expect(received).toEqual(['/phone']);
  });

  it('is not waited for where the client has no device', async () => {
    const id = await queue((await rows.client()).id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ cancelled: 1 });
    expect(await rows.row(id)).toMatchObject({ state: 'cancelled', last_error: 'no_subscription' });
  });

  it('goes to whoever has the phone now', async () => {
    const [before, now] = [await rows.client(), await rows.client()];
    const first = await register(before.id, '/shared');
    const second = await register(now.id, '/shared');
    expect(second.documentId).toBe(first.documentId);
    expect(await pushSubscriptions.ofClient(before.id)).toEqual([]);
    expect(await pushSubscriptions.remove(second.documentId, before.id)).toBe(false);

    await queue(before.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ cancelled: 1 });
    await queue(now.id);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(received).toEqual(['/shared']);
    expect(await pushSubscriptions.remove(second.documentId, now.id)).toBe(true);
  });

  it('keeps the twenty newest devices of a client', async () => {
    const client = await rows.client();
    for (let at = 0; at < 22; at += 1) {
      clock.advance({ seconds: 1 });
      await register(client.id, `/d${at}`);
    }
    const devices = await pushSubscriptions.ofClient(client.id);
    expect(devices).toHaveLength(20);
    expect(devices.at(-1)?.endpoint).toBe(`${origin}/d2`);
  });

  it('makes room by the device that has been silent longest', async () => {
    const client = await rows.client();
    const first = await register(client.id, '/d0');
    for (let at = 1; at < 20; at += 1) {
      clock.advance({ seconds: 1 });
      await register(client.id, `/d${at}`);
    }
    clock.advance({ seconds: 1 });
    // On an instance whose clock is ahead.
    await pushSubscriptions.markSuccess([first.id], new Date(clock.now().getTime() + 60_000));
    await register(client.id, '/d20');
    const endpoints = (await pushSubscriptions.ofClient(client.id)).map(({ endpoint }) => endpoint);
    expect(endpoints).toHaveLength(20);
    expect(endpoints).toEqual(expect.arrayContaining([`${origin}/d0`, `${origin}/d20`]));
    expect(endpoints).not.toContain(`${origin}/d1`);
  });

  it('writes in the language of the device that was registered last, however often the others are reached', async () => {
    const client = await rows.client();
    const tongue = (path: string, locale: string) =>
      pushSubscriptions.register(
        client.id,
        { driver: 'web-push', endpoint: `${origin}${path}`, keys: browserKeys(), locale },
        clock.now()
      );
    const older = await tongue('/tablet', 'fr');
    const phone = await tongue('/phone', 'es');
    clock.advance({ minutes: 1 });
    await tongue('/tablet', 'it');
    await pushSubscriptions.markSuccess([older.id, phone.id], clock.now());
    await queue(client.id);
    const now = clock.now();
    const [claimed] = await notifications.outbox.claim({
      now,
      leaseNow: now,
      channel: 'push',
      leaseMs: 60_000,
      limit: 1,
      token: 'language',
    });
    expect(claimed?.client?.deviceLocale).toBe('it');
  });
});
