import { UID } from '../../server/src/constants';
import type { CertificatesConfig } from '../../server/src/config/types';
import { createNotifications, type Notifications } from '../../server/src/notifications';
import type { NotificationChannel } from '../../server/src/notifications/channel';
import { createDispatcher, type DispatcherOptions } from '../../server/src/notifications/dispatcher';
import { createDatabaseEngine } from '../../server/src/notifications/queue/database-engine';
import type { ClaimedNotification } from '../../server/src/repositories/outbox';
import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { outboxRows, type OutboxRows } from './outbox-rows';

const clock = testClock('2026-03-01T10:00:00Z');
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let app: TestStrapi;
let rows: OutboxRows;
let notifications: Notifications;

const settings = (): CertificatesConfig => ({
  ...app.strapi.config.get<CertificatesConfig>('plugin::certificates'),
  clients: { localeField: 'language', filters: {} },
  notifications: {
    email: { enabled: true, from: 'Gym <no-reply@gym.example>' },
    push: { webPush: null, fcm: null, expo: null, nameDocument: false },
    staffDigest: { enabled: false },
    organisation: 'Acme Sports',
    clientAppUrl: 'https://app.example.com',
    concurrency: 5,
    rate: null,
    queue: { engine: 'database', redis: null, prefix: null },
  },
});

/** A channel that does as it is told, in place of a server that is hard to make slow or failing at will. */
const channel = (deliver: NotificationChannel['deliver']): NotificationChannel => ({ name: 'email', deliver });
const dispatcherWith = (deliver: NotificationChannel['deliver'], options: Partial<DispatcherOptions> = {}) =>
  createDispatcher({
    outbox: notifications.outbox,
    channels: [channel(deliver)],
    clock,
    log,
    concurrency: 5,
    ...options,
  });

const sent = { outcome: 'sent' } as const;

/** A request for a certificate, queued for a new client. */
const request = async (changes: Record<string, unknown> = {}, client: Record<string, unknown> = {}) => {
  const to = await rows.client(client);
  const certificateId = await rows.certificate(to.id);
  const id = await rows.notification('certificate.created', { certificateId, clientId: to.id }, changes);
  return { id, certificateId, client: to };
};

const requests = async (count: number) => {
  const made: Awaited<ReturnType<typeof request>>[] = [];
  for (let at = 0; at < count; at += 1) made.push(await request());
  return made;
};

const staffedCenter = async () => {
  const staff = await app.createAdminUser();
  const centerId = await rows.insert(UID.center, { name: 'Centro Norte', time_zone: 'Europe/Madrid' });
  const { joinTable } = app.strapi.db.metadata.get(UID.center).attributes.staff as unknown as {
    joinTable: { name: string; joinColumn: { name: string }; inverseJoinColumn: { name: string } };
  };
  await app.strapi.db
    .connection(joinTable.name)
    .insert({ [joinTable.joinColumn.name]: centerId, [joinTable.inverseJoinColumn.name]: staff.id });
  return { staff, centerId };
};

const claim = (token: string, changes: { limit?: number; leaseNow?: Date } = {}) =>
  notifications.outbox.claim({
    channel: 'email',
    now: clock.now(),
    leaseNow: clock.now(),
    leaseMs: 30_000,
    limit: 50,
    token,
    ...changes,
  });

beforeAll(async () => {
  // The plugin's own dispatcher is to leave the rows to the ones made here.
  app = await startStrapi({ config: { notifications: { email: { enabled: false } } } });
  rows = outboxRows(app.strapi, () => clock.now());
  notifications = createNotifications(app.strapi, { config: settings(), clock });
});

afterAll(async () => {
  // Pooled connections would keep the mail server from closing.
  (app.strapi.plugin('email') as unknown as { provider: { close?: () => void } }).provider.close?.();
  await app.stop();
});

beforeEach(async () => {
  app.mails.refuse(null);
  app.mails.clear();
  await rows.clear();
});

