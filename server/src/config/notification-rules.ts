type Options = Record<string, unknown>;

const isObject = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A port number of TCP. */
export const isPort = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;

const urlProblem = (value: string): string | null => {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return 'must be a URL such as redis://user:password@host:6379/0, or options of ioredis';
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') return 'must begin with redis:// or rediss://';
  if (url.hostname === '') return 'must name a host';
  return /^\/?\d*$/.test(url.pathname) ? null : 'must end with the number of the database, if any';
};

/** Options of ioredis that people write by hand; the others are left to ioredis. */
const OPTIONS: Record<string, [fits: (value: unknown) => boolean, takes: string]> = {
  host: [(value) => typeof value === 'string' && value !== '', 'a host name'],
  port: [isPort, 'a port number'],
  path: [(value) => typeof value === 'string' && value !== '', 'the path of a socket'],
  db: [(value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number'],
  username: [(value) => typeof value === 'string', 'a text'],
  password: [(value) => typeof value === 'string', 'a text'],
  tls: [isObject, 'an object'],
  sentinels: [(value) => Array.isArray(value) && value.length > 0, 'a list of { host, port }'],
};

/**
 * What is wrong with the connection to Redis; null: nothing. Never repeats what was given, which holds a password.
 * @param value a URL, or options of ioredis
 */
export const redisProblem = (value: unknown): string | null => {
  if (typeof value === 'string') return urlProblem(value);
  if (!isObject(value)) return 'must be a URL such as redis://user:password@host:6379/0, or options of ioredis';
  if (value.keyPrefix !== undefined) return 'takes no keyPrefix: set notifications.queue.prefix';
  if (!value.host && !value.path && !value.sentinels) return 'needs a host, a path or sentinels';
  for (const [name, [fits, takes]] of Object.entries(OPTIONS)) {
    if (value[name] !== undefined && !fits(value[name])) return `: ${name} must be ${takes}`;
  }
  return null;
};

const isOrigin = (value: unknown): boolean => {
  try {
    const url = new URL(String(value));
    return ['http:', 'https:'].includes(url.protocol) && url.origin === value;
  } catch {
    return false;
  }
};

const WEB_PUSH_KEYS = ['publicKey', 'privateKey', 'subject', 'allowedOrigins'];

/** What is wrong with the settings of Web Push; null: nothing. Whether the keys are a pair is found out later. */
export const webPushProblem = (value: unknown): string | null => {
  if (!isObject(value)) return 'must be an object';
  const unknown = Object.keys(value).find((name) => !WEB_PUSH_KEYS.includes(name));
  if (unknown !== undefined) return `takes ${WEB_PUSH_KEYS.join(', ')}, not ${unknown}`;
  const { publicKey, privateKey, subject, allowedOrigins } = value;
  if (!publicKey || !privateKey || typeof subject !== 'string' || !/^(mailto:|https:)./.test(subject)) {
    return (
      'needs publicKey, privateKey (npx strapi-plugin-certificates vapid makes both) and subject (a mailto: or https: ' +
      'address)'
    );
  }
  const origins = allowedOrigins ?? [];
  return Array.isArray(origins) && origins.every(isOrigin)
    ? null
    : ': allowedOrigins must be a list of origins such as "https://push.example.com"';
};

/** What is wrong with the settings of Firebase; null: nothing. Whether its key is one is found out later. */
export const fcmProblem = (value: unknown): string | null =>
  isObject(value) ? null : "must be the JSON of a service account, parsed: JSON.parse(env('FCM_SERVICE_ACCOUNT'))";

const EXPO_KEYS = ['accessToken', 'apiUrl'];

/** What is wrong with the settings of Expo; null: nothing. */
export const expoProblem = (value: unknown): string | null => {
  if (!isObject(value)) return 'must be an object: { accessToken }, or {} where the project demands none';
  const unknown = Object.keys(value).find((name) => !EXPO_KEYS.includes(name));
  if (unknown !== undefined) return `takes accessToken, not ${unknown}`;
  const isGiven = typeof value.accessToken === 'string' && value.accessToken !== '';
  return isGiven || !('accessToken' in value) ? null : 'needs an accessToken, or {} where the project demands none';
};
