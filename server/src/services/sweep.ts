import { randomUUID } from 'node:crypto';

import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import { addDays, dayAt, zoneOr, type PlainDay } from '../domain/calendar';
import { renewableThrough } from '../domain/instants';
import { SYSTEM } from '../repositories/history';
import type { DueChunk } from '../repositories/sweep-due';
import { chunksOf } from './batches';
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

/** One sweep: what is due is what is due at its beginning, and its news for one client are one message. */
interface Run {
  now: Date;
  batchKey: string;
  /** Templates that issue the successor early. */
  leads: { id: number; leadDays: number }[];
}

/** A chunk may hold fewer rows than it might have and not be the last, or more, because it holds whole clients. */
const handledOf = ({ ids, more }: DueChunk, limit: number): number => (more ? Math.max(limit, ids.length) : ids.length);

/**
 * What the clock does to certificates, persisted: states, history, renewals, notifications. Everything due is found by
 * its instants, however long ago they were, so a sweep that slept catches up; compare-and-swap and unique keys make each
 * step happen once, however many instances sweep.
 */
export const createSweep = (deps: Dependencies, issuing: Issuing, reminders: ReminderService) => {
  const { db, clock, config, history, outbox, due, sweeping, leases, announcements, pace } = deps;

  /** Issues the successors of these certificates, unless another open one takes the place. */
  const issueSuccessors = async (trx: Knex, ids: number[], { batchKey, now: at }: Run): Promise<number> => {
    const siblings = await sweeping.openSiblings(trx, ids, at);
    await sweeping.setPredecessors(trx, siblings);
    const taken = new Set(siblings.map(({ id }) => id));
    const alone = ids.filter((id) => !taken.has(id));
    const successors = await deps.issuing.issueSuccessors(trx, await sweeping.lastOfEach(trx, alone), at);
    await issuing.announce(trx, successors, { actor: SYSTEM, batchKey, at, details: { cause: 'renewal' } });
    return successors.length;
  };

  /** Due when the start of `validUntil + 1 - leadDays` has come where the centre is. */
  const lastDayOf = (leadDays: number, timeZone: string | null, now: Date): PlainDay =>
    renewableThrough(now, leadDays, zoneOr(timeZone, config.timeZone));

  /** Early renewals of these clients, of every template: they go into one message with what else they are issued. */
  const renewEarly = async (trx: Knex, clients: number[], run: Run): Promise<number> => {
    const { now, leads } = run;
    if (leads.length === 0) return 0;
    const leadOf = new Map(leads.map(({ id, leadDays }) => [id, leadDays]));
    // Somewhere it is a day later than here at most.
    const lastDay = addDays(dayAt(now, 'UTC'), Math.max(...leadOf.values()));
    const found = await due.earlyRenewalsOf(trx, { clients, templateIds: [...leadOf.keys()], lastDay }, now);
    const ids = found
      .filter((one) => one.validUntil <= lastDayOf(leadOf.get(one.templateId) ?? 0, one.timeZone, now))
      .map(({ id }) => id);
    let renewed = 0;
    for (const chunk of chunksOf(ids, CHUNK_SIZE)) {
      renewed += await issueSuccessors(trx, chunk, run);
      await sweeping.markRenewed(trx, chunk, now);
    }
    return renewed;
  };

  const expireChunk = async (trx: Knex, limit: number, run: Run): Promise<Chunk> => {
    const { now, batchKey } = run;
    const chunk = await due.toExpire(trx, now, limit);
    const { ids, untold } = chunk;
    // Each row is written once: with as many indexes as there are, that is what most of the time goes to.
    const renewable = await sweeping.toRenew(trx, ids);
    const renewed = new Set(renewable);
    await sweeping.setExpired(
      trx,
      ids.filter((id) => !renewed.has(id)),
      now
    );
    await sweeping.setExpiredAndRenewed(trx, renewable, now);
    await history.appendMany(trx, untold, { action: 'expired', at: now, actor: SYSTEM });
    await outbox.addMany(trx, untold, { event: 'certificate.expired', batchKey: `expired:${batchKey}`, at: now });
    announcements.announce('certificate.expired', untold, now);
    const successors = await issueSuccessors(trx, renewable, run);
    await history.appendMany(trx, renewable, {
      action: 'archived',
      at: now,
      actor: SYSTEM,
      details: { cause: 'renewal' },
    });
    const early = await renewEarly(trx, chunk.clientIds, run);
    return { handled: handledOf(chunk, limit), expired: ids.length, renewed: successors + early };
  };

  const expireSoonChunk = async (trx: Knex, limit: number, { now, batchKey }: Run): Promise<Chunk> => {
    const chunk = await due.toExpireSoon(trx, now, limit);
    const { ids, untold } = chunk;
    await sweeping.setExpiringSoon(trx, ids, now);
    await history.appendMany(trx, untold, { action: 'expiring_soon', at: now, actor: SYSTEM });
    await outbox.addMany(trx, untold, { event: 'certificate.expiring', batchKey: `expiring:${batchKey}`, at: now });
    announcements.announce('certificate.expiring', untold, now);
    await reminders.beside(trx, chunk.clientIds, batchKey, now);
    return { handled: handledOf(chunk, limit), expiringSoon: ids.length };
  };

  /** Writes a chunk in a transaction of its own, and says when it has its connection. */
  const written = <T>(begun: () => void, chunk: (trx: Knex) => Promise<T>): Promise<T> =>
    db.transaction((trx) => {
      begun();
      return chunk(trx);
    });

  /**
   * Repeats a chunk, each in its own short transaction, until there is nothing left. What it did counts once it has
   * committed: a transaction that lost a deadlock runs again.
   */
  const untilDone = (result: SweepResult, chunk: (trx: Knex, limit: number) => Promise<Chunk>): Promise<void> =>
    pace.untilDone(async (limit, begun) => {
      const done = await written(begun, (trx) => chunk(trx, limit));
      const { handled, expired = 0, expiringSoon = 0, renewed = 0 } = done;
      result.expired += expired;
      result.expiringSoon += expiringSoon;
      result.renewed += renewed;
      return handled;
    });

  /** Finds clients per template with a lead and per time zone, because the last day differs between zones. */
  const renewAllEarly = async (run: Run, result: SweepResult): Promise<void> => {
    if (run.leads.length === 0) return;
    const zones: (string | null)[] = [null, ...(await db.read((knex) => sweeping.zones(knex)))];
    for (const { id: templateId, leadDays } of run.leads) {
      for (const timeZone of zones) {
        const where = { templateId, timeZone, lastDay: lastDayOf(leadDays, timeZone, run.now) };
        // Looked up by the thousand, which costs as much as for one, and written as few at a time as need be.
        for (let more = true; more;) {
          const found = await db.read((knex) => due.clientsToRenewEarly(knex, where, run.now, CHUNK_SIZE));
          more = found.length === CHUNK_SIZE;
          await pace.untilDone(async (limit, begun) => {
            const clients = found.slice(0, limit);
            const renewed = await written(begun, (trx) => renewEarly(trx, [...new Set(clients)], run));
            // Behind the commit: a transaction that lost a deadlock runs again.
            found.splice(0, clients.length);
            result.renewed += renewed;
            return clients.length;
          });
        }
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
      const now = clock.now();
      if (!(await due.anythingDue(now)) && toRemind.length === 0) return result;
      const release = await leases.acquire(LEASE, now, LEASE_MS);
      if (!release) return null;
      try {
        const leads = await db.read((knex) => sweeping.templatesWithLead(knex));
        const run = { now, batchKey: `sweep:${randomUUID()}`, leads };
        await untilDone(result, (trx, limit) => expireChunk(trx, limit, run));
        await untilDone(result, (trx, limit) => expireSoonChunk(trx, limit, run));
        await renewAllEarly(run, result);
        result.reminded = await reminders.run(toRemind, run.batchKey);
      } finally {
        await release();
      }
      if (result.expired + result.expiringSoon + result.renewed + result.reminded > 0) deps.wakeDispatcher();
      return result;
    },
  };
};

export type Sweep = ReturnType<typeof createSweep>;