describe('sending', () => {
  it('sends each notification once, in the client’s language', async () => {
    const made = await requests(3);
    await rows.table(UID.user).where({ id: made[0]?.client.id }).update({ language: 'es-AR' });

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 3 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0 });

    expect(app.mails.all()).toHaveLength(3);
    expect(app.mails.to(made[0]?.client.email ?? '')).toMatchObject([
      { subject: 'Nuevo certificado: Medical certificate', from: expect.stringContaining('no-reply@gym.example') },
    ]);
    expect(app.mails.to(made[1]?.client.email ?? '')).toMatchObject([
      { subject: 'New certificate: Medical certificate' },
    ]);
    expect(app.mails.all()[0]?.messageId).toMatch(/^<[0-9a-f]{40}@gym\.example>$/);
    expect(await rows.states()).toEqual({ sent: 3 });
    expect(await rows.row(made[0]?.id ?? 0)).toMatchObject({ attempts: 0, claim_token: null, last_error: null });
  });

  it('leaves alone what is not due yet', async () => {
    await request({ next_attempt_at: new Date(clock.now().getTime() + 1) });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0 });
    expect(await notifications.outbox.nextDueAt()).toEqual(new Date(clock.now().getTime() + 1));
    clock.advance({ milliseconds: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(await notifications.outbox.nextDueAt()).toBeNull();
  });

  it('writes one mail about what one act issued to a client', async () => {
    const client = await rows.client();
    for (const name of ['Medical certificate', 'Insurance', 'Licence']) {
      const certificateId = await rows.certificate(client.id, { name });
      await rows.notification('certificate.created', { certificateId, clientId: client.id }, { batch_key: 'act' });
    }
    const other = await request({ batch_key: 'act' });

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 4 });
    expect(app.mails.to(client.email)).toMatchObject([
      { subject: 'New certificates: Medical certificate, Insurance, and Licence' },
    ]);
    expect(app.mails.to(other.client.email)).toHaveLength(1);
  });

  it('writes one digest to the staff of a centre', async () => {
    const { staff, centerId } = await staffedCenter();
    for (const state of ['pending_approval', 'pending_approval', 'approved']) {
      const client = await rows.client({ confirmed: false });
      const certificateId = await rows.certificate(client.id, { state, center_id: centerId });
      await rows.notification('certificate.submitted', { certificateId, clientId: client.id });
    }

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 2, cancelled: 1 });
    expect(app.mails.all()).toMatchObject([{ to: [staff.email], subject: 'Pending approval: Medical certificate' }]);
    expect(app.mails.all()[0]?.text.match(/^- Medical certificate – outbox/gm)).toHaveLength(2);
  });

  it('does not send what is no longer worth telling, and says why', async () => {
    const blocked = await request({}, { blocked: true });
    const noAddress = await request({}, { email: null });
    const deleted = await request();
    await rows.table(UID.certificate).where({ id: deleted.certificateId }).update({ trashed_at: clock.now() });
    const gone = await rows.notification('certificate.created', { certificateId: null, clientId: blocked.client.id });
    const left = await request({ client_id: null });
    const expiring = await request({ event: 'certificate.expiring' });
    const expired = await rows.notification('certificate.expired', {
      certificateId: expiring.certificateId,
      clientId: expiring.client.id,
    });
    await rows.table(UID.certificate).where({ id: expiring.certificateId }).update({
      state: 'expired',
      valid_until: '2026-02-28',
      expires_at: clock.now(),
      archived_at: clock.now(),
      renewed_at: clock.now(),
    });

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1, cancelled: 6 });
    const reason = async (id: number) => (await rows.row(id)).last_error;
    expect(await reason(blocked.id)).toBe('client_blocked');
    expect(await reason(noAddress.id)).toBe('no_address');
    expect(await reason(deleted.id)).toBe('certificate_deleted');
    expect(await reason(gone)).toBe('certificate_gone');
    expect(await reason(left.id)).toBe('client_gone');
    expect(await reason(expiring.id)).toBe('certificate_archived');
    expect(await rows.row(expired)).toMatchObject({ state: 'sent' });
    expect(app.mails.all()).toMatchObject([{ subject: 'Expired: Medical certificate' }]);
    expect(app.mails.all()[0]?.text).toContain('February 28, 2026');
  });

  it('does not tell of an expiry that is made good already', async () => {
    const renewal = async (changes: Record<string, unknown>) => {
      const { id, certificateId, client } = await request({ event: 'certificate.expired' });
      const gone = { expires_at: clock.now(), archived_at: clock.now(), renewed_at: clock.now() };
      const past = { state: 'expired', valid_until: '2026-02-28', ...gone };
      await rows.table(UID.certificate).where({ id: certificateId }).update(past);
      await rows.certificate(client.id, { predecessor_id: certificateId, ...changes });
      return id;
    };
    const valid = { valid_until: '2027-02-28', expires_at: new Date('2027-03-01T00:00:00Z') };
    const renewed = await renewal({ state: 'approved', ...valid });
    const asked = await renewal({ state: 'missing_info' });
    const deleted = await renewal({ state: 'approved', ...valid, trashed_at: clock.now() });

    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 2, cancelled: 1 });
    expect(await rows.row(renewed)).toMatchObject({ state: 'cancelled', last_error: 'no_longer_true' });
    expect(await rows.row(asked)).toMatchObject({ state: 'sent' });
    expect(await rows.row(deleted)).toMatchObject({ state: 'sent' });
  });
});

