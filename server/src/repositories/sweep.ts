import type { Knex } from 'knex';

import type { RepositoryContext } from './context';
import { asDay, lockToChange } from './database';
import { withLiveClient } from './live-clients';

/** The zone and the validity dates of certificates whose instants are to be computed anew. */
export interface ValidityGroup {
  validUntil: string;
  timeZone: string | null;
}

/** Set-based statements of the sweep, on certificates that were found due and locked. */
export const createSweepRepository = (context: RepositoryContext) => {
  const { db, tables } = context;

  const live = (trx: Knex, where: { templateId: number } | { centerId: number }) =>
    trx(tables.certificates)
      .where('templateId' in where ? { template_id: where.templateId } : { center_id: where.centerId })
      .whereNull('trashed_at');

  return {
    async setExpired(trx: Knex, ids: number[], at: Date): Promise<void> {
      if (ids.length > 0)
        await trx(tables.certificates)
          .whereIn('id', ids)
          .update({ state: 'expired', expired_for: trx.ref('valid_until'), updated_at: at });
    },

    /** Expired, in the history and renewed, at once. */
    async setExpiredAndRenewed(trx: Knex, ids: number[], at: Date): Promise<void> {
      if (ids.length === 0) return;
      await trx(tables.certificates)
        .whereIn('id', ids)
        .update({
          state: 'expired',
          expired_for: trx.ref('valid_until'),
          archived_at: at,
          renewed_at: at,
          updated_at: at,
        });
    },

    async setExpiringSoon(trx: Knex, ids: number[], at: Date): Promise<void> {
      if (ids.length === 0) return;
      await trx(tables.certificates)
        .whereIn('id', ids)
        .update({ state: 'expiring_soon', warned_for: trx.ref('valid_until'), updated_at: at });
    },

    /** @returns whether it was approved, neither archived nor deleted, and so has been archived */
    async archiveIfCurrent(trx: Knex, id: number, at: Date): Promise<boolean> {
      const count = await trx(tables.certificates)
        .where({ id })
        .whereIn('state', ['approved', 'expiring_soon', 'expired'])
        .whereNull('archived_at')
        .whereNull('trashed_at')
        .update({ archived_at: at, updated_at: at });
      return count === 1;
    },

    /**
     * Of these expired certificates, the ones to be renewed: a live template that renews, switched on before they
     * expired, and a client who is still one.
     */
    async toRenew(trx: Knex, ids: number[]): Promise<number[]> {
      if (ids.length === 0) return [];
      const query = trx({ c: tables.certificates })
        .join({ t: tables.templates }, 't.id', 'c.template_id')
        .whereIn('c.id', ids)
        .whereNull('t.archived_at')
        .where('t.renew_on_expiry', true)
        .where((q) => q.whereNull('t.renew_on_expiry_since').orWhereRaw('t.renew_on_expiry_since <= c.expires_at'));
      return (await withLiveClient(context, query).pluck('c.id')) as number[];
    },

    /**
     * Another certificate of the same client and template that is open when each of these has ended, where there is one:
     * it takes the successor's place. One that ends no later does not.
     */
    async openSiblings(trx: Knex, ids: number[], now: Date): Promise<{ id: number; sibling: number }[]> {
      if (ids.length === 0) return [];
      // For each of them by its client, who holds a few: joined, PostgreSQL would go through all that are current, for
      // which it expects next to none.
      const sibling = trx({ o: tables.certificates })
        .min('o.id')
        .whereRaw('o.client_id = c.client_id')
        .whereRaw('coalesce(o.template_id, 0) = c.template_id')
        .whereRaw('coalesce(o.archived_at, o.trashed_at) is null')
        .whereNotIn('o.id', ids)
        .where((q) =>
          q
            .whereIn('o.state', ['missing_info', 'pending_approval'])
            .orWhereNull('o.expires_at')
            .orWhere((later) => later.where('o.expires_at', '>', now).whereRaw('o.expires_at > c.expires_at'))
        );
      const rows: { id: number; sibling: number | null }[] = await trx({ c: tables.certificates })
        .whereIn('c.id', ids)
        .select({ id: 'c.id', sibling });
      return rows.flatMap(({ id, sibling: found }) => (found === null ? [] : [{ id, sibling: found }]));
    },

    /** Of these, for each client and template the one that ends last: one request follows them all. */
    async lastOfEach(trx: Knex, ids: number[]): Promise<number[]> {
      if (ids.length === 0) return [];
      const rows: { id: number; client_id: number; template_id: number }[] = await trx(tables.certificates)
        .whereIn('id', ids)
        .orderBy('expires_at')
        .orderBy('id')
        .select('id', 'client_id', 'template_id');
      return [...new Map(rows.map((row) => [`${row.client_id}:${row.template_id}`, row.id])).values()];
    },

    /**
     * A certificate whose approval is taken back will have to be renewed anew: its renewal is forgotten, and the key of
     * a successor that was issued early is free again.
     */
    async forgetRenewal(trx: Knex, id: number): Promise<void> {
      await trx(tables.certificates).where({ id }).update({ renewed_at: null });
      await trx(tables.certificates)
        .where({ predecessor_id: id })
        .where('origin_key', 'like', 'renewal:%')
        .update({ origin_key: trx.raw(`concat('superseded:', document_id)`) });
    },

    /** Siblings that renew nothing yet renew these. Most do: they were issued early, as successors. */
    async setPredecessors(trx: Knex, pairs: { id: number; sibling: number }[]): Promise<void> {
      if (pairs.length === 0) return;
      const free: number[] = await trx(tables.certificates)
        .whereIn('id', [...new Set(pairs.map(({ sibling }) => sibling))])
        .whereNull('predecessor_id')
        .pluck('id');
      // The first of several that one sibling follows.
      const followed = new Map([...pairs].reverse().map(({ id, sibling }) => [sibling, id]));
      for (const sibling of free) {
        await trx(tables.certificates)
          .where({ id: sibling })
          .whereNull('predecessor_id')
          .update({ predecessor_id: followed.get(sibling) });
      }
    },

    /** Templates whose new request comes before the old certificate expires. */
    async templatesWithLead(knex: Knex): Promise<{ id: number; leadDays: number }[]> {
      const rows = await knex(tables.templates)
        .whereNull('archived_at')
        .where({ renew_on_expiry: true })
        .where('renewal_lead_days', '>', 0)
        .select('id', 'renewal_lead_days as leadDays');
      return rows.map(({ id, leadDays }) => ({ id, leadDays: Number(leadDays) }));
    },

    /** Zones in which there are centres. */
    zones: (knex: Knex): Promise<string[]> => knex(tables.centers).distinct('time_zone').pluck('time_zone'),

    async markRenewed(trx: Knex, ids: number[], at: Date): Promise<void> {
      if (ids.length > 0) await trx(tables.certificates).whereIn('id', ids).update({ renewed_at: at });
    },

    /**
     * Waits for those who write a date on a live certificate of a template or a centre, and makes others wait: they take
     * its instants from the zone and the days that they see. Comes before those change, and before the row itself is
     * locked, as the sweep takes its locks.
     */
    async lockLive(trx: Knex, where: { templateId: number } | { centerId: number }): Promise<void> {
      // Counted there rather than read here: it may be a million.
      if (db.dialect === 'postgres') {
        await trx
          .count({ n: '*' })
          .from(lockToChange(live(trx, where).select('id').orderBy('id'), db.dialect).as('locked'));
      } else if (db.dialect === 'mysql') {
        await lockToChange(live(trx, where), db.dialect).count({ n: '*' });
      }
    },

    /** Distinct validity dates and zones of a template's or a centre's live certificates. */
    async validityGroups(trx: Knex, where: { templateId: number } | { centerId: number }): Promise<ValidityGroup[]> {
      const rows: Record<string, unknown>[] = await trx({ c: tables.certificates })
        .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
        .where('templateId' in where ? { 'c.template_id': where.templateId } : { 'c.center_id': where.centerId })
        .whereNull('c.trashed_at')
        .whereNotNull('c.valid_until')
        .distinct('c.valid_until', 'z.time_zone');
      return rows.map((row) => ({
        validUntil: asDay(row.valid_until) as string,
        timeZone: (row.time_zone as string | null) ?? null,
      }));
    },

    /** Distinct `expiringSoonDays` with their templates, among the live certificates of a centre. */
    async templatesOfCenter(
      trx: Knex,
      centerId: number
    ): Promise<{ id: number | null; expiringSoonDays: number | null }[]> {
      return trx({ c: tables.certificates })
        .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
        .where('c.center_id', centerId)
        .whereNull('c.trashed_at')
        .distinct({ id: 'c.template_id', expiringSoonDays: 't.expiring_soon_days' });
    },

    /** Gives new instants to the live certificates of a template with this validity date, in one zone. */
    async setInstants(
      trx: Knex,
      where: { templateId: number | null; centerId?: number; validUntil: string; timeZone: string | null },
      instants: { expiringSoonAt: Date | null; expiresAt: Date | null },
      at: Date
    ): Promise<void> {
      const query = trx(tables.certificates)
        .where({ template_id: where.templateId, valid_until: where.validUntil })
        .whereNull('trashed_at');
      if (where.centerId !== undefined) query.where({ center_id: where.centerId });
      else if (where.timeZone === null) query.whereNull('center_id');
      else query.whereIn('center_id', trx(tables.centers).where({ time_zone: where.timeZone }).select('id'));
      await query.update({
        expiring_soon_at: instants.expiringSoonAt,
        expires_at: instants.expiresAt,
        updated_at: at,
      });
    },

    /**
     * New instants can lie later than the old ones: persists that time has, so to speak, gone back. Forward steps are
     * the sweep's, which tells people.
     */
    async stepBack(
      trx: Knex,
      where: { templateId: number } | { centerId: number } | { ids: number[] },
      now: Date
    ): Promise<void> {
      const rows = () => {
        const live = trx(tables.certificates).whereNull('trashed_at');
        if ('ids' in where) return live.whereIn('id', where.ids);
        return live.where('templateId' in where ? { template_id: where.templateId } : { center_id: where.centerId });
      };
      await rows()
        .whereIn('state', ['expiring_soon', 'expired'])
        .where('expiring_soon_at', '>', now)
        .update({ state: 'approved' });
      await rows()
        .where({ state: 'expired' })
        .where('expires_at', '>', now)
        .where('expiring_soon_at', '<=', now)
        .update({ state: 'expiring_soon' });
    },

    /** Live certificates of these clients that no centre has issued; nobody else changes them meanwhile. */
    async withoutCenter(trx: Knex, clientRowIds: number[]) {
      const ids: number[] = await trx(tables.certificates)
        .whereIn('client_id', clientRowIds)
        // As an expression, or SQLite goes through everything that has no centre.
        .whereRaw('coalesce(center_id, 0) = 0')
        .whereNull('trashed_at')
        .orderBy('id')
        .forUpdate()
        .pluck('id');
      const query = trx({ c: tables.certificates })
        .leftJoin({ t: tables.templates }, 't.id', 'c.template_id')
        .whereIn('c.id', ids)
        .select('c.id', 'c.valid_until', 't.expiring_soon_days');
      // On MySQL a plain read does not see what others have written since the transaction's first.
      const rows: Record<string, unknown>[] = await (db.dialect === 'mysql' ? query.forShare() : query);
      return rows.map((row) => ({
        id: row.id as number,
        validUntil: asDay(row.valid_until),
        expiringSoonDays: row.expiring_soon_days === null ? null : Number(row.expiring_soon_days),
      }));
    },

    async setCenter(
      trx: Knex,
      ids: number[],
      centerId: number,
      instants: { expiringSoonAt: Date | null; expiresAt: Date | null },
      at: Date
    ): Promise<void> {
      await trx(tables.certificates).whereIn('id', ids).whereNull('center_id').update({
        center_id: centerId,
        expiring_soon_at: instants.expiringSoonAt,
        expires_at: instants.expiresAt,
        updated_at: at,
      });
    },
  };
};
