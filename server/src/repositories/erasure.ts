import type { Knex } from 'knex';

import type { RepositoryContext } from './context';

/** A certificate whose document is to go, and why. */
export interface Erasable {
  id: number;
  documentKey: string | null;
}

/** What retention and the deletion of a client take away: files and personal words go, the decisions stay. */
export const createErasureRepository = ({ db, tables }: RepositoryContext) => {
  const erasable = (rows: Record<string, unknown>[]): Erasable[] =>
    rows.map((row) => ({ id: row.id as number, documentKey: (row.document_key as string | null) ?? null }));

  const notYet = (knex: Knex) => knex(tables.certificates).whereNull('erased_at').select('id', 'document_key');

  return {
    trashedBefore: (instant: Date, limit: number): Promise<Erasable[]> =>
      db.read(async (knex) =>
        erasable(await notYet(knex).whereNotNull('trashed_at').where('trashed_at', '<', instant).limit(limit))
      ),

    archivedBefore: (instant: Date, limit: number): Promise<Erasable[]> =>
      db.read(async (knex) =>
        erasable(await notYet(knex).whereNotNull('archived_at').where('archived_at', '<', instant).limit(limit))
      ),

    /** Certificates whose client is gone: a user deleted by a way that no hook sees. */
    withoutClient: (limit: number): Promise<Erasable[]> =>
      db.read(async (knex) => erasable(await notYet(knex).whereNull('client_id').limit(limit))),

    ofClients: async (trx: Knex, clientIds: number[]): Promise<Erasable[]> =>
      erasable(await trx(tables.certificates).whereIn('client_id', clientIds).select('id', 'document_key')),

    /** Documents that were sent back so long ago, replaced or not. */
    sentBackBefore: (instant: Date, limit: number): Promise<{ key: string; certificateId: number | null }[]> =>
      db.read(async (knex) => {
        const rows: Record<string, unknown>[] = await knex({ f: tables.files })
          .leftJoin({ c: tables.certificates }, 'c.document_key', 'f.key')
          .where('f.rejected_at', '<', instant)
          .where((q) =>
            q
              .where('f.state', 'kept')
              .orWhere((shown) => shown.where('f.state', 'attached').whereNotNull('c.rejection'))
          )
          .limit(limit)
          .select('f.key', 'f.certificate_id');
        return rows.map((row) => ({
          key: row.key as string,
          certificateId: (row.certificate_id as number | null) ?? null,
        }));
      }),

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

    /** Personal words go: notes, comments, names of files. */
    async dropWords(trx: Knex, certificateIds: number[], at: Date): Promise<void> {
      await trx(tables.certificates)
        .whereIn('id', certificateIds)
        .update({ notes: null, rejection: null, erased_at: at, updated_at: at });
    },

    /** The client's name goes from the histories; that a client did it stays. */
    async forgetClient(trx: Knex, certificateIds: number[], at: Date): Promise<void> {
      await trx(tables.events)
        .whereIn('certificate_id', certificateIds)
        .where({ actor_type: 'client' })
        .update({ actor_id: null, actor_name: null });
      await trx(tables.events)
        .whereIn('certificate_id', certificateIds)
        .whereIn('action', ['rejected', 'revoked'])
        .update({ details: null });
      await trx(tables.certificates).whereIn('id', certificateIds).whereNull('trashed_at').update({ trashed_at: at });
      await trx(tables.notifications)
        .whereIn('certificate_id', certificateIds)
        .where({ state: 'pending' })
        .update({ state: 'cancelled', updated_at: at });
      await trx(tables.notifications)
        .whereIn('certificate_id', certificateIds)
        .update({ data: null, last_error: null });
    },

    async deleteSubscriptions(trx: Knex, clientIds: number[]): Promise<void> {
      await trx(tables.pushSubscriptions).whereIn('client_id', clientIds).delete();
    },
  };
};

export type ErasureRepository = ReturnType<typeof createErasureRepository>;