describe('a mail server in trouble', () => {
  it('loses nothing and doubles nothing', async () => {
    const made = await requests(12);
    app.mails.refuse(451);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, retried: 12 });
    clock.advance({ minutes: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, retried: 12 });
    expect(await rows.row(made[0]?.id ?? 0)).toMatchObject({ attempts: 2, last_error: expect.stringContaining('451') });

    app.mails.refuse(null);
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 12, retried: 0 });
    for (const { client } of made) expect(app.mails.to(client.email)).toHaveLength(1);
  });

  it('that is away for a day gets all of it when it is back, each once', async () => {
    const made = await requests(10);
    app.mails.refuse(421);
    const end = clock.now().getTime() + 24 * 3_600_000;
    while (clock.now().getTime() < end) {
      const { sent, failed } = await notifications.dispatcher.drain();
      expect({ sent, failed }).toEqual({ sent: 0, failed: 0 });
      clock.advance({ minutes: 30 });
    }
    app.mails.refuse(null);
    // The longest wait between two attempts.
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 10 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0 });
    for (const { client } of made) expect(app.mails.to(client.email)).toHaveLength(1);
    expect(await rows.states()).toEqual({ sent: 10 });
  });

  it('fails after 72 hours, and goes out when staff retry it', async () => {
    const { id } = await request({ data: JSON.stringify({ daysBefore: 3 }) });
    const documentId = String((await rows.row(id)).document_id);
    const dispatcher = dispatcherWith(async () => {
      throw Object.assign(new Error('421 <ana@example.com> later'), { code: 'ECONNECTION' });
    });
    let attempts = 0;
    const start = clock.now().getTime();
    while ((await rows.row(id)).state === 'pending') {
      expect(await notifications.outbox.retry(documentId, clock.now())).toBe('not_failed');
      const due = await notifications.outbox.nextDueAt();
      expect((due?.getTime() ?? 0) - clock.now().getTime()).toBeLessThanOrEqual(3_600_000);
      clock.set(due ?? clock.now());
      await dispatcher.drain();
      attempts += 1;
    }
    expect(clock.now().getTime() - start).toBe(72 * 3_600_000);
    expect(attempts).toBeGreaterThan(72);
    expect(await rows.row(id)).toMatchObject({
      state: 'failed',
      attempts,
      last_error: 'ECONNECTION: 421 <[address]> later',
    });
    expect(await notifications.outbox.list({ state: 'failed' })).toMatchObject({
      total: 1,
      rows: [{ documentId, state: 'failed', certificate: { name: 'Medical certificate' } }],
    });

    clock.advance({ days: 5 });
    expect(await notifications.outbox.retry(documentId, clock.now())).toBe('retried');
    expect(await dispatcher.drain()).toMatchObject({ retried: 1, failed: 0 });
    clock.advance({ hours: 1 });
    // The new 72 hours count from the first failure after the retry, not from when it was queued.
    expect(await dispatcher.drain()).toMatchObject({ retried: 1, failed: 0 });
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(app.mails.all()).toHaveLength(1);
  }, 60_000);

  it('makes one mail of one act’s failures when staff retry one of them', async () => {
    const client = await rows.client();
    const queued = async (changes: Record<string, unknown>) =>
      rows.notification(
        'certificate.created',
        { certificateId: await rows.certificate(client.id), clientId: client.id },
        { state: 'failed', attempts: 80, last_error: 'EENVELOPE', ...changes }
      );
    const act = { batch_key: 'registration' };
    const [first] = [await queued(act), await queued(act)];
    const another = await queued({ batch_key: 'another' });
    const documentId = String((await rows.row(first)).document_id);
    expect(await notifications.outbox.retry(documentId, clock.now())).toBe('retried');
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 2 });
    expect(app.mails.all()).toHaveLength(1);
    expect((await rows.row(another)).state).toBe('failed');
  });

  it('gives each row of a digest its 72 hours', async () => {
    const { centerId } = await staffedCenter();
    const submitted = async (changes: Record<string, unknown> = {}) => {
      const client = await rows.client();
      const certificateId = await rows.certificate(client.id, { state: 'pending_approval', center_id: centerId });
      return rows.notification('certificate.submitted', { certificateId, clientId: client.id }, changes);
    };
    const failingSince = new Date(clock.now().getTime() - 72 * 3_600_000).toISOString();
    const old = await submitted({ attempts: 80, data: JSON.stringify({ failingSince }) });
    const young = await submitted();
    app.mails.refuse(550);
    expect(await notifications.dispatcher.drain()).toMatchObject({ failed: 1, retried: 1 });
    expect([(await rows.row(old)).state, (await rows.row(young)).state]).toEqual(['failed', 'pending']);
  });

  it('does not hold up the others while it is slow with one', async () => {
    const made = await requests(6);
    let release: () => void = () => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    const delivered: number[] = [];
    const dispatcher = dispatcherWith(
      async ([row]) => {
        if (row?.id === made[0]?.id) await slow;
        delivered.push(row?.id ?? 0);
        return sent;
      },
      { concurrency: 1, slowMs: 50 }
    );
    const drained = dispatcher.drain();
    await waitUntil(() => delivered.length === 5);
    expect(delivered).not.toContain(made[0]?.id);
    release();
    expect(await drained).toMatchObject({ sent: 6 });
  });

  it('never has more than so many messages under way', async () => {
    await requests(30);
    let active = 0;
    let most = 0;
    const dispatcher = dispatcherWith(
      async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise((resolve) => setTimeout(resolve, 5));
        active -= 1;
        return sent;
      },
      { concurrency: 3 }
    );
    expect(await dispatcher.drain()).toMatchObject({ sent: 30 });
    expect(most).toBe(3);
  });

  it('is not told of in the log with anybody’s name, address or words', async () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const { client } = await request({ data: JSON.stringify({ comment: 'secret words' }) });
    await createDispatcher({
      outbox: notifications.outbox,
      channels: [
        channel(async () => {
          throw Object.assign(new Error(`550 ${client.email} unknown`), { responseCode: 550 });
        }),
      ],
      clock,
      log: { debug: write, info: write, warn: write, error: write },
      concurrency: 1,
    }).drain();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\[certificates\] notification \d+ \(certificate\.created, email\) not delivered: 550; next attempt at/
    );
    expect(lines.join()).not.toMatch(new RegExp(`${client.username}|${client.email}|secret words|Medical`));
  });
});

