import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** What is done in a transaction. */
export type Work<T> = (trx: Knex.Transaction) => Promise<T>;

/** Errors after which the same transaction may well succeed: deadlocks, and a lock that was not had in time. */
const TRANSIENT = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', '40P01', '40001', 'SQLITE_BUSY']);
const MAX_TRIES = 5;
/** SQLite has waited for five seconds before it says so, and the whole process with it. */
const MAX_BUSY_TRIES = 2;

/** The database's code of an error; empty where it has none. */
export const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/**
 * Has Strapi hear of a COMMIT that fails. What Knex's `commit` gives resolves in any case: the error comes out of
 * `executionPromise` alone, which Strapi (5.54) does not await, so that it would report as done what nobody kept.
 *
 * On SQLite a COMMIT fails while somebody else reads the file, and leaves the transaction open, which Knex takes for ended:
 * whatever came later on the one connection would be part of it, and never be kept. There the COMMIT is a statement like
 * any other, after which Strapi can still roll back; what Knex then commits is empty.
 */
const hearOfCommit = (trx: Knex.Transaction, isSqlite: boolean): void => {
  const commit = trx.commit.bind(trx);
  const heard = async (): Promise<void> => {
    if (isSqlite) {
      await trx.raw('commit');
      await trx.raw('begin');
    }
    await commit();
    await trx.executionPromise;
  };
  Object.assign(trx, { commit: heard });
};

const open = <T>(strapi: Core.Strapi, work: Work<T>): Promise<T> =>
  strapi.db.transaction(async ({ trx }) => {
    // Where BEGIN has failed it is over, which its statements would say without the reason.
    if (trx.isCompleted()) await trx.executionPromise;
    hearOfCommit(trx, strapi.db.dialect.client === 'sqlite');
    return work(trx);
  }) as Promise<T>;

/** A COMMIT of Strapi's own has failed on SQLite, and everything since has been part of that transaction. */
const isLeftOpen = (error: unknown): boolean =>
  /cannot start a transaction within a transaction/i.test(String((error as Error | null)?.message));

/**
 * Makes true what Strapi has answered already: commits that transaction, unless somebody has been quicker. One that is
 * under way cannot be meant: it has the connection to itself.
 */
const endLeftOpen = async (knex: Knex): Promise<void> => {
  await knex.raw('commit').catch((error: Error) => {
    if (!/no transaction is active/i.test(error.message)) throw error;
  });
};

/**
 * Works in the transaction that is open, which whoever opened it commits their way, or else in one of the plugin's own.
 * @throws what the database says, also of the commit
 */
export const inTransaction = async <T>(strapi: Core.Strapi, work: Work<T>): Promise<T> => {
  if (strapi.db.inTransaction()) return strapi.db.transaction(({ trx }) => work(trx)) as Promise<T>;
  try {
    return await open(strapi, work);
  } catch (error) {
    if (!isLeftOpen(error)) throw error;
    await endLeftOpen(strapi.db.connection);
    return open(strapi, work);
  }
};

/** The same, but one of the plugin's own is run again when it has lost a deadlock. */
export const untilItHolds = async <T>(strapi: Core.Strapi, work: Work<T>): Promise<T> => {
  const isOurs = !strapi.db.inTransaction();
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(strapi, work);
    } catch (error) {
      const code = codeOf(error);
      const maxTries = code === 'SQLITE_BUSY' ? MAX_BUSY_TRIES : MAX_TRIES;
      if (!isOurs || tries >= maxTries || !TRANSIENT.has(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 20 * (1 + Math.random())));
    }
  }
};
