import type { Clock } from '../../server/src/ports/clock';

type Amount = Partial<Record<'days' | 'hours' | 'minutes' | 'seconds' | 'milliseconds', number>>;

const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000, milliseconds: 1 };

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  /** Goes to an instant, e.g. `2026-03-01T10:00:00Z`. */
  set(instant: string | Date): void;
  /** Goes on by an exact amount of time: a day here is 24 hours. */
  advance(amount: Amount): void;
}

/** @param start the first instant, e.g. `2026-03-01T10:00:00Z`; the present one where it is not given */
export const testClock = (start: string | Date = new Date()): TestClock => {
  let instant = new Date(start);
  return {
    now: () => new Date(instant),
    set: (to) => {
      instant = new Date(to);
    },
    advance: (amount) => {
      const units = Object.entries(amount) as [keyof Amount, number][];
      instant = new Date(units.reduce((at, [unit, count]) => at + count * MILLISECONDS[unit], instant.getTime()));
    },
  };
};
