export const PUSH_DRIVERS = ['web-push', 'fcm', 'expo'] as const;
export type PushDriverName = (typeof PUSH_DRIVERS)[number];

/** A device, as its push service knows it. */
export interface PushTarget {
  /** The push service's URL (Web Push) or the device token (FCM, Expo). */
  endpoint: string;
  /** The browser's keys, base64url (Web Push). */
  keys: { p256dh: string; auth: string } | null;
}

/** What a device shows, and what the app gets with it. */
export interface PushMessage {
  title: string;
  body: string;
  /** Where a tap leads; null: wherever the app opens. */
  url: string | null;
  /** A later message of the same tag takes the place of the earlier one on the device. */
  tag: string;
  data: { event: string; certificates: string[] };
}

/**
 * `gone`: the push service knows the device no more, and the subscription is to be removed. With a receipt it is
 * delivered as far as the push service can say now; by that id it tells later whether the device was there.
 */
export type PushOutcome = 'delivered' | 'gone' | { receiptId: string };

/** The push service will not take this message for this device, however often it is tried; the device is kept. */
export class PushRefused extends Error {
  override readonly name = 'PushRefused';
}

/** One push service. */
export interface PushDriver {
  readonly name: PushDriverName;
  /**
   * Hands one message to the push service.
   * @throws PushRefused; whatever else went wrong is tried again later
   */
  send(target: PushTarget, message: PushMessage): Promise<PushOutcome>;
  /** Of the receipts given, those of devices that are gone. */
  goneByReceipt?(ids: string[]): Promise<string[]>;
}
