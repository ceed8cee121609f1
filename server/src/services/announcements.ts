import type { NotificationEvent } from '../constants';
import { errorWord } from '../domain/error-word';
import type { EventHub } from '../ports/event-hub';
import type { Database } from '../repositories/database';
import type { EventSubject } from '../repositories/event-subjects';
import { breathe, chunksOf } from './batches';

/** Certificates that are read together. */
const CHUNK = 200;
/** Events after which requests have their turn: what listeners do with one takes its time. */
const BREATH = 20;

interface Deps {
  db: Pick<Database, 'afterCommit'>;
  hub: EventHub;
  subjects(certificateIds: number[]): Promise<EventSubject[]>;
  log: { warn(message: string): void };
}

interface Waiting {
  event: NotificationEvent;
  ids: number[];
  at: Date;
}

const reference = (documentId: string | null) => (documentId === null ? null : { documentId });

/**
 * Tells Strapi's event hub, and so its webhooks, what has happened, once it is committed. One after the other and a few
 * at a time, beside the work that caused it: a sweep of a million certificates neither waits for listeners nor holds their
 * payloads in memory. What listeners do is theirs: their errors are logged by one word, and end nothing.
 */
export const createAnnouncements = ({ db, hub, subjects, log }: Deps) => {
  const waiting: Waiting[] = [];
  let working = false;
  let stopped = false;

  const emit = async (event: NotificationEvent, { certificate, template, client, center }: EventSubject, at: Date) => {
    try {
      await hub.emit(event, {
        certificate: { documentId: certificate },
        template: reference(template),
        client: reference(client),
        center: reference(center),
        occurredAt: at.toISOString(),
      });
    } catch (error) {
      log.warn(`certificates: a listener of ${event} failed: ${errorWord(error)}`);
    }
  };

  const emitAll = async ({ event, ids, at }: Waiting): Promise<void> => {
    for (let from = 0; from < ids.length && !stopped; from += CHUNK) {
      for (const some of chunksOf(await subjects(ids.slice(from, from + CHUNK)), BREATH)) {
        for (const subject of some) await emit(event, subject, at);
        await breathe();
      }
    }
  };

  const work = async (): Promise<void> => {
    working = true;
    for (let next = waiting.shift(); next && !stopped; next = waiting.shift()) {
      // One that cannot be read must not hold back those behind it.
      await emitAll(next).catch((error: unknown) => {
        log.warn(`certificates: events were not announced: ${errorWord(error)}`);
      });
    }
    working = false;
  };

  return {
    /** To be called in the transaction of the change. @param ids row ids of certificates */
    announce(event: NotificationEvent, ids: number[], at: Date): void {
      if (ids.length === 0) return;
      db.afterCommit(() => {
        waiting.push({ event, ids, at });
        if (!working && !stopped) void work();
      });
    },

    /** Announces nothing more. */
    stop(): void {
      stopped = true;
      waiting.length = 0;
    },
  };
};

export type Announcements = ReturnType<typeof createAnnouncements>;