describe('several workers on one database', () => {
  it('send each notification once', async () => {
    const made = await requests(150);
    const deliveries: number[] = [];
    const work = async (message: ClaimedNotification[]) => {
      deliveries.push(...message.map(({ id }) => id));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      return sent;
    };
    const counts = await Promise.all([1, 2, 3].map(() => dispatcherWith(work, { concurrency: 4 }).drain()));
    await waitUntil(async () => (await rows.states()).sent === 150);
    expect(counts.reduce((sum, count) => sum + count.sent, 0)).toBe(150);
    expect(deliveries.sort((a, b) => a - b)).toEqual(made.map(({ id }) => id).sort((a, b) => a - b));
  });

  it('never split one act’s message', async () => {
    for (let at = 0; at < 30; at += 1) {
      const client = await rows.client();
      for (let n = 0; n < 3; n += 1) {
        const certificateId = await rows.certificate(client.id);
        await rows.notification('certificate.created', { certificateId, clientId: client.id }, { batch_key: 'bulk' });
      }
    }
    const sizes: number[] = [];
    const work = async (message: ClaimedNotification[]) => {
      sizes.push(message.length);
      return sent;
    };
    await Promise.all([1, 2, 3].map(() => dispatcherWith(work, { concurrency: 1 }).drain()));
    await waitUntil(async () => (await rows.states()).sent === 90);
    expect(sizes).toEqual(Array(30).fill(3));
  });

  it('take over from one that died, and ignore it should it come back', async () => {
    const { id } = await request();
    const dead = await claim('dead');
    expect(dead.map((row) => row.id)).toEqual([id]);
    expect(await claim('second')).toEqual([]);

    const leaseNow = new Date(clock.now().getTime() + 30_001);
    expect(await claim('second', { leaseNow })).toHaveLength(1);
    const late = { ids: [id], token: 'dead', now: clock.now() };
    expect(await notifications.outbox.markSent(late)).toBe(0);
    expect(await notifications.outbox.cancel({ ...late, reason: 'superseded' })).toBe(0);
    expect(await notifications.outbox.markFailed({ ...late, error: 'x' })).toBe(0);
    expect(await notifications.outbox.defer({ ...late, until: leaseNow })).toBe(0);
    expect(await notifications.outbox.retryLater([{ id }], { ...late, nextAttemptAt: leaseNow, error: 'x' })).toBe(0);
    expect(await notifications.outbox.renew({ ids: [id], token: 'dead', until: leaseNow })).toEqual([]);
    expect(await notifications.outbox.renew({ ids: [id], token: 'second', until: leaseNow })).toEqual([id]);
    expect(await notifications.outbox.markSent({ ...late, token: 'second' })).toBe(1);
    expect(await rows.states()).toEqual({ sent: 1 });
  });

  it('have the whole of one act in a claim, however small it is', async () => {
    const client = await rows.client();
    for (let n = 0; n < 4; n += 1) {
      const certificateId = await rows.certificate(client.id);
      await rows.notification('certificate.created', { certificateId, clientId: client.id }, { batch_key: 'act' });
    }
    await request({ batch_key: 'act' });
    // All are due at the same instant: whose message comes first is the database's choice.
    const sizes = [(await claim('one', { limit: 1 })).length, (await claim('two', { limit: 1 })).length];
    expect(sizes.sort()).toEqual([1, 4]);
    expect(await claim('three', { limit: 1 })).toEqual([]);
  });

  it('measure claims on the clock of the database', async () => {
    const off = Math.abs((await notifications.outbox.databaseNow()).getTime() - Date.now());
    expect(off).toBeLessThan(5_000);
  });
});

