import type { Channel } from '../constants';
import type { ClaimedNotification } from '../repositories/outbox';
import { errorCode } from './delivery-error';

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** One line of warning per this long and channel: an outage of a mail server concerns every message. */
const WARN_EVERY_MS = 60_000;

/** Tells the operator of messages that did not get through, by numbers and words that name nobody. */
export const createFailureReport = (log: Log, channel: Channel) => {
  let warnedAt = -Infinity;

  /** @param next when it is tried again (UTC); null: it was the last attempt */
  return (rows: ClaimedNotification[], error: unknown, next: Date | null): void => {
    const ids = rows.map(({ id }) => id).join(', ');
    const line = `[certificates] notification ${ids} (${rows[0]?.event}, ${channel}) not delivered: ${errorCode(error)}; ${
      next === null ? 'given up' : `next attempt at ${next.toISOString()}`
    }`;
    if (next !== null && performance.now() - warnedAt < WARN_EVERY_MS) return log.debug(line);
    warnedAt = performance.now();
    log.warn(line);
  };
};
