import { invalid } from './errors';
import { parseLocale } from './locale-tag';

/** Push services of the browsers that there are. A server that posted wherever a client says would be a tool of theirs. */
const WEB_PUSH_HOSTS = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
];

const MAX_ENDPOINT_LENGTH = 2_000;
const MAX_TOKEN_LENGTH = 1_000;

/** A subscription as a client app registers it. */
export interface NewPushSubscription {
  driver: 'web-push' | 'fcm' | 'expo';
  /** The push service's URL (Web Push) or the device token (FCM, Expo). */
  endpoint: string;
  keys: { p256dh: string; auth: string } | null;
  locale: string | null;
}

/**
 * Whether the plugin may post to an endpoint: over TLS to a browser's push service, or to an origin that the host's
 * configuration names.
 * @param allowedOrigins e.g. `https://push.example.com`, of a push service of one's own
 */
export const isPushEndpoint = (endpoint: string, allowedOrigins: readonly string[] = []): boolean => {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    return false;
  }
  if (url.username !== '' || url.password !== '') return false;
  if (allowedOrigins.includes(url.origin)) return true;
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    WEB_PUSH_HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
  );
};

/** Bytes of a base64url text; null when it is none. */
const bytesOf = (value: unknown): number | null =>
  typeof value === 'string' && /^[A-Za-z0-9_-]+={0,2}$/.test(value) ? Buffer.from(value, 'base64url').length : null;

/**
 * Reads a subscription as clients send it: `{ driver, endpoint or token, keys, locale }`.
 * @param input anything from outside
 * @param drivers the drivers that are set up
 * @throws DomainError 400 `push_driver`, `push_endpoint`, `push_token`, `push_keys`, `push_locale`
 */
export const parsePushSubscription = (
  input: unknown,
  { drivers, allowedOrigins = [] }: { drivers: readonly string[]; allowedOrigins?: readonly string[] }
): NewPushSubscription => {
  const { driver, endpoint, token, keys, locale } = (
    typeof input === 'object' && input !== null ? input : {}
  ) as Record<string, unknown>;
  if ((driver !== 'web-push' && driver !== 'fcm' && driver !== 'expo') || !drivers.includes(driver)) {
    throw invalid('push_driver', `The driver must be one of: ${drivers.join(', ') || 'none is set up'}.`);
  }
  const language = parseLocale(locale, 'push_locale');

  if (driver !== 'web-push') {
    if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token)) {
      throw invalid('push_token', 'The token of the device is missing or is none.');
    }
    return { driver, endpoint: token, keys: null, locale: language };
  }
  if (
    typeof endpoint !== 'string' ||
    endpoint.length > MAX_ENDPOINT_LENGTH ||
    !isPushEndpoint(endpoint, allowedOrigins)
  ) {
    throw invalid('push_endpoint', "The endpoint must be the https address that the browser's push service gave.");
  }
  const { p256dh, auth } = (typeof keys === 'object' && keys !== null ? keys : {}) as Record<string, unknown>;
  if (bytesOf(p256dh) !== 65 || bytesOf(auth) !== 16) {
    throw invalid('push_keys', 'The keys p256dh and auth must be those of the subscription, in base64url.');
  }
  return { driver, endpoint, keys: { p256dh: p256dh as string, auth: auth as string }, locale: language };
};
