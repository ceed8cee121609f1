import type { Knex } from 'knex';

import type { LinkTable } from './tables';

/**
 * Rows of a many-to-many link table. Only what differs is written, so that what hangs on a row (who joined when) stays.
 */
export const links = (trx: Knex, { table, from, to }: LinkTable) => ({
  async of(fromId: number): Promise<number[]> {
    return (await trx(table).where(from, fromId).orderBy('id').pluck(to)) as number[];
  },

  /** @returns the ids that were not linked before */
  async add(fromId: number, ids: number[]): Promise<number[]> {
    const added: number[] = [];
    for (let start = 0; start < ids.length; start += 500) {
      const chunk = ids.slice(start, start + 500);
      const known = new Set<number>(await trx(table).where(from, fromId).whereIn(to, chunk).pluck(to));
      const fresh = [...new Set(chunk)].filter((id) => !known.has(id));
      if (fresh.length > 0) {
        // Somebody else may be adding the same ones at this moment.
        await trx(table)
          .insert(fresh.map((id) => ({ [from]: fromId, [to]: id })))
          .onConflict([from, to])
          .merge([from, to]);
      }
      added.push(...fresh);
    }
    return added;
  },

  async remove(fromId: number, ids: number[]): Promise<void> {
    for (let start = 0; start < ids.length; start += 500) {
      await trx(table)
        .where(from, fromId)
        .whereIn(to, ids.slice(start, start + 500))
        .delete();
    }
  },

  /** The list given replaces the present one. @returns the ids that were not linked before */
  async replace(fromId: number, ids: number[]): Promise<number[]> {
    const present = await this.of(fromId);
    const wanted = new Set(ids);
    await this.remove(
      fromId,
      present.filter((id) => !wanted.has(id))
    );
    return this.add(fromId, ids);
  },
});
