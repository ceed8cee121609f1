import type { Knex } from 'knex';

import { TOTAL_CAP, type Channel, type NotificationEvent, type NotificationState } from '../constants';
import { asDate, asNumber } from './database';
import type { Tables } from './tables';

export interface NotificationQuery {
  state?: NotificationState;
  event?: NotificationEvent;
  channel?: Channel;
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
}

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

/** A page of the outbox: by state it reads the index of due rows backwards, else the primary key. */
export const listNotifications = async (
  knex: Knex,
  tables: Tables,
  { state, event, channel, page = 1, pageSize = 25 }: NotificationQuery
): Promise<NotificationPage> => {
  const matching = () => {
    const query = knex({ n: tables.notifications });
    if (state) query.where('n.state', state);
    if (event) query.where('n.event', event);
    if (channel) query.where('n.channel', channel);
    return query;
  };
  const ordered = matching();
  if (state) ordered.orderBy('n.next_attempt_at', 'desc');
  const rows: Record<string, unknown>[] = await ordered
    .orderBy('n.id', 'desc')
    .leftJoin({ c: tables.certificates }, 'c.id', 'n.certificate_id')
    .leftJoin({ u: tables.users }, 'u.id', 'n.client_id')
    .select(
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
    .offset((page - 1) * pageSize)
    .limit(pageSize);
  const counted = await knex
    .count({ n: '*' })
    .from(
      matching()
        .select('n.id')
        .limit(TOTAL_CAP + 1)
        .as('some')
    )
    .first();
  const found = asNumber(counted?.n);
  return {
    rows: rows.map(toItem),
    page,
    pageSize,
    total: Math.min(found, TOTAL_CAP),
    totalCapped: found > TOTAL_CAP,
  };
};
