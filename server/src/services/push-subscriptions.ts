import { pushDriversOf } from '../config';
import { notFound } from '../domain/errors';
import { parsePushSubscription } from '../domain/notification-push';
import type { PushSubscription } from '../repositories/push-subscriptions';
import type { Dependencies } from './dependencies';

/** The devices on which clients want to be told: each client sees and changes only their own. */
export const createPushSubscriptions = ({ config, clock, devices }: Dependencies) => {
  const drivers = pushDriversOf(config);
  const { webPush } = config.notifications.push;

  return {
    /** What a client app needs before it can subscribe; the VAPID key is null where Web Push is not set up. */
    setUp: () => ({ publicKey: webPush?.publicKey ?? null, drivers }),

    /** The newest first. @param clientId row id of the client who asks */
    list: (clientId: number): Promise<PushSubscription[]> => devices.ofClient(clientId),

    /**
     * Registers a device; one that is known moves to this client.
     * @param input `{ driver, endpoint or token, keys, locale }`, as it came from outside
     * @throws DomainError 400 `push_driver`, `push_endpoint`, `push_token`, `push_keys`, `push_locale`
     */
    register(clientId: number, input: unknown): Promise<PushSubscription> {
      const subscription = parsePushSubscription(input, { drivers, allowedOrigins: webPush?.allowedOrigins });
      return devices.register(clientId, subscription, clock.now());
    },

    /** @throws DomainError 404, also for somebody else's */
    async remove(clientId: number, documentId: string): Promise<void> {
      if (!(await devices.remove(documentId, clientId))) throw notFound('Push subscription');
    },
  };
};
