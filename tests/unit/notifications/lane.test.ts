import type { Delivery } from '../../../server/src/notifications/channel';
import { LEASE_MS } from '../../../server/src/notifications/claims';
import { createLane, type LaneOptions } from '../../../server/src/notifications/lane';
import { createLeaseClock } from '../../../server/src/notifications/lease-clock';
import type { ClaimedNotification, OutboxRepository } from '../../../server/src/repositories/outbox';
import { claimed } from './claimed';

const SENT: Delivery = { outcome: 'sent' };
const SECOND = 1_000;

/**
 * An outbox in memory that keeps to the rules of the real one: a claim holds until its end, and outcomes change only what
 * their token holds. The database goes away when it is told to.
 */
const outboxOf = (messages: ClaimedNotification[]) => {
  const clients = new Map(messages.map((row) => [row.id, row]));
  const table = new Map(messages.map(({ id }) => [id, { state: 'pending', token: '', until: 0, error: '' }]));
  let away = false;
  const now = () => performance.now();
  const ask = <T>(answer: () => T): Promise<T> =>
    away
      ? Promise.reject(Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }))
      : Promise.resolve(answer());
  const held = ({ ids, token }: { ids: number[]; token: string }) =>
    ids.flatMap((id) => {
      const row = table.get(id);
      return row?.token === token ? [row] : [];
    });
  const settle = (input: { ids: number[]; token: string }, change: object) =>
    ask(() => held(input).map((row) => Object.assign(row, { token: '', until: 0 }, change)).length);

  const outbox: Partial<OutboxRepository> = {
    databaseNow: () => ask(() => new Date(now())),
    claim: ({ token, leaseNow, leaseMs, limit }) =>
      ask(() => {
        const free = [...table].filter(([, row]) => row.state === 'pending' && row.until < leaseNow.getTime());
        return free.slice(0, limit).map(([id, row]) => {
          Object.assign(row, { token, until: leaseNow.getTime() + leaseMs });
          return clients.get(id) as ClaimedNotification;
        });
      }),
    read: ({ ids, token }) =>
      ask(() =>
        ids.flatMap((id) => {
          const row = table.get(id);
          return row?.token === token && row.state === 'pending' ? [clients.get(id) as ClaimedNotification] : [];
        })
      ),
    renew: ({ ids, token, until }) =>
      ask(() =>
        ids.filter((id) => {
          const row = table.get(id);
          if (row?.token !== token || row.state !== 'pending') return false;
          row.until = until.getTime();
          return true;
        })
      ),
    giveBack: (input) => settle(input, {}),
    markSent: (input) => settle(input, { state: 'sent' }),
    cancel: ({ reason, ...input }) => settle(input, { state: 'cancelled', error: reason }),
    retryLater: (rows, { token, error }) => settle({ ids: rows.map(({ id }) => id), token }, { error }),
  };
  return {
    outbox: outbox as OutboxRepository,
    stateOf: (id: number) => table.get(id)?.state,
    errorOf: (id: number) => table.get(id)?.error,
    change: (id: number, row: Partial<ClaimedNotification>) =>
      clients.set(id, { ...(clients.get(id) as ClaimedNotification), ...row }),
    goAway: () => (away = true),
    comeBack: () => (away = false),
  };
};

const clock = { now: () => new Date() };
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const laneOf = (
  { outbox }: ReturnType<typeof outboxOf>,
  deliver: (rows: ClaimedNotification[]) => Promise<Delivery>,
  options: Partial<LaneOptions> = {}
) =>
  createLane({
    outbox,
    channel: { name: 'email', deliver },
    clock,
    leaseClock: createLeaseClock(() => outbox.databaseNow(), clock),
    log,
    concurrency: 1,
    rate: null,
    random: () => 0,
    slowMs: 20 * SECOND,
    ...options,
  });

