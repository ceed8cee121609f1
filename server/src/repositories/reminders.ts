import type { Knex } from 'knex';

import type { Channel } from '../constants';
import type { MissingWindow } from '../domain/reminders';
import type { RepositoryContext } from './context';
import { asDate, asDay, asJson } from './database';
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
  validUntil: string;
  approvedAt: Date | null;
  timeZone: string | null;
  templateId: number;
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
  validUntil: asDay(row.valid_until) ?? '',
  approvedAt: asDate(row.approved_at),
  timeZone: (row.time_zone as string | null) ?? null,
  templateId: Number(row.template_id),
});

const COLUMNS = ['c.id', 'c.document_id', 'c.valid_until', 'c.approved_at', 'c.template_id', 'z.time_zone'];

/**
 * Finds certificates that are due a reminder, by indexes on days and instants. What else is asked of them stands in
 * expressions, where a planner that knows no figures would otherwise take to an index that narrows less.
 */
export const createReminderRepository = ({ db, tables, clientIds, channels }: RepositoryContext) => {
  /** Neither archived nor deleted, of a client who may log in and is one at all. */
  const ofLiveClients = (knex: Knex) => {
    const query = knex({ c: tables.certificates })
      .join({ u: tables.users }, 'u.id', 'c.client_id')
      .where((q) => q.where('u.blocked', false).orWhereNull('u.blocked'));
    const clients = clientIds();
    return clients ? query.whereIn('u.id', clients) : query;
  };

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
        const query = ofLiveClients(knex)
          .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
          .where('c.template_id', templateId)
          .whereBetween('c.valid_until', [from, to])
          .whereRaw('coalesce(c.trashed_at, c.archived_at) is null')
          .whereRaw(`coalesce(c.state, '') in ('approved', 'expiring_soon')`)
          .where('c.expires_at', '>', now)
          .where('c.id', '>', afterId);
        if (timeZone === null) query.whereNull('c.center_id');
        else query.where('z.time_zone', timeZone);
        const rows: Row[] = await query
          .orderBy('c.id')
          .limit(limit)
          .select(...COLUMNS);
        return rows.map(toRemindable);
      }),

    /** These certificates, as far as their templates are live. */
    async among(trx: Knex, ids: number[]): Promise<Remindable[]> {
      const rows: Row[] = await ofLiveClients(trx)
        .leftJoin({ z: tables.centers }, 'z.id', 'c.center_id')
        .whereIn('c.id', ids)
        .whereNotNull('c.valid_until')
        .select(...COLUMNS);
      return rows.map(toRemindable);
    },

    /** Certificates of a template that still miss something and were issued within the window. */
    missing: (
      templateId: number,
      { after, upTo }: Pick<MissingWindow, 'after' | 'upTo'>,
      { afterId, limit }: Page
    ): Promise<number[]> =>
      db.read(async (knex) => {
        const query = ofLiveClients(knex)
          .whereNull('c.trashed_at')
          .whereNull('c.archived_at')
          .where('c.issued_at', '<=', upTo)
          .whereRaw('coalesce(c.template_id, 0) = ?', [templateId])
          .whereRaw(`coalesce(c.state, '') = 'missing_info'`)
          .where('c.id', '>', afterId);
        if (after) query.where('c.issued_at', '>', after);
        return (await query.orderBy('c.id').limit(limit).pluck('c.id')) as number[];
      }),

    /** Of these reminders, the ones that have not been queued yet. */
    async notQueued<T extends Remindable & { daysBefore: number }>(reminders: T[]): Promise<T[]> {
      const [channel] = channels;
      if (channel === undefined || reminders.length === 0) return [];
      const keyOf = (one: T, by: Channel): string => {
        const row = { event: 'certificate.expiring', reminder: { daysBefore: one.daysBefore } } as const;
        const { head, tail } = dedupeKeyParts(row, by);
        return `${head}${one.documentId}:${one.validUntil}${tail}`;
      };
      const keys = reminders.map((one) => keyOf(one, channel));
      const found: string[] = await db.read((knex) =>
        knex(tables.notifications).whereIn('dedupe_key', keys).pluck('dedupe_key')
      );
      const queued = new Set(found);
      return reminders.filter((one) => !queued.has(keyOf(one, channel)));
    },
  };
};
