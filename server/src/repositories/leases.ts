import { setTimeout as sleep } from 'node:timers/promises';

import { within } from '../ports/within';
import type { RepositoryContext } from './context';
import { asNumber } from './database';

/** How long (ms) to wait before a lease is tried to be given back again. */
const GIVE_BACK_AFTER_MS = [100, 500, 2_000];
/** How long (ms) all of that may take: a pool waits a minute for a connection that was cut while it was being made. */
const CALLER_WAITS_MS = 5_000;
/** The same where nobody waits for it any more. */
const GIVE_BACK_EVERY_MS = 5_000;

const worked = (work: () => Promise<void>): Promise<boolean> =>
  work().then(
    () => true,
    () => false
  );

interface GivingBack {
  giveBack: () => Promise<void>;
  /** When the lease runs out by itself, in milliseconds of a clock that never goes back. */
  until: number;
}

/**
 * What ended the work may be a database that is away, for a moment or for minutes: nobody else could do the work until the
 * lease runs out. Its caller waits for a moment only. Nothing but time is ever lost, so it is no error.
 */
const createPatience = () => {
  /** Leases that were not given back yet; of each name there is one at most. */
  const left = new Map<string, GivingBack>();
  let isAtIt = false;

  const goOn = async (): Promise<void> => {
    if (isAtIt) return;
    isAtIt = true;
    while (left.size > 0) {
      await sleep(GIVE_BACK_EVERY_MS, undefined, { ref: false });
      for (const [name, one] of left) {
        const isOver = performance.now() > one.until || (await worked(one.giveBack));
        // A later one of that name may have come meanwhile.
        if (isOver && left.get(name) === one) left.delete(name);
      }
    }
    isAtIt = false;
  };

  return async (name: string, giveBack: () => Promise<void>, forMs: number): Promise<void> => {
    const until = performance.now() + forMs;
    const atOnce = async (): Promise<boolean> => {
      for (const ms of [0, ...GIVE_BACK_AFTER_MS]) {
        if (ms > 0) await sleep(ms);
        if (await worked(giveBack)) return true;
      }
      return false;
    };
    if (await within(CALLER_WAITS_MS, atOnce()).catch(() => false)) return;
    left.set(name, { giveBack, until });
    void goOn();
  };
};

/**
 * Leases (who does a recurring job now) and positions (how far a pass has read). A lease saves instances from doing the
 * same work; that nothing happens twice comes from compare-and-swap and unique keys.
 */
export const createLeaseRepository = ({ db, tables }: RepositoryContext) => {
  const patiently = createPatience();
  const ensure = (name: string) =>
    db.transaction(async (trx) => {
      await trx(tables.leases).insert({ name, fence: 0 }).onConflict('name').merge(['name']);
    });

  return {
    /**
     * Takes the lease for `forMs` milliseconds if nobody holds it.
     * @returns a function that gives it back and never fails, or null when somebody else holds it
     */
    async acquire(name: string, now: Date, forMs: number): Promise<(() => Promise<void>) | null> {
      const until = new Date(now.getTime() + forMs);
      const giveBack = (held: { fence: number } | { until: Date }) =>
        patiently(
          name,
          () =>
            db.transaction(async (trx) => {
              await trx(tables.leases)
                .where({ name, ...held })
                .update({ until: null });
            }),
          forMs
        );
      const take = () =>
        db.transaction(async (trx) => {
          const count = await trx(tables.leases)
            .where({ name })
            .where((q) => q.whereNull('until').orWhere('until', '<', now))
            .update({ until, fence: trx.raw('fence + 1') });
          if (count === 0) return null;
          return asNumber((await trx(tables.leases).where({ name }).first('fence'))?.fence);
        });
      try {
        let fence = await take();
        if (fence === null && !(await db.read((knex) => knex(tables.leases).where({ name }).first('id')))) {
          await ensure(name);
          fence = await take();
        }
        if (fence === null) return null;
        const held = { fence };
        return () => giveBack(held);
      } catch (error) {
        // Taken, perhaps, by a transaction whose end was not heard of. Another one's that ends at the very same
        // millisecond goes with it, which costs double work and nothing else.
        await giveBack({ until });
        throw error;
      }
    },

    /** @returns the position, null when the pass has never started */
    async position(name: string): Promise<number | null> {
      const row = await db.read((knex) => knex(tables.leases).where({ name }).first('position'));
      return row?.position === undefined || row.position === null ? null : asNumber(row.position);
    },

    /** Every position whose name begins so, by name. */
    async positions(prefix: string): Promise<Map<string, number>> {
      const rows = await db.read((knex) =>
        knex(tables.leases).where('name', 'like', `${prefix}%`).whereNotNull('position').select('name', 'position')
      );
      return new Map(rows.map(({ name, position }) => [name, asNumber(position)]));
    },

    async setPosition(name: string, position: number): Promise<void> {
      await db.transaction(async (trx) => {
        await trx(tables.leases).insert({ name, fence: 0, position }).onConflict('name').merge(['position']);
      });
    },
  };
};
