import { nextAttemptAt } from '../domain/backoff';
import type { NotificationData } from '../domain/notification-kinds';
import type { CancelReason } from '../domain/notification-relevance';
import type { Clock } from '../ports/clock';
import type { ClaimedNotification, OutboxRepository } from '../repositories/outbox';
import { PartlyDelivered } from './channel';
import type { Claims } from './claims';
import { errorText, retryAfterOf } from './delivery-error';

/** Rows by outcome since the worker was made. */
export interface Counts {
  sent: number;
  /** Failed attempts that another one follows. */
  retried: number;
  failed: number;
  cancelled: number;
  /** Put off: their client has not confirmed. */
  deferred: number;
}

export const noCounts = (): Counts => ({ sent: 0, retried: 0, failed: 0, cancelled: 0, deferred: 0 });

const TRIES = 6;
const FIRST_PAUSE_MS = 100;
/** A database that is away for a while must not turn a sent message into one that is sent again. */
const TRIES_TO_SAY_SENT = 120;
const MAX_PAUSE_MS = 1_000;

export interface SettlementOptions {
  outbox: OutboxRepository;
  claims: Claims;
  clock: Clock;
  random: () => number;
}

/** Waits, and keeps no process from ending. */
const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const idsOf = (rows: ClaimedNotification[]): number[] => rows.map(({ id }) => id);

/** Writes down what became of claimed rows. */
export const createSettlement = ({ outbox, claims, clock, random }: SettlementOptions) => {
  const counts = noCounts();

  const persist = async (
    outcome: keyof Counts | null,
    token: string,
    ids: number[],
    write: () => Promise<number>,
    most = TRIES
  ): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const changed = await write();
        // Added after the wait: `+= await` would read the count before it, and lose what others add meanwhile.
        if (outcome) counts[outcome] += changed;
        claims.drop(token, ids);
        return;
      } catch (error) {
        if (tries === most) {
          // The claim ends by itself, and the rows are taken up again.
          claims.drop(token, ids);
          throw error;
        }
        await idle(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), most === TRIES ? Infinity : MAX_PAUSE_MS));
      }
    }
  };

  /**
   * Sent rows wait here while a write is under way, and go together in the next one: on SQLite a commit waits for the
   * disk, and the whole server with it. None waits for company, because until it is written down its place is taken, and
   * a crash would send it again.
   */
  let acknowledged = new Map<string, number[]>();
  let writing: Promise<void> | null = null;
  /** Ids of what was sent and could not be written down yet. Whoever claims it anew here has nothing left to send. */
  const told = new Set<number>();

  const writeAcknowledged = async () => {
    const batch = acknowledged;
    acknowledged = new Map();
    writing = null;
    const errors: unknown[] = [];
    for (const [token, ids] of batch) {
      const write = () => outbox.markSent({ ids, token, now: clock.now() });
      await persist('sent', token, ids, write, TRIES_TO_SAY_SENT).then(
        () => ids.forEach((id) => told.delete(id)),
        (error: unknown) => errors.push(error)
      );
    }
    if (errors.length > 0) throw errors[0];
  };

  let chain: Promise<void> = Promise.resolve();

  return {
    counts,

    /** Whether this was sent already, and only not written down. */
    isTold: (id: number): boolean => told.has(id),

    sent(token: string, rows: ClaimedNotification[]): Promise<void> {
      for (const { id } of rows) told.add(id);
      acknowledged.set(token, [...(acknowledged.get(token) ?? []), ...idsOf(rows)]);
      if (writing === null) {
        writing = chain.then(writeAcknowledged, writeAcknowledged);
        chain = writing.catch(() => undefined);
      }
      return writing;
    },

    /** Given up at once: another attempt would end as this one did. */
    async undeliverable(token: string, rows: ClaimedNotification[], cause: unknown): Promise<void> {
      const ids = idsOf(rows);
      const error = errorText(cause);
      await persist('failed', token, ids, () => outbox.markFailed({ ids, token, now: clock.now(), error }));
    },

    async cancelled(token: string, rows: ClaimedNotification[], reason: CancelReason): Promise<void> {
      const ids = idsOf(rows);
      await persist('cancelled', token, ids, () => outbox.cancel({ ids, token, now: clock.now(), reason }));
    },

    async deferred(token: string, rows: ClaimedNotification[], until: Date): Promise<void> {
      const ids = idsOf(rows);
      await persist('deferred', token, ids, () => outbox.defer({ ids, token, now: clock.now(), until }));
    },

    /**
     * An attempt failed. Rows of one message may have begun to fail at different times, as those of a digest do, and
     * each has its 72 hours.
     * @returns when the next one is due (UTC); null: it was the last
     */
    async failed(token: string, rows: ClaimedNotification[], cause: unknown): Promise<Date | null> {
      const now = clock.now();
      const error = errorText(cause);
      const shared = {
        attempts: Math.max(...rows.map(({ attempts }) => attempts)) + 1,
        now,
        random: random(),
        retryAfterMs: retryAfterOf(cause),
      };
      const nexts = rows.map((row) => nextAttemptAt({ ...shared, since: failingSinceOf(row, now) }));
      const last = idsOf(rows.filter((_, at) => nexts[at] === null));
      const others = rows.filter((_, at) => nexts[at] !== null);
      if (last.length > 0) {
        await persist('failed', token, last, () => outbox.markFailed({ ids: last, token, now, error }));
      }
      if (others.length === 0) return null;
      const next = new Date(Math.min(...nexts.flatMap((at) => at?.getTime() ?? [])));
      await persist('retried', token, idsOf(others), () =>
        outbox.retryLater(
          others.map((row) => ({ id: row.id, data: newData(row, cause, now) })),
          { token, now, nextAttemptAt: next, error }
        )
      );
      return next;
    },

    async givenBack(token: string, rows: ClaimedNotification[]): Promise<void> {
      const ids = idsOf(rows);
      await persist(null, token, ids, () => outbox.giveBack({ ids, token }));
    },
  };
};

/**
 * From when the 72 hours of a row count: its first failure, not its queueing, so that a row that lay still (the server
 * was off, the client had not confirmed) gets its attempts all the same.
 */
const failingSinceOf = (row: ClaimedNotification, now: Date): Date => {
  if (row.data?.failingSince) return new Date(row.data.failingSince);
  return row.attempts > 0 ? row.createdAt : now;
};

/** What a failed attempt adds to the row's facts; undefined when they say it already. */
const newData = (row: ClaimedNotification, cause: unknown, now: Date): NotificationData | undefined => {
  const { reached = [], refused = [] } = cause instanceof PartlyDelivered ? cause : {};
  const done = { ...(reached.length > 0 ? { reached } : {}), ...(refused.length > 0 ? { refused } : {}) };
  if (row.data?.failingSince && Object.keys(done).length === 0) return undefined;
  return { ...row.data, failingSince: row.data?.failingSince ?? now.toISOString(), ...done };
};
