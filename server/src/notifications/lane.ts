import { randomUUID } from 'node:crypto';

import type { Clock } from '../ports/clock';
import { within } from '../ports/within';
import type { ClaimedNotification, OutboxRepository } from '../repositories/outbox';
import type { NotificationChannel } from './channel';
import { createClaims, LEASE_MS } from './claims';
import { errorCode } from './delivery-error';
import { createFailureReport, type Log } from './failure-report';
import type { LeaseClock } from './lease-clock';
import { toMessages } from './messages';
import { createRateLimit, type Rate } from './rate';
import { createSettlement, type Counts } from './settlement';
import { verdictsOn, type Verdicts } from './verdicts';

export interface LaneOptions {
  outbox: OutboxRepository;
  channel: NotificationChannel;
  clock: Clock;
  leaseClock: LeaseClock;
  log: Log;
  /** Messages under way at once. */
  concurrency: number;
  /** Messages begun in any so many seconds, at most; null: as fast as it goes. */
  rate: Rate | null;
  random: () => number;
  /** After this long (ms) a message no longer keeps the next from starting; it goes on beside them. */
  slowMs: number;
}

/** Slow messages beyond this many times the concurrency do hold up the rest: a dead server must not pile them up. */
const MAX_BESIDE = 4;
/** Rows that a claim takes, per message that may be under way: enough to keep all busy, little to leave after a crash. */
const CLAIM_FACTOR = 20;
/** Clients who have not confirmed are looked at again this much later, at most (half of it, at least). */
const UNCONFIRMED_MS = 60 * 60 * 1000;
/** What has waited for its turn longer than this is read again: reviewers and clients go on meanwhile. */
const FRESH_MS = 1_000;
/** A provider that has not answered by then never will; mail servers get ten minutes by their own clients. */
const NO_ANSWER_MS = 15 * 60 * 1000;

interface Message {
  token: string;
  rows: ClaimedNotification[];
  readAt: Date;
}

/**
 * Sends what falls due on one channel. Channels have lanes of their own, so that one whose server hangs does not hold
 * up the others.
 */
