import { randomUUID } from 'node:crypto';

import type { Knex } from 'knex';

import { addDays, dayAt, zoneOr } from '../domain/calendar';
import { SYSTEM } from '../repositories/history';
import type { Dependencies } from './dependencies';
import type { Issuing } from './issuing';
import type { ReminderService } from './reminders';

const LEASE = 'sweep';
/** An instance that dies in the middle holds up the others for this long at most. */
const LEASE_MS = 5 * 60_000;

export interface SweepResult {
  expired: number;
  expiringSoon: number;
  renewed: number;
  reminded: number;
}

interface Chunk extends Partial<SweepResult> {
  /** Rows that it went through: fewer than it might have, and it was the last. */
  handled: number;
}

/**
 * What the clock does to certificates, persisted: states, history, renewals, notifications. Everything due is found by
 * its instants, however long ago they were, so a sweep that slept catches up; compare-and-swap and unique keys make each
 * step happen once, however many instances sweep.
 */
export const createSweep = (deps: Dependencies, issuing: Issuing, reminders: ReminderService) => {
  const { db, clock, config, history, outbox, sweeping, leases, announcements, pace } = deps;

  /** Issues the successors of these certificates, unless another open one takes the place. */
  const issueSuccessors = async (trx: Knex, ids: number[], batchKey: string, at: Date): Promise<number> => {
    const siblings = await sweeping.openSiblings(trx, ids, at);
    await sweeping.setPredecessors(trx, siblings);
    const taken = new Set(siblings.map(({ id }) => id));
    const alone = ids.filter((id) => !taken.has(id));
    const successors = await deps.issuing.issueSuccessors(trx, await sweeping.lastOfEach(trx, alone), at);
    await issuing.announce(trx, successors, { actor: SYSTEM, batchKey, at, details: { cause: 'renewal' } });
    return successors.length;
  };

  const expireChunk = async (trx: Knex, limit: number, batchKey: string): Promise<Chunk> => {
    const now = clock.now();
    const ids = await sweeping.dueToExpire(trx, now, limit);
    // Each row is written once: with as many indexes as there are, that is what most of the time goes to.
    const renewable = await sweeping.toRenew(trx, ids);
    const renewed = new Set(renewable);
    await sweeping.setExpired(
      trx,
      ids.filter((id) => !renewed.has(id)),
      now
    );
    await sweeping.setExpiredAndRenewed(trx, renewable, now);
    await history.appendMany(trx, ids, { action: 'expired', at: now, actor: SYSTEM });
    await outbox.addMany(trx, ids, { event: 'certificate.expired', batchKey: `expired:${batchKey}`, at: now });
    announcements.announce('certificate.expired', ids, now);
    const successors = await issueSuccessors(trx, renewable, batchKey, now);
    await history.appendMany(trx, renewable, {
      action: 'archived',
      at: now,
      actor: SYSTEM,
      details: { cause: 'renewal' },
    });
    return { handled: ids.length, expired: ids.length, renewed: successors };
  };

  const expireSoonChunk = async (trx: Knex, limit: number, batchKey: string): Promise<Chunk> => {
    const now = clock.now();
    const ids = await sweeping.dueToExpireSoon(trx, now, limit);
    await sweeping.setExpiringSoon(trx, ids, now);
    await history.appendMany(trx, ids, { action: 'expiring_soon', at: now, actor: SYSTEM });
    await outbox.addMany(trx, ids, { event: 'certificate.expiring', batchKey: `expiring:${batchKey}`, at: now });
    announcements.announce('certificate.expiring', ids, now);
    await reminders.beside(trx, ids, batchKey, now);
    return { handled: ids.length, expiringSoon: ids.length };
  };

  /**
   * Repeats a chunk, each in its own short transaction, until there is nothing left. What it did counts once it has
   * committed: a transaction that lost a deadlock runs again.
   */
  const untilDone = (result: SweepResult, chunk: (trx: Knex, limit: number) => Promise<Chunk>): Promise<void> =>
    pace.untilDone(async (limit) => {
      const { handled, expired = 0, expiringSoon = 0, renewed = 0 } = await db.transaction((trx) => chunk(trx, limit));
      result.expired += expired;
      result.expiringSoon += expiringSoon;
      result.renewed += renewed;
      return handled;
    });

  /** Early renewals: per template with a lead, per time zone, because the last day differs between zones. */
  const renewEarly = async (batchKey: string, result: SweepResult): Promise<void> => {
    const templates = await db.read((knex) => sweeping.templatesWithLead(knex));
    if (templates.length === 0) return;
    const zones: (string | null)[] = [null, ...(await db.read((knex) => sweeping.zones(knex)))];
    for (const template of templates) {
      for (const zone of zones) {
        await untilDone(result, async (trx, limit) => {
          const now = clock.now();
          // Due when the start of `validUntil + 1 - leadDays` has come there.
          const lastDay = addDays(dayAt(now, zoneOr(zone, config.timeZone)), template.leadDays - 1);
          const ids = await sweeping.dueForEarlyRenewal(trx, template.id, zone, lastDay, now, limit);
          const renewed = await issueSuccessors(trx, ids, batchKey, now);
          await sweeping.markRenewed(trx, ids, now);
          return { handled: ids.length, renewed };
        });
      }
    }
  };

  return {
    /**
     * Does everything that is due now.
     * @returns what was done; null when another instance is at it
     */
    async run(): Promise<SweepResult | null> {
      const result: SweepResult = { expired: 0, expiringSoon: 0, renewed: 0, reminded: 0 };
      const toRemind = await reminders.tasks();
      if (!(await sweeping.anythingDue(clock.now())) && toRemind.length === 0) return result;
      const release = await leases.acquire(LEASE, clock.now(), LEASE_MS);
      if (!release) return null;
      const batchKey = `sweep:${randomUUID()}`;
      try {
        await untilDone(result, (trx, limit) => expireChunk(trx, limit, batchKey));
        await untilDone(result, (trx, limit) => expireSoonChunk(trx, limit, batchKey));
        await renewEarly(batchKey, result);
        result.reminded = await reminders.run(toRemind, batchKey);
      } finally {
        await release();
      }
      if (result.expired + result.expiringSoon + result.renewed + result.reminded > 0) deps.wakeDispatcher();
      return result;
    },
  };
};

export type Sweep = ReturnType<typeof createSweep>;
