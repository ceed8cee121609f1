/** How long a reading of the database's clock is good for. */
const RESYNC_MS = 60_000;

/**
 * The clock that claims are measured on: the database's, which all instances share, carried on by this machine's
 * steady one. The instances' own clocks may be minutes apart, and tests move theirs by months; a claim is about how
 * long a worker has been silent, which neither must change.
 */
export const createLeaseClock = (databaseNow: () => Promise<Date>, steady: () => number = () => performance.now()) => {
  let reading: { database: number; at: number } | null = null;
  return {
    async now(): Promise<Date> {
      if (reading === null || steady() - reading.at > RESYNC_MS) {
        const at = steady();
        reading = { database: (await databaseNow()).getTime(), at };
      }
      return new Date(reading.database + (steady() - reading.at));
    },
  };
};

export type LeaseClock = ReturnType<typeof createLeaseClock>;
