import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

import type { NotificationData } from '../domain/notification-kinds';
import { asDate, asJson, asNumber, createDatabase, type Dialect } from './database';
import { listNotifications, type NotificationQuery } from './outbox-list';
import { dueRows, siblings, unclaimed, type Due, type DueRow } from './outbox-due';
import { readClaimed, type ClaimedNotification } from './outbox-reading';
import { createTables, userColumn } from './tables';

export type { ClaimedNotification } from './outbox-reading';
export type { NotificationListItem, NotificationPage, NotificationQuery } from './outbox-list';

/** Rows that one statement defers. */
const DEFER_CHUNK = 1_000;
/** How often a claim that lost its rows to another worker looks again, before it leaves the rest to the next poll. */
const CLAIM_TRIES = 5;

/** Seconds since 1970 on the database's own clock. */
const EPOCH_SECONDS: Record<Dialect, string> = {
  sqlite: "(julianday('now') - 2440587.5) * 86400.0",
  postgres: 'extract(epoch from clock_timestamp())',
  // By UTC: one that is computed from the local time jumps where clocks change.
  mysql: "timestampdiff(microsecond, '1970-01-01', utc_timestamp(6)) / 1e6",
};

export interface Claim extends Due {
  /** How long the claim holds, in milliseconds. */
  leaseMs: number;
  /** Rows to take; those that belong to the same message come on top. */
  limit: number;
  /** Names this claim, and no other. */
  token: string;
}

/** Rows of one claim, as each outcome names them. */
export interface Held {
  ids: number[];
  token: string;
  now: Date;
}

/**
 * The outbox as the dispatcher uses it: the only code that claims and settles its rows (writing them is part of the
 * change that they tell of). A claim is one `UPDATE ... WHERE` that only one worker can win, on SQLite, PostgreSQL and
 * MySQL alike. Every outcome names the claim's token: a worker whose claim has run out and been taken changes nothing.
 */
