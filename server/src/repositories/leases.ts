import type { RepositoryContext } from './context';
import { asNumber } from './database';

/**
 * Leases (who does a recurring job now) and positions (how far a pass has read). A lease saves instances from doing the
 * same work; that nothing happens twice comes from compare-and-swap and unique keys.
 */
export const createLeaseRepository = ({ db, tables }: RepositoryContext) => {
  const ensure = (name: string) =>
    db.transaction(async (trx) => {
      await trx(tables.leases).insert({ name, fence: 0 }).onConflict('name').merge(['name']);
    });

  return {
    /**
     * Takes the lease for `forMs` milliseconds if nobody holds it.
     * @returns a function that gives it back, or null when somebody else holds it
     */
    async acquire(name: string, now: Date, forMs: number): Promise<(() => Promise<void>) | null> {
      const take = () =>
        db.transaction(async (trx) => {
          const until = new Date(now.getTime() + forMs);
          const count = await trx(tables.leases)
            .where({ name })
            .where((q) => q.whereNull('until').orWhere('until', '<', now))
            .update({ until, fence: trx.raw('fence + 1') });
          if (count === 0) return null;
          return asNumber((await trx(tables.leases).where({ name }).first('fence'))?.fence);
        });
      let fence = await take();
      if (fence === null && !(await db.read((knex) => knex(tables.leases).where({ name }).first('id')))) {
        await ensure(name);
        fence = await take();
      }
      if (fence === null) return null;
      return () =>
        db.transaction(async (trx) => {
          await trx(tables.leases).where({ name, fence }).update({ until: null });
        });
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

export type LeaseRepository = ReturnType<typeof createLeaseRepository>;
