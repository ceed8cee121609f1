import { createHash } from 'node:crypto';

import type { Clock } from '../ports/clock';
import { PushRefused, type PushDriver, type PushMessage } from '../ports/push';
import type { ClaimedNotification } from '../repositories/outbox';
import type { PushSubscription, PushSubscriptionRepository } from '../repositories/push-subscriptions';
import { PartlyDelivered, type NotificationChannel } from './channel';
import { retryAfterOf } from './delivery-error';
import { pickLocale } from './locale';
import { composePush, textKeyOf, viewOf, type Issuer, type TextOverrides } from './texts';

export interface PushChannelOptions {
  drivers: PushDriver[];
  subscriptions: PushSubscriptionRepository;
  clock: Clock;
  issuer: Issuer;
  /** Language of readers whose own is unknown. */
  locale: string;
  /** Whether a message names the document, although a lock screen is public. */
  nameDocument: boolean;
  /** The installation's own texts, read for each message: staff may edit them at any time. */
  overrides?: () => TextOverrides | Promise<TextOverrides>;
}

/** Push services know by then what became of a message, and forget it a day later. */
const RECEIPT_AFTER_MS = 15 * 60 * 1_000;

/** What stands in each of the lists. */
const inAll = ([first = [], ...others]: string[][]): Set<string> =>
  new Set(first.filter((id) => others.every((list) => list.includes(id))));

/** Tells clients on every device that they have registered. */
export const createPushChannel = (options: PushChannelOptions): NotificationChannel => {
  const { drivers, subscriptions, clock, issuer, locale, nameDocument } = options;

  const compose = async (rows: ClaimedNotification[], device: PushSubscription): Promise<PushMessage | null> => {
    const [first] = rows;
    if (!first) return null;
    const language = pickLocale([first.client?.locale, device.locale], locale);
    const view = viewOf(rows, language, issuer);
    const own = await options.overrides?.();
    const content = composePush({ key: textKeyOf(rows), locale: language, view, overrides: own, nameDocument });
    if (!content) return null;
    const tag = createHash('sha256')
      .update(
        rows
          .map(({ dedupeKey }) => dedupeKey)
          .sort()
          .join('\n')
      )
      .digest('base64url');
    return {
      ...content,
      url: issuer.clientAppUrl,
      tag: tag.slice(0, 32),
      data: {
        event: first.event,
        certificates: rows.flatMap(({ certificate }) => (certificate ? [certificate.documentId] : [])).slice(0, 20),
      },
    };
  };

  /** @throws what the device's push service says */
  const tell = async (rows: ClaimedNotification[], device: PushSubscription) => {
    const driver = drivers.find(({ name }) => name === device.driver);
    const message = await compose(rows, device);
    return driver && message ? driver.send(device, message) : null;
  };

  return {
    name: 'push',
    async deliver(rows) {
      const [first] = rows;
      // Of what one message tells, a device has heard all or nothing: told twice is better than not at all.
      const reachedBefore = inAll(rows.map(({ data }) => data?.reached ?? []));
      const refusedBefore = inAll(rows.map(({ data }) => data?.refused ?? []));
      const devices =
        first?.client && first.event !== 'certificate.submitted' ? await subscriptions.ofClient(first.client.id) : [];
      const open = devices.filter(
        ({ documentId, driver }) =>
          !reachedBefore.has(documentId) &&
          !refusedBefore.has(documentId) &&
          drivers.some(({ name }) => name === driver)
      );
      const results = await Promise.allSettled(open.map((device) => tell(rows, device)));
      const outcomeOf = (at: number) => {
        const result = results[at];
        return result?.status === 'fulfilled' ? result.value : null;
      };
      const delivered = open.filter((_, at) => ![null, 'gone'].includes(outcomeOf(at) as string | null));
      const gone = open.filter((_, at) => outcomeOf(at) === 'gone');
      const deliveredIds = delivered.map(({ id }) => id);
      // A database that is away now must not make those who have been told count as not told.
      const now = clock.now();
      const receipts = open.flatMap(({ id }, at) => {
        const outcome = outcomeOf(at);
        return outcome !== null && typeof outcome === 'object' ? [{ id, receiptId: outcome.receiptId }] : [];
      });
      await Promise.allSettled([
        subscriptions.removeGone(gone),
        subscriptions.markSuccess(deliveredIds, now),
        subscriptions.awaitReceipts(receipts, new Date(now.getTime() + RECEIPT_AFTER_MS)),
      ]);

      const errors = results.map((result): unknown => (result.status === 'rejected' ? result.reason : null));
      const refusals = errors.filter((error) => error instanceof PushRefused);
      // The service that asks for the longest wait gets it.
      const [failure] = errors
        .filter((error) => error !== null && !(error instanceof PushRefused))
        .sort((a, b) => (retryAfterOf(b) ?? 0) - (retryAfterOf(a) ?? 0));
      const reached = [...reachedBefore, ...delivered.map(({ documentId }) => documentId)];
      const refused = [
        ...refusedBefore,
        ...open.filter((_, at) => errors[at] instanceof PushRefused).map(({ documentId }) => documentId),
      ];
      // Only the devices that may still be reached are tried again.
      if (failure !== undefined) throw new PartlyDelivered(failure, reached, refused);
      if (reached.length > 0) return { outcome: 'sent' };
      if (refused.length > 0)
        return { outcome: 'undeliverable', cause: refusals[0] ?? new PushRefused('refused before') };
      return { outcome: 'cancelled', reason: 'no_subscription' };
    },
  };
};
