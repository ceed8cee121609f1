import type { Knex } from 'knex';

import type { RepositoryContext } from './context';

/** A certificate whose document is to go, and why. */
export interface Erasable {
  id: number;
  documentKey: string | null;
}

/** A document that was sent back, and its certificate. */
export interface SentBack {
  key: string;
  certificateId: number | null;
}

/** What retention and the deletion of a client take away: files and personal words go, the decisions stay. */
export const createErasureRepository = ({ db, tables, sql }: RepositoryContext) => {
  const erasable = (rows: Record<string, unknown>[]): Erasable[] =>
    rows.map((row) => ({ id: row.id as number, documentKey: (row.document_key as string | null) ?? null }));

  /** Row ids of certificates. */
  const idsOf = (find: (certificates: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<number[]> =>
    db.read((knex) => find(knex(tables.certificates)).pluck('id'));

  const sentBack = async (
    knex: Knex,
    instant: Date,
    only: (files: Knex.QueryBuilder) => unknown
  ): Promise<SentBack[]> => {
    const rows: Record<string, unknown>[] = await knex({ f: tables.files })
      .leftJoin({ c: tables.certificates }, 'c.document_key', 'f.key')
      .where('f.rejected_at', '<', instant)
      .where((q) =>
        q.where('f.state', 'kept').orWhere((shown) => shown.where('f.state', 'attached').whereNotNull('c.rejection'))
      )
      .modify(only)
      .select('f.key', 'f.certificate_id');
    return rows.map((row) => ({
      key: row.key as string,
      certificateId: (row.certificate_id as number | null) ?? null,
    }));
  };

  const sentBackEntries = (trx: Knex, certificateIds: number[]) =>
    trx(tables.events).whereIn('certificate_id', certificateIds).whereIn('action', ['rejected', 'revoked']);

  const dropSentBackWords = async (trx: Knex, certificateIds: number[]): Promise<void> => {
    const details = sql(trx).withoutKeys('details', ['comment', 'document']);
    await sentBackEntries(trx, certificateIds).update({ details });
  };

  /** These rows, while nobody else changes them. In the order of their ids, so that two passes do not wait for each other. */
  const lock = (trx: Knex, ids: number[]) => trx(tables.certificates).whereIn('id', ids).orderBy('id').forUpdate();

  return {
    trashedBefore: (instant: Date, limit: number): Promise<number[]> =>
      idsOf((q) => q.whereNull('erased_at').whereNotNull('trashed_at').where('trashed_at', '<', instant).limit(limit)),

    archivedBefore: (instant: Date, limit: number): Promise<number[]> =>
      idsOf((q) =>
        q.whereNull('erased_at').whereNotNull('archived_at').where('archived_at', '<', instant).limit(limit)
      ),

    /**
     * Certificates whose client is gone: a user deleted by a way that no hook sees, or by one that came no further. One
     * of the history may have lost its document before, but not yet its client's name.
     */
    withoutClient: (limit: number): Promise<number[]> =>
      idsOf((q) =>
        q
          .whereNull('client_id')
          .where((open) => open.whereNull('erased_at').orWhereNull('trashed_at'))
          .limit(limit)
      ),

    ofClients: (clientIds: number[]): Promise<number[]> => idsOf((q) => q.whereIn('client_id', clientIds)),

    /** Those of these certificates that still have something to lose; nobody else changes them meanwhile. */
    lockUnerased: async (trx: Knex, ids: number[]): Promise<Erasable[]> =>
      erasable(await lock(trx, ids).whereNull('erased_at').select('id', 'document_key')),

    /** Those of these certificates that have no client any more; nobody else changes them meanwhile. */
    lockClientless: async (trx: Knex, ids: number[]): Promise<number[]> =>
      lock(trx, ids).whereNull('client_id').pluck('id'),

    /** Documents that were sent back so long ago, replaced or not. */
    sentBackBefore: (instant: Date, limit: number): Promise<SentBack[]> =>
      db.read((knex) => sentBack(knex, instant, (files) => files.limit(limit))),

    /** Those of them of which that still holds; from now on nobody mends their certificates meanwhile. */
    async lockSentBack(trx: Knex, found: SentBack[], instant: Date): Promise<SentBack[]> {
      await lock(
        trx,
        found.flatMap(({ certificateId }) => certificateId ?? [])
      ).select('id');
      const keys = found.map(({ key }) => key);
      return sentBack(trx, instant, (files) => files.whereIn('f.key', keys));
    },

    /** Takes the document off its certificates; they keep everything that was decided. */
    async dropDocuments(trx: Knex, keys: string[], at: Date): Promise<void> {
      await trx(tables.certificates).whereIn('document_key', keys).update({
        document_key: null,
        document_name: null,
        document_mime: null,
        document_size: null,
        document_sha_256: null,
        document_descriptor: null,
        document_warnings: null,
        updated_at: at,
      });
      await trx(tables.files).whereIn('key', keys).update({ state: 'released', released_at: at });
    },

    /** Every file that these certificates ever had is to be removed. */
    async releaseFiles(trx: Knex, certificateIds: number[], at: Date): Promise<void> {
      await trx(tables.files).whereIn('certificate_id', certificateIds).update({ state: 'released', released_at: at });
    },

    /** Personal words go: notes, comments, names of files. Of what was sent back, reason and revision stay. */
    async dropWords(trx: Knex, certificateIds: number[], at: Date): Promise<void> {
      await trx(tables.certificates)
        .whereIn('id', certificateIds)
        .update({ notes: null, rejection: null, erased_at: at, updated_at: at });
      await dropSentBackWords(trx, certificateIds);
    },

    /** The history no longer leads to these documents. */
    async unlinkSentBack(trx: Knex, certificateIds: number[], keys: string[]): Promise<void> {
      if (keys.length === 0) return;
      const { nested, withoutKeys } = sql(trx);
      const marks = keys.map(() => '?').join(', ');
      await sentBackEntries(trx, certificateIds)
        .whereRaw(trx.raw(`? in (${marks})`, [nested('details', 'document', 'key'), ...keys]))
        .update({ details: withoutKeys('details', ['document']) });
    },

    /** The client's name goes from the histories; that a client did it stays. */
    async forgetClient(trx: Knex, certificateIds: number[], at: Date): Promise<void> {
      await trx(tables.events)
        .whereIn('certificate_id', certificateIds)
        .where({ actor_type: 'client' })
        .update({ actor_id: null, actor_name: null });
      await dropSentBackWords(trx, certificateIds);
      await trx(tables.certificates).whereIn('id', certificateIds).whereNull('trashed_at').update({ trashed_at: at });
      await trx(tables.notifications)
        .whereIn('certificate_id', certificateIds)
        .where({ state: 'pending' })
        .update({ state: 'cancelled', updated_at: at });
      await trx(tables.notifications)
        .whereIn('certificate_id', certificateIds)
        .update({ data: null, last_error: null });
    },

    /** Devices whose owner is gone. */
    async deleteOrphanedSubscriptions(): Promise<void> {
      const orphaned = (knex: Knex) => knex(tables.pushSubscriptions).whereNull('client_id');
      if (await db.read((knex) => orphaned(knex).first('id'))) await db.transaction((trx) => orphaned(trx).delete());
    },
  };
};
