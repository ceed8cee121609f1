import type { Knex } from 'knex';

import { TOTAL_CAP, type Channel, type NotificationEvent, type NotificationState } from '../constants';
import { invalid } from '../domain/errors';
import { asDate, asNumber, contains } from './database';
import type { Tables } from './tables';

export interface NotificationQuery {
  state?: NotificationState;
  event?: NotificationEvent;
  channel?: Channel;
  /** In the client's name or in the certificate's name; or the client's whole address. */
  search?: string | null;
  /** By when they were queued; the newest first unless it says otherwise. */
  oldestFirst?: boolean;
  /** `nextCursor` of the page before; then `page` says nothing. */
  cursor?: string | null;
  /** From 1. */
  page?: number;
  pageSize?: number;
}

/** A notification as staff see it: no address, no claim. */
export interface NotificationListItem {
  documentId: string;
  event: NotificationEvent;
  channel: Channel;
  state: NotificationState;
  attempts: number;
  /** UTC instants. */
  createdAt: Date | null;
  nextAttemptAt: Date | null;
  sentAt: Date | null;
  /** What went wrong last, or the word for why it was cancelled. */
  lastError: string | null;
  certificate: { documentId: string; name: string } | null;
  client: { documentId: string; username: string } | null;
}

export interface NotificationPage {
  rows: NotificationListItem[];
  page: number;
  pageSize: number;
  total: number;
  totalCapped: boolean;
  /** Null on the last page. */
  nextCursor: string | null;
}

/** Where a list goes on: behind this row, in this order. */
interface Cursor {
  s: 'createdAt:asc' | 'createdAt:desc';
  id: number;
}

/** Row ids are 32-bit integers on every database. */
const MAX_ID = 2 ** 31 - 1;

const orderOf = (oldestFirst: boolean): Cursor['s'] => (oldestFirst ? 'createdAt:asc' : 'createdAt:desc');

const readCursor = (text: string, oldestFirst: boolean): number => {
  try {
    const { s, id } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    if (s === orderOf(oldestFirst) && Number.isInteger(id) && id >= 0 && id <= MAX_ID) return id;
  } catch {
    // Falls through: whatever is wrong with it, the answer is the same.
  }
  throw invalid('cursor_invalid', 'The cursor does not belong to this list.');
};

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

const toItem = (row: Record<string, unknown>): NotificationListItem => ({
  documentId: String(row.document_id),
  event: row.event as NotificationEvent,
  channel: row.channel as Channel,
  state: row.state as NotificationState,
  attempts: asNumber(row.attempts),
  createdAt: asDate(row.created_at),
  nextAttemptAt: asDate(row.next_attempt_at),
  sentAt: asDate(row.sent_at),
  lastError: (row.last_error as string | null) ?? null,
  certificate: row.c_document_id ? { documentId: String(row.c_document_id), name: String(row.c_name) } : null,
  client: row.u_document_id ? { documentId: String(row.u_document_id), username: String(row.u_username) } : null,
});

/**
 * A page of the outbox. Rows are numbered as they are queued, so the order is that of the primary key, which is read from
 * its end; those of one state, by an index in the same order.
 * @throws DomainError 400 `cursor_invalid`
 */
export const listNotifications = async (
  knex: Knex,
  tables: Tables,
  { state, event, channel, search, oldestFirst = false, cursor, page = 1, pageSize = 25 }: NotificationQuery
): Promise<NotificationPage> => {
  const matching = () => {
    const query = knex({ n: tables.notifications })
      .leftJoin({ c: tables.certificates }, 'c.id', 'n.certificate_id')
      .leftJoin({ u: tables.users }, 'u.id', 'n.client_id');
    if (state) query.where('n.state', state);
    if (event) query.where('n.event', event);
    if (channel) query.where('n.channel', channel);
    if (search) {
      query.where((any) => {
        for (const column of ['u.username', 'c.name']) any.orWhere(contains(knex, column, search));
        // Whole, or whoever may see deliveries but no clients could find out an address letter by letter.
        any.orWhereRaw('lower(u.email) = ?', [search.toLowerCase()]);
      });
    }
    return query;
  };
  const ordered = matching();
  if (cursor) ordered.where('n.id', oldestFirst ? '>' : '<', readCursor(cursor, oldestFirst));
  const found: Record<string, unknown>[] = await ordered
    .orderBy('n.id', oldestFirst ? 'asc' : 'desc')
    .select(
      'n.id',
      'n.document_id',
      'n.event',
      'n.channel',
      'n.state',
      'n.attempts',
      'n.created_at',
      'n.next_attempt_at',
      'n.sent_at',
      'n.last_error',
      'c.document_id as c_document_id',
      'c.name as c_name',
      'u.document_id as u_document_id',
      'u.username as u_username'
    )
    .offset(cursor ? 0 : (page - 1) * pageSize)
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  const counted = await knex
    .count({ n: '*' })
    .from(
      matching()
        .select('n.id')
        .limit(TOTAL_CAP + 1)
        .as('some')
    )
    .first();
  const matches = asNumber(counted?.n);
  return {
    rows: rows.map(toItem),
    page,
    pageSize,
    total: Math.min(matches, TOTAL_CAP),
    totalCapped: matches > TOTAL_CAP,
    nextCursor: last ? writeCursor({ s: orderOf(oldestFirst), id: Number(last.id) }) : null,
  };
};
