import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';

import { isPushEndpoint } from '../../domain/notification-push';
import type { Clock } from '../../ports/clock';
import type { PushDriver, PushMessage } from '../../ports/push';
import { signJwt } from './jwt';
import { post, PushServiceError } from './post';
import { encryptForBrowser, MAX_PAYLOAD_BYTES } from './web-push-encryption';

export interface WebPushOptions {
  /** VAPID keys, base64url: the uncompressed public point (65 bytes) and the private number (32 bytes). */
  publicKey: string;
  privateKey: string;
  /** Whom a push service may write to about us: `mailto:` or `https:`. */
  subject: string;
  /** Push services besides those of the browsers, as origins. */
  allowedOrigins?: string[];
}

/** How long a push service keeps a message for a browser that is off. */
const TTL_SECONDS = 3 * 24 * 60 * 60;
/** VAPID tokens hold for at most 24 hours (RFC 8292, 2); they are made anew after half of this. */
const TOKEN_SECONDS = 12 * 60 * 60;

const vapidKey = ({ publicKey, privateKey }: WebPushOptions): KeyObject => {
  const point = Buffer.from(publicKey, 'base64url');
  const number = Buffer.from(privateKey, 'base64url');
  const own = createECDH('prime256v1');
  if (number.length === 32) own.setPrivateKey(number);
  if (number.length !== 32 || !own.getPublicKey().equals(point)) {
    throw new Error('notifications.push.webPush: publicKey and privateKey must be a pair of VAPID keys in base64url');
  }
  const part = (from: number, to: number) => point.subarray(from, to).toString('base64url');
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: part(1, 33), y: part(33, 65), d: number.toString('base64url') },
  });
};

/** What the service worker gets; names are cut until it fits what push services take. */
const payloadOf = (message: PushMessage): Buffer => {
  for (let length = 1_000; ; length = Math.floor(length / 2)) {
    const cut = (text: string) => [...text].slice(0, length).join('');
    const payload = Buffer.from(JSON.stringify({ ...message, title: cut(message.title), body: cut(message.body) }));
    if (payload.length <= MAX_PAYLOAD_BYTES || length === 0) return payload;
  }
};

/**
 * Web Push (RFC 8030) with VAPID (RFC 8292), to any browser.
 * @throws Error that names the configuration key, when the keys are no pair
 */
export const createWebPushDriver = (options: WebPushOptions, clock: Clock): PushDriver => {
  const key = vapidKey(options);
  const tokens = new Map<string, { token: string; until: number }>();

  const authorization = (origin: string): string => {
    const now = Math.floor(clock.now().getTime() / 1000);
    let held = tokens.get(origin);
    if (!held || Math.abs(held.until - now - TOKEN_SECONDS) > TOKEN_SECONDS / 2) {
      const until = now + TOKEN_SECONDS;
      held = { token: signJwt('ES256', { aud: origin, exp: until, sub: options.subject }, key), until };
      tokens.set(origin, held);
    }
    return `vapid t=${held.token}, k=${options.publicKey.replace(/=+$/, '')}`;
  };

  return {
    name: 'web-push',
    async send({ endpoint, keys }, message) {
      // Checked again here: the row may have been written by hand, or before the list was what it is now.
      if (keys === null || !isPushEndpoint(endpoint, options.allowedOrigins)) return 'gone';
      let body: Buffer;
      try {
        body = encryptForBrowser(payloadOf(message), keys);
      } catch {
        // Keys that are none will never do.
        return 'gone';
      }
      const { status, text } = await post(
        endpoint,
        {
          Authorization: authorization(new URL(endpoint).origin),
          'Content-Encoding': 'aes128gcm',
          'Content-Type': 'application/octet-stream',
          TTL: String(TTL_SECONDS),
          Urgency: 'normal',
        },
        body
      );
      if (status >= 200 && status < 300) return 'delivered';
      if (status === 404 || status === 410) return 'gone';
      throw new PushServiceError(status, text);
    },
  };
};