const requests = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    claimed('certificate.created', { id: at + 1, dedupeKey: `created:${at + 1}` })
  );

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** As the database engine does. */
const looking = (lane: ReturnType<typeof laneOf>) => setInterval(() => void lane.pump().catch(() => undefined), SECOND);

describe('a lane', () => {
  let looks: NodeJS.Timeout;

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    clearInterval(looks);
    jest.useRealTimers();
  });

  it('sends what waited behind a slow message while the database was away', async () => {
    const db = outboxOf(requests(2));
    const delivered: number[] = [];
    const lane = laneOf(db, async ([first]) => {
      delivered.push(first?.id ?? 0);
      if (first?.id === 1) {
        db.goAway();
        await new Promise((resolve) => setTimeout(resolve, 0.6 * LEASE_MS));
      }
      return SENT;
    });
    looks = looking(lane);
    await pass(20 * SECOND);
    expect(delivered).toEqual([1]);
    await pass(10 * SECOND);
    db.comeBack();
    await pass(2 * LEASE_MS);
    expect(delivered).toEqual([1, 2]);
    expect([1, 2].map(db.stateOf)).toEqual(['sent', 'sent']);
  });

  it('does not send again what was taken while the database was away', async () => {
    const db = outboxOf(requests(1));
    const delivered: number[] = [];
    const lane = laneOf(db, async ([first]) => {
      delivered.push(first?.id ?? 0);
      db.goAway();
      return SENT;
    });
    looks = looking(lane);
    await pass(60 * SECOND);
    db.comeBack();
    // The row is free again, and this look finds it before anybody has written down what became of it.
    expect(await lane.pump()).toBe(1);
    await pass(2 * LEASE_MS);
    expect(delivered).toEqual([1]);
    expect(db.stateOf(1)).toBe('sent');
  });

  it('holds what waited for long against the certificate and the client as they are then', async () => {
    const db = outboxOf(requests(4));
    const told: (string | null | undefined)[] = [];
    const lane = laneOf(db, async ([first]) => {
      told.push(first?.client?.email);
      if (first?.id === 1) await new Promise((resolve) => setTimeout(resolve, 8 * SECOND));
      return SENT;
    });
    looks = looking(lane);
    await pass(2 * SECOND);
    const { certificate, client } = claimed('certificate.created');
    db.change(2, { certificate: certificate && { ...certificate, state: 'approved' } });
    db.change(3, { client: client && { ...client, blocked: true } });
    db.change(4, { client: client && { ...client, email: 'ana@new.example' } });
    await pass(10 * SECOND);
    expect(told).toEqual(['ana@example.com', 'ana@new.example']);
    expect([1, 2, 3, 4].map(db.stateOf)).toEqual(['sent', 'cancelled', 'cancelled', 'sent']);
    expect([db.errorOf(2), db.errorOf(3)]).toEqual(['no_longer_true', 'client_blocked']);
  });

  it('begins the next message once the one before is written down as sent', async () => {
    const db = outboxOf(requests(3));
    const seen: (string | undefined)[][] = [];
    const lane = laneOf(db, async () => {
      seen.push([1, 2, 3].map(db.stateOf));
      return SENT;
    });
    looks = looking(lane);
    await pass(2 * SECOND);
    expect(seen).toEqual([
      ['pending', 'pending', 'pending'],
      ['sent', 'pending', 'pending'],
      ['sent', 'sent', 'pending'],
    ]);
  });

  it('does not wait for ever for a provider that never answers', async () => {
    const db = outboxOf(requests(6));
    const hung = new Set<number>();
    const lane = laneOf(db, ([first]) => {
      const id = first?.id ?? 0;
      if (id > 4 || hung.has(id)) return Promise.resolve(SENT);
      hung.add(id);
      return new Promise(() => undefined);
    });
    looks = looking(lane);
    await pass(60 * 60 * SECOND);
    expect(db.errorOf(1)).toContain('timeout');
    expect([1, 2, 3, 4, 5, 6].map(db.stateOf)).toEqual(Array(6).fill('sent'));
  });
});