export const createLane = (options: LaneOptions) => {
  const { outbox, channel, clock, leaseClock, log, concurrency, random, slowMs } = options;
  const onError = (error: unknown) => log.error(`[certificates] notifications by ${channel.name}: ${errorCode(error)}`);
  const claims = createClaims(outbox, leaseClock, onError);
  const settlement = createSettlement({ outbox, claims, clock, random });
  const reportFailure = createFailureReport(log, channel.name);
  const limit = options.rate && createRateLimit(options.rate);

  let queue: Message[] = [];
  const underWay = new Set<Promise<void>>();
  let active = 0;
  let beside = 0;
  let stopping = false;
  /** Those who wait for room for another claim. */
  let waiters: (() => void)[] = [];

  const unconfirmedUntil = () => new Date(clock.now().getTime() + UNCONFIRMED_MS * (0.5 + random() / 2));

  /** Never throws: what cannot be written down is taken up again when its claim ends. */
  const setAside = async (token: string, { waiting, cancelled }: Verdicts): Promise<void> => {
    const writes = [...cancelled].map(([reason, rows]) => settlement.cancelled(token, rows, reason));
    if (waiting.length > 0) writes.push(settlement.deferred(token, waiting, unconfirmedUntil()));
    for (const write of await Promise.allSettled(writes)) if (write.status === 'rejected') onError(write.reason);
  };

  /** The rows of a message that are still ours and still worth telling. */
  const stillToSend = async ({ token, rows, readAt }: Message): Promise<ClaimedNotification[]> => {
    const held = await claims.stillHeld(token, rows);
    const now = clock.now();
    if (held.length === 0 || Math.abs(now.getTime() - readAt.getTime()) < FRESH_MS) return held;
    const ids = held.map(({ id }) => id);
    const verdicts = verdictsOn(await outbox.read({ ids, token }), now);
    const { sendable, waiting, cancelled } = verdicts;
    const seen = new Set([sendable, waiting, ...cancelled.values()].flat().map(({ id }) => id));
    claims.drop(
      token,
      ids.filter((id) => !seen.has(id))
    );
    await setAside(token, verdicts);
    return sendable;
  };

  const deliver = async (message: Message): Promise<(() => Promise<void>) | null> => {
    const { token } = message;
    let rows: ClaimedNotification[];
    try {
      rows = await stillToSend(message);
    } catch (error) {
      onError(error);
      // Kept, they would be renewed for as long as this process lives, and sent by nobody.
      return () => settlement.givenBack(token, message.rows);
    }
    if (rows.length === 0) return null;
    try {
      const delivery = await within(NO_ANSWER_MS, channel.deliver(rows));
      if (delivery.outcome === 'sent') return () => settlement.sent(token, rows);
      if (delivery.outcome === 'cancelled') return () => settlement.cancelled(token, rows, delivery.reason);
      return async () => {
        await settlement.undeliverable(token, rows, delivery.cause);
        reportFailure(rows, delivery.cause, null);
      };
    } catch (error) {
      return async () => reportFailure(rows, error, await settlement.failed(token, rows, error));
    }
  };

  const start = (message: Message) => {
    active += 1;
    limit?.begin();
    let overtaken = false;
    const slow = setTimeout(() => {
      overtaken = true;
      active -= 1;
      beside += 1;
      startNext();
    }, slowMs).unref();
    const work = (async () => {
      try {
        const settle = await deliver(message);
        clearTimeout(slow);
        // Its place is free once it is written down: a crash repeats what is in a place, and nothing else.
        await settle?.();
      } finally {
        clearTimeout(slow);
        if (overtaken) beside -= 1;
        else active -= 1;
        startNext();
      }
    })()
      .catch(onError)
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  let rateTimer: NodeJS.Timeout | null = null;

  /** Whether the rate forbids to begin now; then all goes on by itself once it does not. */
  const isHeldBack = (): boolean => {
    const ms = limit?.wait() ?? 0;
    if (ms === 0) return false;
    rateTimer ??= setTimeout(() => {
      rateTimer = null;
      startNext();
    }, ms).unref();
    return true;
  };

  /** What may not begin yet is not claimed either: it could be out of date by then, and others may be free. */
  const hasRoom = () => queue.length < concurrency && !isHeldBack();

  const wakeWaiters = () => {
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  };

  const startNext = () => {
    while (!stopping && queue.length > 0 && active < concurrency && active + beside < concurrency * MAX_BESIDE) {
      if (isHeldBack()) break;
      const message = queue.shift();
      if (message) start(message);
    }
    if (hasRoom()) wakeWaiters();
  };

  /** Sorts out what is no longer worth telling, and queues the rest as messages. */
  const sortOut = async (token: string, rows: ClaimedNotification[]) => {
    const now = clock.now();
    const told = rows.filter(({ id }) => settlement.isTold(id));
    if (told.length > 0) settlement.sent(token, told).catch(onError);
    const verdicts = verdictsOn(
      rows.filter(({ id }) => !settlement.isTold(id)),
      now
    );
    queue.push(...toMessages(verdicts.sendable).map((message) => ({ token, rows: message, readAt: now })));
    startNext();
    await setAside(token, verdicts);
    if (verdicts.waiting.length > 0 && verdicts.waiting.length * 2 >= rows.length) {
      const more = await outbox.deferUnconfirmed({
        channel: channel.name,
        now,
        leaseNow: await leaseClock.now(),
        until: unconfirmedUntil(),
      });
      settlement.counts.deferred += more;
    }
  };

  const room = async (): Promise<void> => {
    while (!stopping && !hasRoom()) await new Promise<void>((resolve) => waiters.push(resolve));
  };

  const take = async (): Promise<number> => {
    const token = randomUUID();
    const leaseNow = await leaseClock.now();
    if (stopping || isHeldBack()) return 0;
    const rows = await outbox.claim({
      channel: channel.name,
      now: clock.now(),
      leaseNow,
      leaseMs: LEASE_MS,
      limit: Math.min(concurrency * CLAIM_FACTOR, limit?.free() ?? Infinity),
      token,
    });
    if (rows.length === 0) return 0;
    claims.hold(token, rows, leaseNow);
    await sortOut(token, rows);
    return rows.length;
  };

  /** Claims until nothing is due, no faster than messages go out. @returns rows claimed */
  const fill = async (): Promise<number> => {
    let claimed = 0;
    for (;;) {
      await room();
      const rows = stopping ? 0 : await take();
      if (rows === 0) return claimed;
      claimed += rows;
    }
  };

  let filling: Promise<number> | null = null;
  let again = false;

  return {
    name: channel.name,

    /** Rows by outcome so far. */
    counts: (): Counts => ({ ...settlement.counts }),

    isDue: async (): Promise<boolean> =>
      outbox.isDue({ channel: channel.name, now: clock.now(), leaseNow: await leaseClock.now() }),

    take,

    room,

    /** Sends what is due now; called while it is at it, it looks once more afterwards. @returns rows claimed */
    async pump(): Promise<number> {
      if (filling) {
        again = true;
        return filling;
      }
      filling = (async () => {
        let rows = 0;
        do {
          again = false;
          rows += await fill();
        } while (again && !stopping);
        return rows;
      })().finally(() => {
        filling = null;
      });
      return filling;
    },

    /** Resolves once nothing is under way. */
    async settle(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },

    /** Takes back `halt`. */
    resume(): void {
      stopping = false;
    },

    /** Claims nothing more and starts nothing more, from now on. */
    halt(): void {
      stopping = true;
      if (rateTimer) clearTimeout(rateTimer);
      rateTimer = null;
      wakeWaiters();
    },

    /** Halts, gives back what was not started, and waits for what is under way. */
    async stop(): Promise<void> {
      this.halt();
      await filling?.catch(() => undefined);
      const unsent = queue;
      queue = [];
      for (const { token, rows } of unsent) await settlement.givenBack(token, rows).catch(onError);
      await this.settle();
      claims.stop();
    },
  };
};
