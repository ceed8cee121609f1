/** Figures that cost less (ms) are counted anew for each who asks. */
const CHEAP_MS = 100;
/** Costly ones are kept so many times as long as counting them took: it takes a fiftieth of the time at most. */
const KEEP_TIMES = 50;
const KEEP_AT_MOST_MS = 5 * 60_000;

interface Kept<T> {
  figures: Promise<T>;
  /** Until when they stand, by the steady clock; while they are being counted, for ever. */
  until: number;
}

/**
 * Figures whose cost grows with the tables, so that many who look at them at once cost no more than one. Who asks while
 * they are being counted gets the same ones.
 * @param steady milliseconds of a clock that never goes back
 */
export const createCostlyFigures = <T>(steady: () => number = () => performance.now()) => {
  const kept = new Map<string, Kept<T>>();

  const countAnew = (key: string, count: () => Promise<T>): Promise<T> => {
    const from = steady();
    const entry: Kept<T> = { figures: count(), until: Infinity };
    kept.set(key, entry);
    entry.figures.then(
      () => {
        const cost = steady() - from;
        if (cost < CHEAP_MS) kept.delete(key);
        else entry.until = steady() + Math.min(cost * KEEP_TIMES, KEEP_AT_MOST_MS);
      },
      () => kept.delete(key)
    );
    return entry.figures;
  };

  return {
    /** @returns the figures of `key`, at most five minutes old @throws what `count` throws */
    find(key: string, count: () => Promise<T>): Promise<T> {
      const now = steady();
      for (const [one, { until }] of kept) if (until <= now) kept.delete(one);
      return kept.get(key)?.figures ?? countAnew(key, count);
    },
  };
};
