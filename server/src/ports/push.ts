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

/** `gone`: the push service knows the device no more, and the subscription is to be removed. */
export type PushOutcome = 'delivered' | 'gone';

/** One push service. */
export interface PushDriver {
  readonly name: PushDriverName;
  /**
   * Hands one message to the push service.
   * @throws whatever went wrong; it is then tried again later
   */
  send(target: PushTarget, message: PushMessage): Promise<PushOutcome>;
}
