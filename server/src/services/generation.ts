import type { Knex } from 'knex';

import { errorWord } from '../domain/error-word';
import { conflict, notFound } from '../domain/errors';
import { HOST, type Actor } from '../repositories/history';
import type { RunRecord } from '../repositories/runs';
import type { Dependencies } from './dependencies';
import type { Issuing } from './issuing';
import { Stopped } from './pace';

const LEASE_MS = 60_000;
/** How often an instance looks for runs that another has left behind. */
const LOOK_EVERY_MS = 10_000;
/** A run that fails so often in a row, in five minutes of looks, is given up, where staff see it. */
const MAX_FAILURES = 30;

/** Another instance has counted this chunk: what this one did is rolled back. */
class Overtaken extends Error {}

/**
 * "Generate certificates": a run that issues a template to every client, in the background, chunk by chunk. A chunk and
 * its progress are one transaction, so a restart goes on where the last one committed; the unique origin key
 * `run:<run>:<client>` keeps two instances from issuing twice.
 */
export const createGeneration = (deps: Dependencies, issuing: Issuing) => {
  const { db, clock, log, templates, runs, leases, pace } = deps;
  let pumping: Promise<void> | null = null;
  let again = false;
  const failures = new Map<number, number>();

  /** @returns how many clients it has gone through; none: the run has ended */
  const step = async (trx: Knex, run: RunRecord, limit: number): Promise<number> => {
    const template = run.templateId === null ? null : await templates.findById(trx, run.templateId);
    const at = clock.now();
    if (!template || template.archivedAt) {
      await runs.finish(trx, run.id, 'failed', 'The template was deleted.', at);
      return 0;
    }
    const userIds = await deps.issuing.nextClients(trx, run.cursor, run.lastClient, limit);
    const last = userIds.at(-1);
    if (last === undefined) {
      await runs.finish(trx, run.id, 'done', null, at);
      return 0;
    }
    const ids = await deps.issuing.issueToUsers(trx, {
      template,
      userIds,
      originPrefix: `run:${run.documentId}:`,
      skipHolders: !run.includeHolders,
      at,
    });
    const batchKey = `run:${run.documentId}`;
    await issuing.announce(trx, ids, { actor: run.actor, batchKey, at, details: { cause: 'generation' } });
    const counted = await runs.advance(trx, run, { cursor: last, handled: userIds.length, issued: ids.length, at });
    if (!counted) throw new Overtaken();
    // The last clients too leave a step to come, which ends the run.
    return limit;
  };

  const work = async (documentId: string): Promise<void> => {
    const release = await leases.acquire(`run:${documentId}`, clock.now(), LEASE_MS);
    if (!release) return;
    try {
      await pace.untilDone(async (limit, begun) => {
        const run = await runs.find(documentId);
        if (run?.state !== 'running') return 0;
        return db.transaction((trx) => {
          begun();
          return step(trx, run, limit);
        });
      });
    } catch (error) {
      if (!(error instanceof Overtaken || error instanceof Stopped)) throw error;
    } finally {
      await release();
    }
  };

  const attempt = async (run: RunRecord): Promise<void> => {
    try {
      await work(run.documentId);
      failures.delete(run.id);
    } catch (error) {
      const times = (failures.get(run.id) ?? 0) + 1;
      failures.set(run.id, times);
      log.error(`certificates: a generation run was interrupted (${errorWord(error)})`);
      if (times < MAX_FAILURES) return;
      failures.delete(run.id);
      await db.transaction((trx) => runs.finish(trx, run.id, 'failed', errorWord(error), clock.now()));
    }
  };

  const workThrough = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        for (const run of await runs.running()) await attempt(run);
      }
    } catch (error) {
      again = false;
      log.error(`certificates: generation stopped for now (${errorWord(error)})`);
    }
  };

  return {
    /**
     * Starts a run, or answers the one that is running for this template.
     * @throws DomainError 404 for an unknown template, 409 for a deleted one
     */
    async start(
      templateId: string,
      { includeHolders = false }: { includeHolders?: boolean } = {},
      actor: Actor = HOST
    ): Promise<RunRecord> {
      const run = await db.transaction(async (trx) => {
        const template = await templates.find(templateId, trx);
        if (!template) throw notFound('Template');
        if (template.archivedAt) {
          throw conflict('template_archived', 'This template has been deleted: nothing new comes from it.');
        }
        const lastClient = await deps.issuing.lastUserId(trx);
        const total = await deps.issuing.countClients(trx, lastClient);
        return runs.start(trx, { template, includeHolders, total, lastClient, actor, at: clock.now() });
      });
      db.afterCommit(() => void this.pump());
      return run;
    },

    /** @throws DomainError 404 */
    async find(documentId: string): Promise<RunRecord> {
      const run = await runs.find(documentId);
      if (!run) throw notFound('Run');
      return run;
    },

    /**
     * Works on whatever is running, until nothing is. Called when a run starts, at start-up and by `watch` for runs that
     * a restart has interrupted. One run's error keeps no other from its turn; after several it has failed.
     */
    pump(): Promise<void> {
      again = true;
      pumping ??= workThrough().finally(() => {
        pumping = null;
        if (again) void this.pump();
      });
      return pumping;
    },

    /**
     * Looks for runs from time to time, whether the sweep is enabled or not: one whose process died goes on when its
     * lease runs out, on whichever instance is there.
     * @returns how to stop, which waits for the chunk that is being written
     */
    watch(): () => Promise<void> {
      const timer = setInterval(() => void this.pump(), LOOK_EVERY_MS);
      timer.unref();
      return async () => {
        clearInterval(timer);
        await pumping;
      };
    },
  };
};

export type Generation = ReturnType<typeof createGeneration>;