export const createOutboxRepository = (
  strapi: Core.Strapi,
  { localeField = null }: { localeField?: string | null } = {}
) => {
  const db = createDatabase(strapi);
  const tables = createTables(strapi);
  const outbox = tables.notifications;
  const localeColumn = userColumn(strapi, localeField);

  const held = (knex: Knex, { ids, token }: Pick<Held, 'ids' | 'token'>) =>
    knex(outbox).whereIn('id', ids).where('claim_token', token);

  const settled = (now: Date) => ({ claim_token: null, claimed_until: null, updated_at: now });

  return {
    /**
     * Takes due rows for one worker, with those that belong to the same messages.
     * @returns the rows that this claim won; none when nothing is due, or when other workers have it all
     */
    async claim({ leaseMs, limit, token, ...at }: Claim): Promise<ClaimedNotification[]> {
      return db.read(async (knex) => {
        for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
          const rows: DueRow[] = await dueRows(knex, tables, at)
            .select('n.id', 'n.client_id', 'n.certificate_id', 'n.event', 'n.batch_key')
            .orderBy('n.next_attempt_at')
            .limit(limit);
          if (rows.length === 0) return [];
          const ids = [
            ...new Set([...rows.map((row) => Number(row.id)), ...(await siblings(knex, tables, rows, at))]),
          ].sort((a, b) => a - b);
          const won = await unclaimed(knex(outbox).whereIn('id', ids).where('state', 'pending'), at.leaseNow).update({
            claim_token: token,
            claimed_until: new Date(at.leaseNow.getTime() + leaseMs),
          });
          if (Number(won) > 0) return readClaimed(knex, tables, { token, ids, localeColumn });
        }
        return [];
      });
    },

    /** What a worker holds, as it is now. @returns without what is no longer its own or no longer waits */
    async read({ ids, token }: Pick<Held, 'ids' | 'token'>): Promise<ClaimedNotification[]> {
      return db.read((knex) => readClaimed(knex, tables, { token, ids, localeColumn }));
    },

    /** Whether there is anything to claim. */
    async isDue(at: Due): Promise<boolean> {
      return db.read(async (knex) => (await dueRows(knex, tables, at).first('n.id')) !== undefined);
    },

    /** Gives rows back untried, for other workers to take at once. @returns rows changed */
    async giveBack({ ids, token }: { ids: number[]; token: string }): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await held(knex, { ids, token }).where('state', 'pending').update({ claim_token: null, claimed_until: null })
        )
      );
    },

    /** The clock that all instances share: the database's. */
    async databaseNow(): Promise<Date> {
      return db.read(async (knex) => {
        const row: unknown = await knex.select(knex.raw(`${EPOCH_SECONDS[db.dialect]} as seconds`)).first();
        return new Date(asNumber((row as { seconds: unknown }).seconds) * 1000);
      });
    },

    /**
     * Holds claimed rows for longer.
     * @returns the ids that are still this worker's; the others it must leave alone
     */
    async renew({ ids, token, until }: { ids: number[]; token: string; until: Date }): Promise<number[]> {
      return db.read(async (knex) => {
        await held(knex, { ids, token }).where('state', 'pending').update({ claimed_until: until });
        const rows: number[] = await held(knex, { ids, token }).where('state', 'pending').pluck('id');
        return rows.map(Number);
      });
    },

    /** The channel has taken them. Also said of rows that were cancelled while they were under way. @returns rows changed */
    async markSent({ ids, token, now }: Held): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await held(knex, { ids, token }).update({ ...settled(now), state: 'sent', sent_at: now, last_error: null })
        )
      );
    },

    /**
     * An attempt failed; another one follows at `nextAttemptAt`.
     * @param rows with their new facts; those whose facts stay as they are leave them out
     * @returns rows changed
     */
    async retryLater(
      rows: { id: number; data?: NotificationData }[],
      { token, now, nextAttemptAt, error }: Omit<Held, 'ids'> & { nextAttemptAt: Date; error: string }
    ): Promise<number> {
      return db.read(async (knex) => {
        const retry = async (ids: number[], data: { data?: string }) =>
          Number(
            await held(knex, { ids, token })
              .where('state', 'pending')
              .update({
                ...settled(now),
                ...data,
                attempts: knex.raw('attempts + 1'),
                next_attempt_at: nextAttemptAt,
                last_error: error,
              })
          );
        const unchanged = rows.filter(({ data }) => data === undefined).map(({ id }) => id);
        let changed = unchanged.length > 0 ? await retry(unchanged, {}) : 0;
        for (const { id, data } of rows) {
          if (data !== undefined) changed += await retry([id], { data: JSON.stringify(data) });
        }
        return changed;
      });
    },

    /** Given up: staff see it and can retry it. @returns rows changed */
    async markFailed({ ids, token, now, error }: Held & { error: string }): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await held(knex, { ids, token })
            .where('state', 'pending')
            .update({ ...settled(now), state: 'failed', attempts: knex.raw('attempts + 1'), last_error: error })
        )
      );
    },

    /** Not to be sent any more. @param reason a stable word, for staff @returns rows changed */
    async cancel({ ids, token, now, reason }: Held & { reason: string }): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await held(knex, { ids, token })
            .where('state', 'pending')
            .update({ ...settled(now), state: 'cancelled', last_error: reason })
        )
      );
    },

    /** Puts rows off without counting an attempt: their client has not confirmed the account. @returns rows changed */
    async defer({ ids, token, now, until }: Held & { until: Date }): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await held(knex, { ids, token })
            .where('state', 'pending')
            .update({ ...settled(now), next_attempt_at: until })
        )
      );
    },

    /**
     * Puts off, by one statement, up to 1,000 due rows of clients who have not confirmed: claiming each in turn would
     * make a hundred thousand of them cost as much as sending.
     * @returns rows changed
     */
    async deferUnconfirmed({ until, ...at }: Due & { until: Date }): Promise<number> {
      return db.read(async (knex) => {
        const ids: number[] = await dueRows(knex, tables, at)
          .join({ u: tables.users }, 'u.id', 'n.client_id')
          .where((query) => query.where('u.confirmed', false).orWhereNull('u.confirmed'))
          .whereNot('n.event', 'certificate.submitted')
          .limit(DEFER_CHUNK)
          .pluck('n.id');
        if (ids.length === 0) return 0;
        return Number(
          await unclaimed(knex(outbox).whereIn('id', ids).where('state', 'pending'), at.leaseNow).update({
            next_attempt_at: until,
            updated_at: at.now,
          })
        );
      });
    },

    /** Makes what waits for these clients due at once: they have just confirmed. @returns rows changed */
    async release(clientIds: number[], now: Date): Promise<number> {
      return db.read(async (knex) =>
        Number(
          await knex(outbox)
            .whereIn('client_id', clientIds)
            .where({ state: 'pending', attempts: 0 })
            .where('next_attempt_at', '>', now)
            // That one is for staff, and waits for its digest.
            .whereNot('event', 'certificate.submitted')
            .update({ next_attempt_at: now, updated_at: now })
        )
      );
    },

    /**
     * Staff try a failed notification again, with those of the same act that have failed too, since they are one
     * message: due at once, and with another 72 hours.
     */
    async retry(documentId: string, now: Date): Promise<'retried' | 'not_found' | 'not_failed'> {
      // Together, so that nobody claims one before the others are due.
      return db.transaction(async (knex) => {
        const row: Record<string, unknown> | undefined = await knex(outbox).where({ document_id: documentId }).first();
        if (!row) return 'not_found';
        const { event, channel, client_id, batch_key } = row;
        if (row.state !== 'failed') return 'not_failed';
        const act = { event, channel, client_id, batch_key, state: 'failed' };
        const rows: { id: unknown; data: unknown }[] =
          client_id === null || batch_key === null
            ? [{ id: row.id, data: row.data }]
            : await knex(outbox).where(act).select('id', 'data');
        let changed = 0;
        for (const { id, data } of rows) {
          const { failingSince: _since, refused: _refused, ...facts } = asJson<NotificationData>(data) ?? {};
          changed += Number(
            await knex(outbox)
              .where({ id, state: 'failed' })
              .update({
                ...settled(now),
                state: 'pending',
                attempts: 0,
                next_attempt_at: now,
                last_error: null,
                data: Object.keys(facts).length > 0 ? JSON.stringify(facts) : null,
              })
          );
        }
        return changed > 0 ? 'retried' : 'not_failed';
      });
    },

    /** When the next row falls due (UTC), claimed or not; null: none waits. */
    async nextDueAt(): Promise<Date | null> {
      return db.read(async (knex) => {
        const row = await knex(outbox).where('state', 'pending').min({ at: 'next_attempt_at' }).first();
        return asDate(row?.at);
      });
    },

    /** A page of the outbox for staff, newest first. */
    list: (query: NotificationQuery) => db.read((knex) => listNotifications(knex, tables, query)),
  };
};

export type OutboxRepository = ReturnType<typeof createOutboxRepository>;
