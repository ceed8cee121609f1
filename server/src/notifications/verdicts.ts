import { judge, type CancelReason } from '../domain/notification-relevance';
import type { ClaimedNotification } from '../repositories/outbox';

/** Notifications by what is to become of them. */
export interface Verdicts {
  sendable: ClaimedNotification[];
  /** Their client has not confirmed the account. */
  waiting: ClaimedNotification[];
  cancelled: Map<CancelReason, ClaimedNotification[]>;
}

/** Holds notifications against their certificates and clients as they have just been read. @param now UTC */
export const verdictsOn = (rows: ClaimedNotification[], now: Date): Verdicts => {
  const verdicts: Verdicts = { sendable: [], waiting: [], cancelled: new Map() };
  for (const row of rows) {
    const verdict = judge(row, now);
    if (verdict.act === 'send') verdicts.sendable.push(row);
    else if (verdict.act === 'wait') verdicts.waiting.push(row);
    else verdicts.cancelled.set(verdict.reason, [...(verdicts.cancelled.get(verdict.reason) ?? []), row]);
  }
  return verdicts;
};
