import { errorCode } from '../delivery-error';
import { MAX_POLL_MS, type ChannelWork, type EngineLog, type QueueEngine } from './queue-engine';

export interface DatabaseEngineOptions {
  log: EngineLog;
  /** How often the outbox is looked at, in milliseconds; never less often than every 5 s. */
  pollMs?: number;
}

/** Looks at the outbox again and again, on each instance for itself: needs nothing but the database. */
export const createDatabaseEngine = ({ log, pollMs = 1_000 }: DatabaseEngineOptions): QueueEngine => {
  const interval = Math.min(Math.max(pollMs, 10), MAX_POLL_MS);
  let channels: ChannelWork[] = [];
  let timer: NodeJS.Timeout | null = null;

  const pumpAll = () => {
    for (const channel of channels) {
      channel.pump().catch((error: unknown) => log.error(`[certificates] outbox: ${errorCode(error)}`));
    }
  };

  const tick = () => {
    pumpAll();
    timer = setTimeout(tick, interval).unref();
  };

  return {
    name: 'database',

    async start(given) {
      channels = given;
      tick();
    },

    wake: pumpAll,

    async stop() {
      channels = [];
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
};