describe('clients who have not confirmed their account', () => {
  it('get no mail until they have, and then at once', async () => {
    const { id, client } = await request({}, { confirmed: false });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, deferred: 1 });
    expect(await rows.row(id)).toMatchObject({ state: 'pending', attempts: 0, claim_token: null });
    const due = await notifications.outbox.nextDueAt();
    expect((due?.getTime() ?? 0) - clock.now().getTime()).toBeLessThanOrEqual(3_600_000);
    expect(due?.getTime()).toBeGreaterThan(clock.now().getTime());

    await rows.table(UID.user).where({ id: client.id }).update({ confirmed: true });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0 });
    expect(await notifications.outbox.release([client.id], clock.now())).toBe(1);
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
    expect(app.mails.to(client.email)).toHaveLength(1);
  });

  it('get it within the hour where nobody says that they have', async () => {
    const { client } = await request({}, { confirmed: false });
    await notifications.dispatcher.drain();
    await rows.table(UID.user).where({ id: client.id }).update({ confirmed: true });
    clock.advance({ hours: 1 });
    expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 1 });
  });

  it('cost a few statements, not one each, and nothing while they wait', async () => {
    const { client, certificateId } = await request({}, { confirmed: false });
    const template = await rows.row((await rows.table(UID.notification).first('id')).id);
    const many = Array.from({ length: 2_500 }, (_, at) => ({
      ...template,
      id: undefined,
      document_id: `waiting${at}`,
      dedupe_key: `waiting:${at}`,
      client_id: client.id,
      certificate_id: certificateId,
      next_attempt_at: clock.now(),
      created_at: clock.now(),
      updated_at: clock.now(),
      published_at: clock.now(),
    })).map(({ id: _id, ...row }) => row);
    for (let at = 0; at < many.length; at += 50) await rows.table(UID.notification).insert(many.slice(at, at + 50));
    let statements = 0;
    const count = () => (statements += 1);
    app.strapi.db.connection.on('query', count);
    try {
      expect(await notifications.dispatcher.drain()).toMatchObject({ sent: 0, deferred: 2_501 });
      expect(statements).toBeLessThan(60);
      statements = 0;
      await notifications.dispatcher.drain();
      expect(statements).toBeLessThanOrEqual(2);
    } finally {
      app.strapi.db.connection.off('query', count);
    }
  });
});

