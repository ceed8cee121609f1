import { createECDH, ECDH } from 'node:crypto';

import { isPushEndpoint } from '../../domain/notification-push';
import type { Clock } from '../../ports/clock';
import type { PushDriver, PushMessage } from '../../ports/push';
import { failureOf, post } from './post';

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
/** Signatures hold for 12 hours; they are made anew after half of this, because each costs a millisecond. */
const SIGNED_FOR_MS = 6 * 60 * 60 * 1000;
/** What push services must take (RFC 8030, 7.2), less header, padding delimiter and authentication tag. */
export const MAX_PAYLOAD_BYTES = 4_096 - 86 - 1 - 16;

/** Encryption (RFC 8291) and VAPID (RFC 8292); loaded with the first message, since few hosts push. */
const loadWebPush = async () => (await import('web-push')).default;

/** The public key of a private one; null where it is none. */
const publicKeyOf = (privateKey: string): Buffer | null => {
  const number = Buffer.from(privateKey, 'base64url');
  if (number.length !== 32) return null;
  const own = createECDH('prime256v1');
  try {
    own.setPrivateKey(number);
  } catch {
    return null; // 32 bytes that are no number of the curve
  }
  return own.getPublicKey();
};

/** The library takes any two keys of the right length, and browsers would refuse every message. */
const checkPair = ({ publicKey, privateKey }: WebPushOptions): void => {
  if (publicKeyOf(privateKey)?.equals(Buffer.from(publicKey, 'base64url'))) return;
  throw new Error(
    'notifications.push.webPush: publicKey and privateKey must be a pair of VAPID keys in base64url, as ' +
      'npx strapi-plugin-certificates vapid makes them'
  );
};

const isPoint = (p256dh: string): boolean => {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false;
  }
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
 * Web Push (RFC 8030) with VAPID, to any browser. The requests are made by `web-push` and sent by us: it would follow the
 * address of a row wherever that leads.
 * @throws Error that names the configuration key, when the keys are no pair
 */
export const createWebPushDriver = (options: WebPushOptions, clock: Clock): PushDriver => {
  checkPair(options);
  const publicKey = options.publicKey.replace(/=+$/, '');
  const privateKey = options.privateKey.replace(/=+$/, '');
  /** Signatures by push service. */
  const signed = new Map<string, { authorization: string; at: number }>();

  const authorizationFor = async (origin: string): Promise<string> => {
    const { getVapidHeaders } = await loadWebPush();
    const now = clock.now().getTime();
    const held = signed.get(origin);
    if (held && Math.abs(now - held.at) < SIGNED_FOR_MS) return held.authorization;
    const { Authorization } = getVapidHeaders(origin, options.subject, publicKey, privateKey, 'aes128gcm');
    signed.set(origin, { authorization: Authorization, at: now });
    return Authorization;
  };

  return {
    name: 'web-push',
    async send({ endpoint, keys }, message) {
      // Checked again here: the row may have been written by hand, or before the list was what it is now.
      if (keys === null || !isPushEndpoint(endpoint, options.allowedOrigins)) return 'gone';
      // Keys that are none will never do.
      if (!isPoint(keys.p256dh)) return 'gone';
      const { generateRequestDetails } = await loadWebPush();
      const { headers, body } = generateRequestDetails({ endpoint, keys }, payloadOf(message), {
        TTL: TTL_SECONDS,
        contentEncoding: 'aes128gcm',
        headers: { Authorization: await authorizationFor(new URL(endpoint).origin) },
      });
      const { 'Content-Length': _length, ...rest } = headers;
      const strings = Object.entries(rest).map(([name, value]) => [name, String(value)]);
      const { status, text, retryAfterMs } = await post(
        endpoint,
        Object.fromEntries(strings) as Record<string, string>,
        body
      );
      if (status >= 200 && status < 300) return 'delivered';
      if (status === 404 || status === 410) return 'gone';
      throw failureOf(status, text, retryAfterMs);
    },
  };
};
