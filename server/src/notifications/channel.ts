import type { Channel } from '../constants';
import type { CancelReason } from '../domain/notification-relevance';
import type { ClaimedNotification } from '../repositories/outbox';

/** What became of a message. A channel that could not deliver, but may later, throws instead. */
export type Delivery = { outcome: 'sent' } | { outcome: 'cancelled'; reason: CancelReason };

/** A way to reach people. */
export interface NotificationChannel {
  readonly name: Channel;
  /**
   * Tells one reader of these notifications, which are of one kind, in one message.
   * @throws whatever the transport says; the notifications are then tried again
   */
  deliver(rows: ClaimedNotification[]): Promise<Delivery>;
}

/** Some of a reader's devices were reached and others were not: only those are to be tried again. */
export class PartlyDelivered extends Error {
  override readonly name = 'PartlyDelivered';

  constructor(
    override readonly cause: unknown,
    /** Document ids of the subscriptions that were reached, in this attempt or an earlier one. */
    readonly reached: string[]
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}
