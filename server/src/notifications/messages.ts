import { kindOf } from '../domain/notification-kinds';
import type { ClaimedNotification } from '../repositories/outbox';
import { canGroup } from './texts';

/** What goes into the same message: one act's news for one client, or what waits for the staff of one centre. */
const messageKey = (row: ClaimedNotification): string => {
  const kind = kindOf(row.event, row.data);
  if (!canGroup(kind)) return `row:${row.id}`;
  if (kind === 'submitted') return row.center ? `center:${row.center.id}` : `row:${row.id}`;
  return row.batchKey === null || row.client === null ? `row:${row.id}` : `${row.client.id}:${kind}:${row.batchKey}`;
};

/** Puts notifications together into messages, in the order in which they were queued. */
export const toMessages = (rows: ClaimedNotification[]): ClaimedNotification[][] => {
  const messages = new Map<string, ClaimedNotification[]>();
  for (const row of rows) {
    const key = messageKey(row);
    const message = messages.get(key);
    if (message) message.push(row);
    else messages.set(key, [row]);
  }
  return [...messages.values()];
};
