import { setTimeout as sleep } from 'node:timers/promises';

import { CHUNK_SIZE } from '../constants';
import type { Traffic } from '../ports/traffic';
import { breathe } from './batches';

/** Fewer rows would spend the time on statements and commits rather than on rows. */
const SMALLEST_CHUNK = 100;
/** How long (ms) a chunk may take while there are requests: about as long as one of them. */
const CHUNK_MS = 15;
/** How long (ms) a chunk waits for requests: a download that takes minutes is no reason to stand still. */
const PATIENCE_MS = 30;
const GLANCE_MS = 2;

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
  let seen = traffic.soFar();
  let rows = CHUNK_SIZE;
  let stopped = false;

  const adapt = (ms: number, done: number): void => {
    const isAsked = blocking && (traffic.soFar() > seen || traffic.underWay() > 0);
    seen = traffic.soFar();
    if (!isAsked) {
      rows = Math.min(CHUNK_SIZE, rows * 2);
      return;
    }
    const affordable = Math.floor((done * CHUNK_MS) / Math.max(ms, 1));
    rows = Math.min(CHUNK_SIZE, Math.max(SMALLEST_CHUNK, affordable));
  };

  const giveWay = async (own = 0): Promise<void> => {
    await breathe();
    if (!blocking) return;
    for (let waited = 0; traffic.underWay() > own && waited < PATIENCE_MS; waited += GLANCE_MS) await sleep(GLANCE_MS);
  };

  const goOn = (): void => {
    if (stopped) throw new Stopped();
  };

  return {
    /**
     * Lets requests that wait have their turn between two pages of small work.
     * @throws Stopped once the server is being stopped
     */
    async breathe(): Promise<void> {
      goOn();
      await breathe();
    },

    /**
     * Lets requests that are under way finish, for a moment: between two long statements.
     * @param own how many of them are the caller's
     */
    giveWay,

    /**
     * Repeats a chunk until there is nothing left.
     * @param chunk takes how many rows it may handle, and gives how many it has handled: fewer, and it was the last
     * @throws Stopped between two chunks, once the server is being stopped
     */
    async untilDone(chunk: (limit: number) => Promise<number>): Promise<void> {
      for (;;) {
        goOn();
        const limit = rows;
        const from = steady();
        const done = await chunk(limit);
        if (done < limit) return;
        adapt(steady() - from, done);
        await giveWay();
      }
    },

    /** Ends all work at its next chunk. */
    stop(): void {
      stopped = true;
    },
  };
};

export type Pace = ReturnType<typeof createPace>;
