import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import { errorWord } from '../domain/error-word';
import { SYSTEM } from '../repositories/history';
import { chunksOf } from './batches';
import type { Dependencies } from './dependencies';
import type { Documents } from './documents';

/** Certificates that one transaction erases. */
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * What goes in time: documents of deleted certificates, documents that were sent back, and, where it is configured, those
 * of the history. The file goes, the decision stays. Days are counted as 24 hours: these are periods, not dates.
 */
export const createRetention = (deps: Dependencies, documents: Documents) => {
  const { clock, config, db, erasure, history, pace } = deps;
  const { trashDays, rejectedDocumentDays, historyDays, onClientDelete } = config.retention;

  const before = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);

  const erase = async (trx: Knex, found: number[], cause: string): Promise<void> => {
    const at = clock.now();
    const rows = await erasure.lockUnerased(trx, found);
    const ids = rows.map(({ id }) => id);
    const keys = rows.flatMap(({ documentKey }) => documentKey ?? []);
    await erasure.dropDocuments(trx, keys, at);
    await erasure.releaseFiles(trx, ids, at);
    await erasure.dropWords(trx, ids, at);
    await history.appendMany(trx, ids, { action: 'document_erased', at, actor: SYSTEM, details: { cause } });
  };

  const eraseAll = async (
    find: (limit: number) => Promise<number[]>,
    work: (trx: Knex, ids: number[]) => Promise<void>
  ): Promise<number> => {
    let erased = 0;
    for (;;) {
      const ids = await find(BATCH);
      if (ids.length > 0) await db.transaction((trx) => work(trx, ids));
      erased += ids.length;
      if (ids.length < BATCH) return erased;
      await pace.breathe();
    }
  };

  const eraseSentBack = async (): Promise<number> => {
    const due = before(rejectedDocumentDays);
    const found = await erasure.sentBackBefore(due, BATCH);
    if (found.length === 0) return 0;
    return db.transaction(async (trx) => {
      const at = clock.now();
      // The client may have mended the request a moment ago: then this is the document that waits for approval.
      const rows = await erasure.lockSentBack(trx, found, due);
      const ids = [...new Set(rows.flatMap(({ certificateId }) => certificateId ?? []))];
      const keys = rows.map(({ key }) => key);
      await erasure.dropDocuments(trx, keys, at);
      await erasure.unlinkSentBack(trx, ids, keys);
      const details = { cause: 'rejected' };
      await history.appendMany(trx, ids, { action: 'document_erased', at, actor: SYSTEM, details });
      return rows.length;
    });
  };

  const forget = async (trx: Knex, found: number[]): Promise<void> => {
    const ids = await erasure.lockClientless(trx, found);
    await erase(trx, ids, 'client_deleted');
    await erasure.forgetClient(trx, ids, clock.now());
  };

  return {
    /** One pass over everything that is due. @returns how many certificates lost something */
    async run(): Promise<number> {
      let erased = await eraseAll(
        (limit) => erasure.trashedBefore(before(trashDays), limit),
        (trx, ids) => erase(trx, ids, 'trash')
      );
      erased += await eraseSentBack();
      if (historyDays !== null) {
        erased += await eraseAll(
          (limit) => erasure.archivedBefore(before(historyDays), limit),
          (trx, ids) => erase(trx, ids, 'history')
        );
      }
      if (onClientDelete === 'erase') erased += await eraseAll((limit) => erasure.withoutClient(limit), forget);
      await erasure.deleteOrphanedSubscriptions();
      await documents.removeReleased();
      return erased;
    },

    /**
     * What goes with these clients. To be asked before they are deleted: afterwards nothing leads from them to it.
     * @param clientIds row ids
     * @returns row ids of certificates
     */
    async certificatesOf(clientIds: number[]): Promise<number[]> {
      if (onClientDelete === 'keep') return [];
      const found: number[][] = [];
      for (const ids of chunksOf(clientIds, CHUNK_SIZE)) found.push(await erasure.ofClients(ids));
      return found.flat();
    },

    /**
     * Clients have been deleted: their documents and personal data go with them, in the same transaction where there is
     * one; else a crash in between leaves it to the next pass. The files follow once it has committed. A certificate that
     * still has its client keeps everything.
     * @param certificateIds what `certificatesOf` said before
     */
    async clientsDeleted(certificateIds: number[]): Promise<void> {
      await erasure.deleteOrphanedSubscriptions();
      if (certificateIds.length === 0) return;
      await db.transaction(async (trx) => {
        for (const ids of chunksOf(certificateIds, BATCH)) await forget(trx, ids);
      });
      db.afterCommit(() => {
        documents.removeReleased().catch((error: unknown) => {
          deps.log.warn(`certificates: documents of a deleted client wait for the next pass: ${errorWord(error)}`);
        });
      });
    },
  };
};

export type Retention = ReturnType<typeof createRetention>;
