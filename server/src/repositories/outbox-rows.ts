import type { Knex } from 'knex';

import type { Channel, NotificationEvent } from '../constants';
import type { CancelReason } from '../domain/notification-relevance';
import type { RepositoryContext } from './context';
import { insertSelect, newDocumentId } from './database';

const COLUMNS = [
  'document_id',
  'certificate_id',
  'client_id',
  'event',
  'channel',
  'dedupe_key',
  'batch_key',
  'state',
  'attempts',
  'next_attempt_at',
  'data',
  'created_at',
  'updated_at',
  'published_at',
];

/** What many certificates are told of at once. A reminder is told beside the event itself, by its own number. */
export interface ManyRows {
  event: 'certificate.created' | 'certificate.expiring' | 'certificate.expired';
  reminder?: { daysBefore: number } | { ordinal: number };
  batchKey: string;
  at: Date;
}

/**
 * Key of what must be told once per validity date (expiring, expired, reminders of it) or once ever (issued, each reminder
 * that something is missing).
 */
export const dedupeKeyParts = ({ event, reminder }: Pick<ManyRows, 'event' | 'reminder'>, channel: Channel) => {
  const offset = reminder && ('ordinal' in reminder ? reminder.ordinal : reminder.daysBefore);
  return event === 'certificate.created'
    ? { head: `${event}:`, perDate: false, tail: offset === undefined ? `:${channel}` : `:${offset}:${channel}` }
    : { head: `${event}:`, perDate: true, tail: `:${offset ?? 'event'}:${channel}` };
};

/** The validity date in the key of what is told once per date; null in any other key. */
export const validUntilOf = (dedupeKey: string): string | null =>
  /^certificate\.[a-z]+:[^:]+:(\d{4}-\d{2}-\d{2}):/.exec(dedupeKey)?.[1] ?? null;

/** Writes outbox rows in the transaction of the change that they tell of. */
export const createOutboxWriter = ({ db, tables, sql, channels }: RepositoryContext) => {
  /**
   * A push is for clients who have registered a device; a row for each of the others would only be cancelled. Read first
   * rather than as part of the INSERT, which on MySQL would lock what it reads.
   */
  const withDevice = (trx: Knex) =>
    trx({ s: tables.pushSubscriptions }).select(trx.raw('1')).whereRaw('s.client_id = c.client_id');

  const reachable = async (trx: Knex, channel: Channel, certificateIds: number[]): Promise<number[]> =>
    channel === 'push'
      ? ((await trx({ c: tables.certificates })
          .whereIn('c.id', certificateIds)
          .whereExists(withDevice(trx))
          .pluck('c.id')) as number[])
      : certificateIds;

  return {
    /** One notification per channel, keyed by the history entry it tells of: a second rejection is told again. */
    async add(
      trx: Knex,
      row: {
        certificateId: number;
        clientId: number | null;
        event: NotificationEvent;
        historyEntry: string;
        data?: Record<string, unknown>;
        at: Date;
        /** When to send it; at once where it is not given. */
        dueAt?: Date;
      }
    ): Promise<void> {
      if (row.clientId === null) return;
      for (const channel of channels) {
        // Staff have no devices here.
        if (channel === 'push' && row.event === 'certificate.submitted') continue;
        if ((await reachable(trx, channel, [row.certificateId])).length === 0) continue;
        await trx(tables.notifications).insert({
          document_id: newDocumentId(),
          certificate_id: row.certificateId,
          client_id: row.clientId,
          event: row.event,
          channel,
          dedupe_key: `event:${row.historyEntry}:${channel}`,
          batch_key: row.historyEntry,
          state: 'pending',
          attempts: 0,
          next_attempt_at: row.dueAt ?? row.at,
          data: row.data ? JSON.stringify(row.data) : null,
          created_at: row.at,
          updated_at: row.at,
          published_at: row.at,
        });
      }
    },

    /**
     * One notification per certificate and channel, in one statement a channel. What must be told once per validity date
     * (expiring, expired) carries that date in its key, so that it is told again for a new one only; being issued happens
     * once. Clients who are blocked or gone are left out.
     */
    async addMany(trx: Knex, certificateIds: number[], row: ManyRows): Promise<void> {
      if (certificateIds.length === 0) return;
      const value = sql(trx);
      const at = value.instant(row.at);
      for (const channel of channels) {
        const ids = await reachable(trx, channel, certificateIds);
        if (ids.length === 0) continue;
        const { head, perDate, tail } = dedupeKeyParts(row, channel);
        const key = perDate
          ? trx.raw(`concat(?, c.document_id, ':', ?, ?)`, [
              value.text(head),
              value.day('c.valid_until'),
              value.text(tail),
            ])
          : trx.raw(`concat(?, c.document_id, ?)`, [value.text(head), value.text(tail)]);
        const select = trx({ c: tables.certificates })
          .join({ u: tables.users }, 'u.id', 'c.client_id')
          .select(
            value.documentId('c.id'),
            'c.id',
            'c.client_id',
            value.text(row.event),
            value.text(channel),
            key,
            value.text(row.batchKey),
            value.text('pending'),
            value.integer(0),
            at,
            value.json(row.reminder),
            at,
            at,
            at
          )
          .whereIn('c.id', ids)
          .where((q) => q.where('u.blocked', false).orWhereNull('u.blocked'));
        // Knex forgets the conflict clause behind a SELECT on SQLite, where nobody else writes meanwhile.
        if (db.dialect === 'sqlite') {
          select.whereNotExists(
            trx({ x: tables.notifications }).select(trx.raw('1')).whereRaw('x.dedupe_key = ?', [key])
          );
        }
        await insertSelect(trx, tables.notifications, COLUMNS, select).onConflict('dedupe_key').merge(['dedupe_key']);
      }
    },

    /** What has not been sent about these certificates is no longer to be sent, nor to be tried again by hand. */
    async cancelPending(trx: Knex, certificateIds: number[], reason: CancelReason, at: Date): Promise<void> {
      await trx(tables.notifications)
        .whereIn('certificate_id', certificateIds)
        .whereIn('state', ['pending', 'failed'])
        .update({ state: 'cancelled', last_error: reason, updated_at: at });
    },
  };
};
