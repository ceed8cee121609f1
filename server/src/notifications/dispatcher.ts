import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../ports/clock';
import type { OutboxRepository } from '../repositories/outbox';
import type { NotificationChannel } from './channel';
import { errorCode } from './delivery-error';
import { createLane, type Log } from './lane';
import { createLeaseClock } from './lease-clock';
import { noCounts, type Counts } from './settlement';

export interface DispatcherOptions {
  outbox: OutboxRepository;
  channels: NotificationChannel[];
  clock: Clock;
  log: Log;
  /** Messages under way at once, per channel. */
  concurrency: number;
  /** As `Math.random`. */
  random?: () => number;
  /** How often the clock is looked at, in milliseconds; never less often than every 5 s. */
  pollMs?: number;
  /** After this long (ms) a message no longer keeps the next from starting. */
  slowMs?: number;
  /** How long `stop` waits for what is under way, in milliseconds. */
  stopMs?: number;
}

const MAX_POLL_MS = 5_000;

export interface Dispatcher {
  /** Begins to look at the clock. */
  start(): void;
  /** Ends it: takes up nothing more and waits for what is under way. */
  stop(): Promise<void>;
  /** Looks at once: something has been queued. Never throws, returns at once, may be called within a transaction. */
  wake(): void;
  /** Sends until nothing is due any more. @returns rows by outcome of this call */
  drain(): Promise<Counts>;
}

/**
 * Sends the outbox. Looks at the wall clock, so that a machine that was asleep catches up, and outlives every error: of
 * a channel, of the database, of a message.
 */
export const createDispatcher = ({
  outbox,
  channels,
  clock,
  log,
  concurrency,
  random = Math.random,
  pollMs = 1_000,
  slowMs = 20_000,
  stopMs = 10_000,
}: DispatcherOptions): Dispatcher => {
  const leaseClock = createLeaseClock(() => outbox.databaseNow());
  const lanes = channels.map((channel) =>
    createLane({ outbox, channel, clock, leaseClock, log, concurrency: Math.max(1, concurrency), random, slowMs })
  );
  const interval = Math.min(Math.max(pollMs, 10), MAX_POLL_MS);
  let running = false;
  let timer: NodeJS.Timeout | null = null;

  const pumpAll = () => {
    for (const lane of lanes) {
      lane.pump().catch((error: unknown) => log.error(`[certificates] outbox: ${errorCode(error)}`));
    }
  };

  const tick = () => {
    if (!running) return;
    pumpAll();
    timer = setTimeout(tick, interval).unref();
  };

  /**
   * Those who wake us do so from within their transaction's asynchronous context, where Strapi would go on to use that
   * transaction, finished or not. Our work belongs to none.
   */
  const outside = AsyncResource.bind((work: () => unknown) => work());

  const total = (): Counts =>
    lanes
      .map((lane) => lane.counts())
      .reduce((sum, counts) => {
        for (const outcome of Object.keys(sum) as (keyof Counts)[]) sum[outcome] += counts[outcome];
        return sum;
      }, noCounts());

  return {
    start() {
      if (running) return;
      running = true;
      outside(tick);
    },

    async stop() {
      running = false;
      if (timer) clearTimeout(timer);
      timer = null;
      const patience = new AbortController();
      await Promise.race([
        Promise.all(lanes.map((lane) => lane.stop())),
        // Whatever hangs longer is left to the end of its claim.
        sleep(stopMs, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
    },

    wake() {
      if (running) outside(() => setImmediate(pumpAll));
    },

    async drain() {
      const before = total();
      await (outside(async () => {
        for (let claimed = 1; claimed > 0;) {
          claimed = 0;
          for (const rows of await Promise.all(lanes.map((lane) => lane.pump()))) claimed += rows;
          await Promise.all(lanes.map((lane) => lane.settle()));
        }
      }) as Promise<void>);
      const after = total();
      for (const outcome of Object.keys(after) as (keyof Counts)[]) after[outcome] -= before[outcome];
      return after;
    },
  };
};