describe('the dispatcher', () => {
  it('finds what is due by itself, and at once when woken, also from within a transaction', async () => {
    const delivered: number[] = [];
    const dispatcher = dispatcherWith(
      async (message) => {
        // Strapi would hand out the finished transaction of whoever woke us.
        expect(app.strapi.db.inTransaction()).toBe(false);
        delivered.push(...message.map(({ id }) => id));
        return sent;
      },
      { engine: createDatabaseEngine({ log, pollMs: 200 }) }
    );
    await dispatcher.start();
    try {
      const { id } = await request();
      await waitUntil(() => delivered.includes(id));
      const next = await request({ next_attempt_at: new Date(clock.now().getTime() + 60_000) });
      await app.strapi.db.transaction(async ({ trx, onCommit }) => {
        await trx(app.strapi.db.metadata.get(UID.notification).tableName)
          .where({ id: next.id })
          .update({ next_attempt_at: clock.now() });
        onCommit(() => dispatcher.wake());
        dispatcher.wake();
        await new Promise((resolve) => setTimeout(resolve, 30));
      });
      await waitUntil(() => delivered.includes(next.id), { timeout: 150 });
    } finally {
      await dispatcher.stop();
    }
  });

  it('outlives a database that is away', async () => {
    const { id } = await request();
    const { claim: claimRows } = notifications.outbox;
    let failures = 3;
    const outbox = {
      ...notifications.outbox,
      claim: async (input: Parameters<typeof claimRows>[0]) => {
        if ((failures -= 1) >= 0) throw new Error('connection lost');
        return claimRows(input);
      },
    };
    const dispatcher = createDispatcher({
      outbox,
      channels: [channel(async () => sent)],
      clock,
      log,
      concurrency: 1,
      engine: createDatabaseEngine({ log, pollMs: 20 }),
    });
    await dispatcher.start();
    await waitUntil(async () => (await rows.row(id)).state === 'sent');
    await dispatcher.stop();
  });

  it('when stopped, finishes what is under way and gives back the rest', async () => {
    await requests(8);
    let under = 0;
    const dispatcher = dispatcherWith(
      async () => {
        under += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return sent;
      },
      { concurrency: 2 }
    );
    await dispatcher.start();
    await waitUntil(() => under === 2);
    await dispatcher.stop();
    expect(await rows.states()).toEqual({ sent: 2, pending: 6 });
    expect(await claim('another')).toHaveLength(6);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(under).toBe(2);
  });
});
