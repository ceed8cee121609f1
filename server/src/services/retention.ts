import type { Knex } from 'knex';

import { errorWord } from '../domain/error-word';
import { SYSTEM } from '../repositories/history';
import type { Erasable } from '../repositories/erasure';
import { breathe } from './batches';
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
  const { clock, config, db, erasure, history } = deps;
  const { trashDays, rejectedDocumentDays, historyDays, onClientDelete } = config.retention;

  const before = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);

  const erase = async (trx: Knex, rows: Erasable[], cause: string): Promise<void> => {
    const at = clock.now();
    const ids = rows.map(({ id }) => id);
    const keys = rows.flatMap(({ documentKey }) => documentKey ?? []);
    await erasure.dropDocuments(trx, keys, at);
    await erasure.releaseFiles(trx, ids, at);
    await erasure.dropWords(trx, ids, at);
    await history.appendMany(trx, ids, { action: 'document_erased', at, actor: SYSTEM, details: { cause } });
  };

  const eraseAll = async (
    find: (limit: number) => Promise<Erasable[]>,
    work: (trx: Knex, rows: Erasable[]) => Promise<void>
  ): Promise<number> => {
    let erased = 0;
    for (;;) {
      const rows = await find(BATCH);
      if (rows.length > 0) await db.transaction((trx) => work(trx, rows));
      erased += rows.length;
      if (rows.length < BATCH) return erased;
      await breathe();
    }
  };

  const eraseSentBack = async (): Promise<number> => {
    const found = await erasure.sentBackBefore(before(rejectedDocumentDays), BATCH);
    if (found.length === 0) return 0;
    await db.transaction(async (trx) => {
      const at = clock.now();
      const ids = [...new Set(found.flatMap(({ certificateId }) => certificateId ?? []))];
      await erasure.dropDocuments(
        trx,
        found.map(({ key }) => key),
        at
      );
      const details = { cause: 'rejected' };
      await history.appendMany(trx, ids, { action: 'document_erased', at, actor: SYSTEM, details });
    });
    return found.length;
  };

  const forget = async (trx: Knex, rows: Erasable[]): Promise<void> => {
    await erase(trx, rows, 'client_deleted');
    await erasure.forgetClient(
      trx,
      rows.map(({ id }) => id),
      clock.now()
    );
  };

  return {
    /** One pass over everything that is due. @returns how many certificates lost something */
    async run(): Promise<number> {
      let erased = await eraseAll(
        (limit) => erasure.trashedBefore(before(trashDays), limit),
        (trx, rows) => erase(trx, rows, 'trash')
      );
      erased += await eraseSentBack();
      if (historyDays !== null) {
        erased += await eraseAll(
          (limit) => erasure.archivedBefore(before(historyDays), limit),
          (trx, rows) => erase(trx, rows, 'history')
        );
      }
      if (onClientDelete === 'erase') erased += await eraseAll((limit) => erasure.withoutClient(limit), forget);
      await documents.removeReleased();
      return erased;
    },

    /**
     * Clients are about to be deleted: their documents and personal data go with them, in the same transaction. The files
     * follow once it has committed, or at the next pass.
     */
    async clientsDeleted(clientIds: number[]): Promise<void> {
      if (clientIds.length === 0) return;
      await db.transaction(async (trx) => {
        await erasure.deleteSubscriptions(trx, clientIds);
        if (onClientDelete === 'erase') {
          const rows = await erasure.ofClients(trx, clientIds);
          for (let start = 0; start < rows.length; start += BATCH) await forget(trx, rows.slice(start, start + BATCH));
        }
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
