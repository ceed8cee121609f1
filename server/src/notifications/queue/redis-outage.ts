import { errorWord } from '../../domain/error-word';
import type { EngineLog } from './queue-engine';

/**
 * The word by which Redis says what is wrong (`WRONGPASS`, `NOAUTH`, `READONLY`), or the network (`ECONNREFUSED`). The
 * message stays out of the log: it may hold an address with its password.
 */
const wordOf = (error: unknown): string => {
  const said = error instanceof Error && error.name === 'ReplyError' ? /^[A-Z]{2,}/.exec(error.message) : null;
  return said?.[0] ?? errorWord(error);
};

/** Words that only say that nothing came back: a later one tells more. */
const VAGUE = new Set(['not_connected', 'timeout', 'Error', 'unknown']);
/** A Redis that comes and goes makes two lines in this time (ms), not two a second. */
const QUIET_MS = 60_000;

/** Tells the operator once that Redis is away, and once that it is back, however often it is asked for meanwhile. */
export const createOutage = (log: EngineLog, steady: () => number = () => performance.now()) => {
  let word: string | null = null;
  let told = false;
  let toldAt = -Infinity;

  return {
    get isOn(): boolean {
      return word !== null;
    },

    begins(error: unknown): void {
      const found = wordOf(error);
      if (word !== null && (!VAGUE.has(word) || VAGUE.has(found))) return;
      const isBetter = word !== null;
      word = found;
      if (!isBetter && steady() - toldAt < QUIET_MS) return;
      told = true;
      toldAt = steady();
      log.warn(
        `[certificates] Redis (notifications.queue.redis) cannot be used: ${word}. Notifications go out from the ` +
          'database until it can.'
      );
    },

    ends(): void {
      word = null;
      if (told) log.info('[certificates] Redis (notifications.queue.redis) is back.');
      told = false;
    },
  };
};
