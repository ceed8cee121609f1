import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../ports/clock';
import type { OutboxRepository } from '../repositories/outbox';
import type { NotificationChannel } from './channel';
import type { Log } from './failure-report';
import { createLane } from './lane';
import { createLeaseClock } from './lease-clock';
import { createDatabaseEngine } from './queue/database-engine';
import type { QueueEngine } from './queue/queue-engine';
import type { Rate } from './rate';
import { noCounts, type Counts } from './settlement';

export interface DispatcherOptions {
  outbox: OutboxRepository;
  channels: NotificationChannel[];
  clock: Clock;
  log: Log;
  /** Messages under way at once, per channel. */
  concurrency: number;
  /** Messages begun in any so many seconds, at most, per channel. */
  rate?: Rate | null;
  /** As `Math.random`. */
  random?: () => number;
  /** What decides when the outbox is looked at; the database alone where none is given. */
  engine?: QueueEngine;
  /** After this long (ms) a message no longer keeps the next from starting. */
  slowMs?: number;
  /** How long `stop` waits for what is under way, in milliseconds. */
  stopMs?: number;
}

export interface Dispatcher {
  /** Begins to look at the clock. @throws Error that names the configuration key, where the engine cannot be had */
  start(): Promise<void>;
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
  rate = null,
  random = Math.random,
  engine = createDatabaseEngine({ log }),
  slowMs = 20_000,
  stopMs = 10_000,
}: DispatcherOptions): Dispatcher => {
  const leaseClock = createLeaseClock(() => outbox.databaseNow(), clock);
  const lanes = channels.map((channel) =>
    createLane({
      outbox,
      channel,
      clock,
      leaseClock,
      log,
      concurrency: Math.max(1, concurrency),
      rate,
      random,
      slowMs,
    })
  );
  let running = false;

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
    async start() {
      if (running) return;
      running = true;
      for (const lane of lanes) lane.resume();
      await (outside(() => engine.start(lanes)) as Promise<void>);
    },

    async stop() {
      running = false;
      for (const lane of lanes) lane.halt();
      const end = async () => {
        await engine.stop();
        await Promise.all(lanes.map((lane) => lane.stop()));
      };
      const patience = new AbortController();
      await Promise.race([
        end(),
        // Whatever hangs longer is left to the end of its claim.
        sleep(stopMs, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
    },

    wake() {
      if (running) outside(() => setImmediate(() => running && engine.wake()));
    },

    async drain() {
      const before = total();
      for (const lane of lanes) lane.resume();
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
