import type { ClientPushSubscription } from '../../contracts';
import type { PushSubscription } from '../repositories/push-subscriptions';

/** Neither endpoint nor keys: whoever has them can write to the device. */
export const toPushSubscription = ({
  documentId,
  driver,
  locale,
  createdAt,
  lastSuccessAt,
}: PushSubscription): ClientPushSubscription => ({
  documentId,
  driver,
  locale,
  createdAt: createdAt?.toISOString() ?? null,
  lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
});
