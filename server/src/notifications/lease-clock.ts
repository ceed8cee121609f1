import type { Clock } from '../ports/clock';

/** How long a reading of the database's clock is good for. */
const RESYNC_MS = 60_000;
/** A steady clock that has lost so much on the wall's was asleep with the machine. */
const ASLEEP_MS = 1_000;

/**
 * The clock that claims are measured on: the database's, which all instances share, carried on by this machine's
 * steady one. The instances' own clocks may be minutes apart, and tests move theirs by months; a claim is about how
 * long a worker has been silent, which neither must change. The steady clock stands still while a machine is suspended,
 * which the wall's tells: then the database is asked again.
 */
export const createLeaseClock = (
  databaseNow: () => Promise<Date>,
  wall: Clock,
  steady: () => number = () => performance.now()
) => {
  let reading: { database: number; at: number; wallAt: number } | null = null;

  const isGood = ({ at, wallAt }: { at: number; wallAt: number }): boolean => {
    const passed = steady() - at;
    return passed <= RESYNC_MS && Math.abs(wall.now().getTime() - wallAt - passed) <= ASLEEP_MS;
  };

  return {
    async now(): Promise<Date> {
      if (reading === null || !isGood(reading)) {
        const [at, wallAt] = [steady(), wall.now().getTime()];
        reading = { database: (await databaseNow()).getTime(), at, wallAt };
      }
      return new Date(reading.database + (steady() - reading.at));
    },
  };
};

export type LeaseClock = ReturnType<typeof createLeaseClock>;
