import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

import { createTurns, type Turn } from './turns';

/** A client who sends nothing for so long, in milliseconds, makes room for others until it goes on. */
const PAUSE_MS = 2_000;
/** So long may one upload go on while others wait. */
const SHARE_MS = 10_000;

export interface UploadLineOptions {
  /** Uploads under way at once. */
  concurrency: number;
  /** Milliseconds without anybody's leaving after which the store is taken to be stuck. */
  patience: number;
  /** What those who wait are told then. */
  stuck: () => Error;
}

/**
 * Uploads to a store whose client holds much of each in memory: a few at once, and the others wait, unread. A place in
 * the line is held only while there is something to pass on: who sends slowly, or on purpose next to nothing, holds up
 * nobody.
 */
export const createUploadLine = ({ concurrency, patience, stuck }: UploadLineOptions) => {
  const turns = createTurns(concurrency);

  /** @throws what `stuck` gives, where the line does not move */
  const waitFor = async (turn: Turn): Promise<void> => {
    const over = new AbortController();
    try {
      for (let seen = -1, come = false; !come;) {
        if (seen === turns.moves) throw stuck();
        seen = turns.moves;
        const late = setTimeout(patience, false, { ref: false, signal: over.signal });
        late.catch(() => undefined);
        come = await Promise.race([turn.come.then(() => true), late]);
      }
    } catch (error) {
      turn.leave();
      throw error;
    } finally {
      over.abort();
    }
  };

  const enter = async (first = false): Promise<Turn> => {
    const turn = turns.take(first);
    await waitFor(turn);
    return turn;
  };

  /** One upload's place, which it may give away and take again. */
  const createPlace = () => {
    let turn: Turn | null = null;
    let since = 0;
    let closed = false;
    const leave = (): void => {
      turn?.leave();
      turn = null;
    };
    const take = async (first = false): Promise<void> => {
      if (closed) return;
      turn = await enter(first);
      since = performance.now();
      // The upload has failed meanwhile.
      if (closed) leave();
    };
    return {
      take,
      leave,
      close(): void {
        closed = true;
        leave();
      },
      /** Lets others go first, where this one has gone on for long. */
      async share(): Promise<void> {
        if (turns.waiting === 0 || performance.now() - since < SHARE_MS) return;
        leave();
        await take();
      },
    };
  };

  type Place = ReturnType<typeof createPlace>;

  /** Waits for the client's next bytes, and makes room meanwhile where they take long. */
  const nextOf = async <T>(next: Promise<T>, place: Place): Promise<T> => {
    const over = new AbortController();
    const pause = setTimeout(PAUSE_MS, true, { ref: false, signal: over.signal });
    pause.catch(() => undefined);
    const isPaused = await Promise.race([next.then(() => false), pause]).finally(() => over.abort());
    if (!isPaused) return next;
    place.leave();
    const value = await next;
    await place.take(true);
    return value;
  };

  async function* passedOn(stream: Readable, place: Place): AsyncGenerator<Buffer, void, undefined> {
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const { done, value } = await nextOf(chunks.next(), place);
        if (done) return;
        yield value;
        await place.share();
      }
    } finally {
      await chunks.return?.();
    }
  }

  /**
   * Runs an upload when its turn has come.
   * @param upload is given the stream to read
   * @throws what the upload throws; what `stuck` gives
   */
  return async <T>(stream: Readable, upload: (stream: Readable) => Promise<T>): Promise<T> => {
    // Nobody reads it yet; whoever does is told.
    stream.on('error', () => undefined);
    const place = createPlace();
    try {
      await place.take();
      if (stream.errored) throw stream.errored;
      const passed = Readable.from(passedOn(stream, place), { objectMode: false });
      stream.once('error', (error) => passed.destroy(error));
      return await upload(passed);
    } finally {
      place.close();
    }
  };
};
