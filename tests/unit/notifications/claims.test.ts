import { createClaims, LEASE_MS } from '../../../server/src/notifications/claims';
import { createLeaseClock } from '../../../server/src/notifications/lease-clock';
import type { OutboxRepository } from '../../../server/src/repositories/outbox';
import { claimed } from './claimed';

describe('the clock of claims', () => {
  it('is the database’s, carried on by a steady clock and read again now and then', async () => {
    let steady = 0;
    let asleep = 0;
    let readings = 0;
    const database = new Date('2026-03-01T10:00:00Z');
    const clock = createLeaseClock(
      async () => {
        readings += 1;
        return database;
      },
      { now: () => new Date(database.getTime() + steady + asleep) },
      () => steady
    );
    expect(await clock.now()).toEqual(database);
    steady = 59_000;
    expect(await clock.now()).toEqual(new Date(database.getTime() + 59_000));
    expect(readings).toBe(1);
    steady = 61_000;
    expect(await clock.now()).toEqual(database);
    expect(readings).toBe(2);

    // The machine was suspended, and its steady clock with it: others may have taken what we hold.
    asleep = 10 * 60_000;
    expect(await clock.now()).toEqual(database);
    expect(readings).toBe(3);
    steady += 1_000;
    await clock.now();
    expect(readings).toBe(3);
  });
});

describe('claims', () => {
  const start = new Date('2026-03-01T10:00:00Z');
  const rows = [claimed('certificate.created', { id: 1 }), claimed('certificate.created', { id: 2 })];

  /** @param still ids that the database says are ours when it is asked */
  const holding = (still: number[]) => {
    let at = start.getTime();
    const renewals: { ids: number[]; until: Date }[] = [];
    const renew: OutboxRepository['renew'] = async ({ ids, until }) => {
      renewals.push({ ids, until });
      return ids.filter((id) => still.includes(id));
    };
    const claims = createClaims({ renew } as OutboxRepository, { now: async () => new Date(at) }, () => undefined);
    claims.hold('token', rows, start);
    return { claims, renewals, wait: (ms: number) => (at += ms) };
  };

  it('hold without asking while they are fresh', async () => {
    const { claims, renewals, wait } = holding([]);
    wait(LEASE_MS / 3);
    expect(await claims.stillHeld('token', rows)).toEqual(rows);
    expect(renewals).toEqual([]);
    claims.stop();
  });

  it('are renewed before they end, and what another worker took since is left to it', async () => {
    const { claims, renewals, wait } = holding([2]);
    wait(LEASE_MS * 100);
    expect(await claims.stillHeld('token', rows)).toEqual([rows[1]]);
    expect(renewals).toEqual([{ ids: [1, 2], until: new Date(start.getTime() + LEASE_MS * 101) }]);
    expect(await claims.stillHeld('token', rows)).toEqual([rows[1]]);
    expect(renewals).toHaveLength(1);
    claims.stop();
  });

  it('are renewed by themselves while messages are under way', async () => {
    jest.useFakeTimers();
    try {
      const { claims, renewals } = holding([1, 2]);
      claims.drop('token', [1]);
      await jest.advanceTimersByTimeAsync(LEASE_MS);
      expect(renewals.map(({ ids }) => ids)).toEqual([[2], [2], [2]]);
      claims.drop('token', [2]);
      await jest.advanceTimersByTimeAsync(LEASE_MS);
      expect(renewals).toHaveLength(3);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('of others, or settled ones, are not ours', async () => {
    const { claims } = holding([]);
    expect(await claims.stillHeld('another', rows)).toEqual([]);
    claims.drop('token', [1, 2]);
    expect(await claims.stillHeld('token', rows)).toEqual([]);
    claims.stop();
  });
});
