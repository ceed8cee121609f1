import { setTimeout as sleep } from 'node:timers/promises';

import { CHUNK_SIZE } from '../constants';
import type { Traffic } from '../ports/traffic';
import { breathe } from './batches';

/** With fewer rows nearly all of the time would go to statements and the commit. */
const SMALLEST_CHUNK = 25;
/** How long (ms) a chunk may take while there are requests: hardly longer than one of them, the commit included. */
const CHUNK_MS = 12;
/** How long (ms) a chunk waits for requests: a download that takes minutes is no reason to stand still. */
const PATIENCE_MS = 100;
/** How long (ms) a request waits that gives way to others: somebody waits for it, too. */
const OWN_PATIENCE_MS = 30;
const GLANCE_MS = 2;
/** How long (ms) a chunk may take that has waited in vain: on a server that is never idle the work must end all the same. */
const BUSY_CHUNK_MS = 30;
/** How long (ms) after a request the next one is expected. */
const QUIET_MS = 500;
/** Turns of the event loop after which what came while it stood still, on a connection of its own, is a request. */
const TURNS = 4;

/** The server is being stopped: what is left is done by the next one, or by another instance. */
export class Stopped extends Error {
  override name = 'Stopped';
}

export interface PaceOptions {
  traffic: Traffic;
  /** Whether requests stand still while a chunk is written: on SQLite it holds the one connection, and the process. */
  blocking: boolean;
  steady?: () => number;
}

/**
 * The pace of work in chunks. On a server that nobody asks anything it is as fast as the database. Where a chunk blocks
 * and there are requests, chunks become so small that none waits long behind one, and each lets those that are under way
 * finish first.
 */
export const createPace = ({ traffic, blocking, steady = () => performance.now() }: PaceOptions) => {
  let stopped = false;

  /** Whether somebody would wait behind the next chunk. */
  const isAsked = (): boolean => blocking && traffic.quietFor() < QUIET_MS;

  /** @returns rows of the next chunk, from how long this one took (ms) for how many */
  const adapted = (rows: number, { ms, done, inVain }: { ms: number; done: number; inVain: boolean }): number => {
    if (!isAsked()) return Math.min(CHUNK_SIZE, rows * 2);
    const affordable = Math.floor((done * (inVain ? BUSY_CHUNK_MS : CHUNK_MS)) / Math.max(ms, 1));
    return Math.min(CHUNK_SIZE, Math.max(SMALLEST_CHUNK, affordable));
  };

  /** @returns whether it has waited in vain */
  const giveWay = async (own = 0, patienceMs = PATIENCE_MS): Promise<boolean> => {
    await breathe();
    if (!blocking) return false;
    for (let turn = 1; turn < TURNS; turn += 1) await breathe();
    // By the clock: on a busy server a nap lasts many times as long as it was meant to.
    for (const until = performance.now() + patienceMs; traffic.underWay() > own; await sleep(GLANCE_MS)) {
      if (performance.now() >= until) return true;
    }
    return false;
  };

  const goOn = (): void => {
    if (stopped) throw new Stopped();
  };

  return {
    /**
     * Lets requests that wait have their turn between two pages of work.
     * @throws Stopped once the server is being stopped
     */
    async breathe(): Promise<void> {
      goOn();
      await giveWay();
    },

    /**
     * Lets requests that are under way finish, for a moment: between two long statements of one.
     * @param own how many of them are the caller's
     */
    async giveWay(own?: number): Promise<void> {
      await giveWay(own, OWN_PATIENCE_MS);
    },

    /**
     * Repeats a chunk until there is nothing left.
     * @param chunk takes how many rows it may handle, and what it calls once it has a connection, and gives how many it
     *   has handled: fewer, and it was the last
     * @throws Stopped between two chunks, once the server is being stopped
     */
    async untilDone(chunk: (limit: number, begun: () => void) => Promise<number>): Promise<void> {
      let limit = isAsked() ? SMALLEST_CHUNK : CHUNK_SIZE;
      for (;;) {
        goOn();
        // Until it has its connection it is the chunk that waits, and not the others for it.
        let from = steady();
        const done = await chunk(limit, () => (from = steady()));
        if (done < limit) return;
        const ms = steady() - from;
        const inVain = await giveWay();
        limit = adapted(limit, { ms, done, inVain });
      }
    },

    /** Ends all work at its next chunk. */
    stop(): void {
      stopped = true;
    },
  };
};

export type Pace = ReturnType<typeof createPace>;
