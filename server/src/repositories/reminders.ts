import type { Knex } from 'knex';

import { CHUNK_SIZE } from '../constants';
import type { MissingWindow } from '../domain/reminders';
import type { RepositoryContext } from './context';
import { asDate, asDay, asJson, isAmong } from './database';
import { withLiveClient } from './live-clients';
import { dedupeKeyParts } from './outbox-rows';
import { NO_REMINDERS, type Reminders } from './templates';

/** A live template that reminds of something. */
export interface RemindingTemplate {
  id: number;
  reminders: Reminders;
  since: Date | null;
  createdAt: Date | null;
}

/** A certificate that may be due a reminder. */
export interface Remindable {
  id: number;
  documentId: string;
  clientId: number;
  validUntil: string;
  approvedAt: Date | null;
  timeZone: string | null;
  templateId: number;
}

/** A certificate that waits for its client. */
export interface StillMissing {
  id: number;
  documentId: string;
  templateId: number;
  issuedAt: Date | null;
}

/** Of an expiry so many days ahead, or the how-manieth that something is missing. */
export type Reminder = { daysBefore: number } | { ordinal: number };

/** A reminder to be queued. */
export interface DueReminder {
  id: number;
  documentId: string;
  /** Null where something is missing. */
  validUntil: string | null;
  reminder: Reminder;
}

interface Page {
  /** The last one of the page before. */
  afterId: number;
  limit: number;
}

type Row = Record<string, unknown>;

const toTemplate = (row: Row): RemindingTemplate => ({
  id: Number(row.id),
  reminders: { ...NO_REMINDERS, ...asJson<Partial<Reminders>>(row.reminders) },
  since: asDate(row.reminders_since),
  createdAt: asDate(row.created_at),
});

const toRemindable = (row: Row): Remindable => ({
  id: Number(row.id),
  documentId: String(row.document_id),
  clientId: Number(row.client_id),
  validUntil: asDay(row.valid_until) ?? '',
  approvedAt: asDate(row.approved_at),
  timeZone: (row.time_zone as string | null) ?? null,
  templateId: Number(row.template_id),
});

const COLUMNS = [
  'c.id',
  'c.document_id',
  'c.client_id',
  'c.valid_until',
  'c.approved_at',
  'c.template_id',
  'z.time_zone',
];

/**
 * Finds certificates that are due a reminder, by indexes on days and instants. What else is asked of them stands in
 * expressions, where a planner that knows no figures would otherwise take to an index that narrows less.
 */
export const createReminderRepository = (context: RepositoryContext) => {
  const { db, tables, channels } = context;

  const ofLiveClients = (knex: Knex) => withLiveClient(context, knex({ c: tables.certificates }));

  /** Valid, neither archived nor deleted. */
  const valid = (query: Knex.QueryBuilder, now: Date) =>
    query
      .whereRaw('coalesce(c.trashed_at, c.archived_at) is null')
      .whereRaw(`coalesce(c.state, '') in ('approved', 'expiring_soon')`)
      .where('c.expires_at', '>', now);

  return {
    /** Live templates with reminders. */
    templates: (): Promise<RemindingTemplate[]> =>
      db.read(async (knex) => {
        const rows: Row[] = await knex(tables.templates)
          .whereNull('archived_at')
          .whereNotNull('reminders')
          .select('id', 'reminders', 'reminders_since', 'created_at');
        return rows
          .map(toTemplate)
          .filter(({ reminders }) => reminders.daysBefore.length > 0 || reminders.missingEveryDays !== null);
      }),

    /**
     * Valid certificates of a template, in one zone, whose last day is one of these.
     * @param timeZone null: those without a centre
     */
    expiring: (
      { templateId, timeZone }: { templateId: number; timeZone: string | null },
      { from, to, now }: { from: string; to: string; now: Date },
      { afterId, limit }: Page
    ): Promise<Remindable[]> =>
      db.read(async (knex) => {
        const query = valid(ofLiveClients(knex), now)
          .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
          .where('c.template_id', templateId)
          .whereBetween('c.valid_until', [from, to])
          .where('c.id', '>', afterId);
        if (timeZone === null) query.whereNull('c.center_id');
        else query.where('z.time_zone', timeZone);
        const rows: Row[] = await query
          .orderBy('c.id')
          .limit(limit)
          .select(...COLUMNS);
        return rows.map(toRemindable);
      }),

    /** Valid certificates of these clients and templates. */
    async expiringOf(trx: Knex, clients: number[], templateIds: number[], now: Date): Promise<Remindable[]> {
      const rows: Row[] = await valid(ofLiveClients(trx), now)
        .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
        .whereIn('c.client_id', clients)
        .where(isAmong(trx, 'c.template_id', templateIds))
        .whereNotNull('c.valid_until')
        .select(...COLUMNS);
      return rows.map(toRemindable);
    },

    /** Certificates of these clients and templates that still miss something. */
    async missingOf(trx: Knex, clients: number[], templateIds: number[]): Promise<StillMissing[]> {
      const rows: Row[] = await ofLiveClients(trx)
        .whereIn('c.client_id', clients)
        .whereRaw('coalesce(c.trashed_at, c.archived_at) is null')
        .whereRaw(`coalesce(c.state, '') = 'missing_info'`)
        .where(isAmong(trx, 'c.template_id', templateIds))
        .select('c.id', 'c.document_id', 'c.template_id', 'c.issued_at');
      return rows.map((row) => ({
        id: Number(row.id),
        documentId: String(row.document_id),
        templateId: Number(row.template_id),
        issuedAt: asDate(row.issued_at),
      }));
    },

    /** Certificates of a template that still miss something and were issued within the window. */
    missing: (
      templateId: number,
      { after, upTo }: Pick<MissingWindow, 'after' | 'upTo'>,
      { afterId, limit }: Page
    ): Promise<{ id: number; clientId: number }[]> =>
      db.read(async (knex) => {
        const query = ofLiveClients(knex)
          .whereNull('c.trashed_at')
          .whereNull('c.archived_at')
          .where('c.issued_at', '<=', upTo)
          .whereRaw('coalesce(c.template_id, 0) = ?', [templateId])
          .whereRaw(`coalesce(c.state, '') = 'missing_info'`)
          .where('c.id', '>', afterId);
        if (after) query.where('c.issued_at', '>', after);
        const rows: Row[] = await query.orderBy('c.id').limit(limit).select('c.id', 'c.client_id');
        return rows.map((row) => ({ id: Number(row.id), clientId: Number(row.client_id) }));
      }),

    /** Of these reminders, the ones that have not been queued yet. */
    async notQueued<T extends DueReminder>(reminders: T[]): Promise<T[]> {
      const [channel] = channels;
      if (channel === undefined || reminders.length === 0) return [];
      const keyOf = ({ documentId, validUntil, reminder }: T): string => {
        const event = 'ordinal' in reminder ? 'certificate.created' : 'certificate.expiring';
        const { head, perDate, tail } = dedupeKeyParts({ event, reminder }, channel);
        return `${head}${documentId}${perDate ? `:${validUntil}` : ''}${tail}`;
      };
      const keys = reminders.map(keyOf);
      const queued = new Set<string>();
      for (let from = 0; from < keys.length; from += CHUNK_SIZE) {
        const some = keys.slice(from, from + CHUNK_SIZE);
        const found: string[] = await db.read((knex) =>
          knex(tables.notifications).whereIn('dedupe_key', some).pluck('dedupe_key')
        );
        for (const key of found) queued.add(key);
      }
      return reminders.filter((one) => !queued.has(keyOf(one)));
    },
  };
};
