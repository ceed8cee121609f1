import fc from 'fast-check';

import { FIRST_DELAY_MS, GIVE_UP_AFTER_MS, MAX_DELAY_MS, nextAttemptAt } from '../../../server/src/domain/backoff';

const since = new Date('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;

describe('backoff', () => {
  it.each([
    // attempts, random, expected wait in ms
    [1, 0, FIRST_DELAY_MS / 2],
    [1, 0.999999, FIRST_DELAY_MS],
    [2, 0, FIRST_DELAY_MS],
    [5, 0.5, FIRST_DELAY_MS * 16 * 0.75],
    [12, 0.9999999, MAX_DELAY_MS],
    [1_000_000, 0.9999999, MAX_DELAY_MS],
  ])('waits after attempt %i (random %d) for %i ms', (attempts, random, wait) => {
    expect(nextAttemptAt({ attempts, since, now: since, random })?.getTime()).toBe(since.getTime() + wait);
  });

  it('makes the last attempt when the 72 hours are over, and then gives up', () => {
    const at = (ms: number) => new Date(since.getTime() + ms);
    const last = nextAttemptAt({ attempts: 80, since, now: at(GIVE_UP_AFTER_MS - 1000), random: 0.9 });
    expect(last).toEqual(at(GIVE_UP_AFTER_MS));
    expect(nextAttemptAt({ attempts: 81, since, now: at(GIVE_UP_AFTER_MS), random: 0.9 })).toBeNull();
  });

  it('leaves the other side alone for as long as it asks, up to an hour', () => {
    const waitAfter = (retryAfterMs: number) =>
      (nextAttemptAt({ attempts: 1, since, now: since, random: 0, retryAfterMs })?.getTime() ?? 0) - since.getTime();
    expect([0, 120_000, 24 * HOUR].map(waitAfter)).toEqual([1_000, 121_000, HOUR]);
  });

  it('is later than now and at most an hour away, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: GIVE_UP_AFTER_MS * 2 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, age, random) => {
          const now = new Date(since.getTime() + age);
          const next = nextAttemptAt({ attempts, since, now, random });
          if (age >= GIVE_UP_AFTER_MS) return next === null;
          return next !== null && next > now && next.getTime() - now.getTime() <= MAX_DELAY_MS;
        }
      )
    );
  });

  it('gives up after 72 hours and some 80 attempts', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (randoms) => {
        let now = since;
        let attempts = 0;
        for (;;) {
          attempts += 1;
          const next = nextAttemptAt({ attempts, since, now, random: randoms.next().value ?? 0 });
          if (next === null) break;
          now = next;
        }
        return now.getTime() - since.getTime() === GIVE_UP_AFTER_MS && attempts > 72 && attempts < 160;
      }),
      { numRuns: 50 }
    );
  });

  it('spreads what failed together', () => {
    const next = (random: number) => nextAttemptAt({ attempts: 12, since, now: since, random })?.getTime() ?? 0;
    expect(next(0.999) - next(0)).toBeGreaterThan(HOUR / 3);
  });
});
