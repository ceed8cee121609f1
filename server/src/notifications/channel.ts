import type { Channel } from '../constants';
import type { CancelReason } from '../domain/notification-relevance';
import type { ClaimedNotification } from '../repositories/outbox';

/**
 * What became of a message. A channel that could not deliver, but may later, throws instead. `undeliverable`: it never
 * will, as things are set up, and staff are to see why.
 */
export type Delivery =
  { outcome: 'sent' } | { outcome: 'cancelled'; reason: CancelReason } | { outcome: 'undeliverable'; cause: unknown };

/** A way to reach people. */
export interface NotificationChannel {
  readonly name: Channel;
  /**
   * Tells one reader of these notifications, which are of one kind, in one message.
   * @throws whatever the transport says; the notifications are then tried again
   */
  deliver(rows: ClaimedNotification[]): Promise<Delivery>;
}

/** Some readers or devices need not be tried again, and others were not reached: only those are. */
export class PartlyDelivered extends Error {
  override readonly name = 'PartlyDelivered';

  constructor(
    override readonly cause: unknown,
    /** Who was reached, in this attempt or an earlier one: document ids of subscriptions, or languages. */
    readonly reached: string[],
    /** Document ids of the subscriptions whose push service will never take the message. */
    readonly refused: string[] = []
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}
