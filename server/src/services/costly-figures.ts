/** Figures whose queries take less (ms) are counted anew for each who asks. */
const CHEAP_MS = 100;
/** Costly ones are kept so many times as long as their queries took. */
const KEEP_TIMES = 10;
const KEEP_AT_MOST_MS = 30_000;

interface Kept<T> {
  figures: Promise<T>;
  /** Until when they stand, by the steady clock; while they are being counted, for ever. */
  until: number;
}

/** Runs a query and counts its time, which is not the time that is spent waiting between two of them. */
export type Timed = <R>(query: () => Promise<R>) => Promise<R>;

/**
 * Figures whose cost grows with the tables, so that many who look at them at once cost no more than one. Who asks while
 * they are being counted gets the same ones.
 * @param steady milliseconds of a clock that never goes back
 */
export const createCostlyFigures = <T>(steady: () => number = () => performance.now()) => {
  const kept = new Map<string, Kept<T>>();
  let waiting = 0;

  const countAnew = (key: string, count: (timed: Timed) => Promise<T>): Promise<T> => {
    let cost = 0;
    const timed: Timed = async (query) => {
      const from = steady();
      try {
        return await query();
      } finally {
        cost += steady() - from;
      }
    };
    const entry: Kept<T> = { figures: count(timed), until: Infinity };
    kept.set(key, entry);
    entry.figures.then(
      () => {
        if (cost < CHEAP_MS) kept.delete(key);
        else entry.until = steady() + Math.min(cost * KEEP_TIMES, KEEP_AT_MOST_MS);
      },
      () => kept.delete(key)
    );
    return entry.figures;
  };

  return {
    /** @returns the figures of `key`, ten times as old as their queries take and half a minute at most @throws what `count` throws */
    async find(key: string, count: (timed: Timed) => Promise<T>): Promise<T> {
      const now = steady();
      for (const [one, { until }] of kept) if (until <= now) kept.delete(one);
      waiting += 1;
      try {
        return await (kept.get(key)?.figures ?? countAnew(key, count));
      } finally {
        waiting -= 1;
      }
    },

    /** How many wait for figures just now. */
    waiting: () => waiting,
  };
};
