import { setTimeout as sleep } from 'node:timers/promises';

interface InsistOptions {
  tries: number;
  /** Milliseconds between two of them. */
  pause?: number;
  /** Errors that are worth another try; all of them where it is not given. */
  when?: (error: unknown) => boolean;
}

/**
 * Asks the database again where others at work on it were in the way.
 * @throws the last error
 */
export const insist = async <T>(
  ask: () => PromiseLike<T>,
  { tries, pause = 0, when = () => true }: InsistOptions
): Promise<T> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === tries || !when(error)) throw error;
      await sleep(pause);
    }
  }
};
