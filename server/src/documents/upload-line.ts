import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

import { createTurns, type Turn, type Turns } from './turns';

/** A client who sends nothing for so long, in milliseconds, makes room for others until it goes on. */
const PAUSE_MS = 2_000;
/** So long may one upload go on while others wait. */
const SHARE_MS = 10_000;
/** Uploads that have begun, for each that is under way: what the store's client holds of the others stays in memory. */
const BEGUN_PER_PLACE = 10;

export interface UploadLineOptions {
  /** Uploads under way at once. */
  concurrency: number;
  /** Milliseconds without anybody's leaving after which the store is taken to be stuck. */
  patience: number;
  /** What those who wait are told then. */
  stuck: () => Error;
  /** Milliseconds, for tests. */
  pauseMs?: number;
  shareMs?: number;
}

/**
 * Uploads to a store whose client holds much of each in memory: a few at once, and the others wait, unread. A place in
 * the line is held only while there is something to pass on: who sends slowly, or on purpose next to nothing, holds up
 * nobody for long.
 */
export const createUploadLine = ({
  concurrency,
  patience,
  stuck,
  pauseMs = PAUSE_MS,
  shareMs = SHARE_MS,
}: UploadLineOptions) => {
  const turns = createTurns(concurrency);
  const begun = createTurns(concurrency * BEGUN_PER_PLACE);

  /** @throws what `stuck` gives, where the line does not move */
  const waitFor = async (line: Turns, turn: Turn): Promise<void> => {
    const over = new AbortController();
    try {
      for (let seen = -1, come = false; !come;) {
        if (seen === line.moves) throw stuck();
        seen = line.moves;
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

  const enter = async (line: Turns, first = false): Promise<Turn> => {
    const turn = line.take(first);
    await waitFor(line, turn);
    return turn;
  };

  /** One upload's place, which it may give away and take again. */
  const createPlace = () => {
    let turn: Turn | null = null;
    let since = 0;
    let closed = false;
    let hasReturned = false;
    const leave = (): void => {
      turn?.leave();
      turn = null;
    };
    const take = async (first = false): Promise<void> => {
      if (closed) return;
      turn = await enter(turns, first);
      since = performance.now();
      // The upload has failed meanwhile.
      if (closed) leave();
    };
    return {
      take,
      leave,
      /**
       * Takes it again after a pause. Once before those who wait, for a line that faltered; not again and again, or a few
       * who send a byte now and then would keep everybody else waiting for ever.
       */
      rejoin(): Promise<void> {
        const first = !hasReturned;
        hasReturned = true;
        return take(first);
      },
      close(): void {
        closed = true;
        leave();
      },
      /** Lets others go first, where this one has gone on for long. */
      async share(): Promise<void> {
        if (turns.waiting === 0 || performance.now() - since < shareMs) return;
        leave();
        await take();
      },
    };
  };

  type Place = ReturnType<typeof createPlace>;

  /** Waits for the client's next bytes, and makes room meanwhile where they take long. */
  const nextOf = async <T>(next: Promise<T>, place: Place): Promise<T> => {
    const over = new AbortController();
    const pause = setTimeout(pauseMs, true, { ref: false, signal: over.signal });
    pause.catch(() => undefined);
    const isPaused = await Promise.race([next.then(() => false), pause]).finally(() => over.abort());
    if (!isPaused) return next;
    place.leave();
    const value = await next;
    await place.rejoin();
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
    const turn = await enter(begun);
    const place = createPlace();
    try {
      await place.take();
      if (stream.errored) throw stream.errored;
      const passed = Readable.from(passedOn(stream, place), { objectMode: false });
      stream.once('error', (error) => passed.destroy(error));
      return await upload(passed);
    } finally {
      place.close();
      turn.leave();
    }
  };
};
