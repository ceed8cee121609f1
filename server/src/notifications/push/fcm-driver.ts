import { createPrivateKey } from 'node:crypto';

import type { Clock } from '../../ports/clock';
import type { PushDriver } from '../../ports/push';
import { signJwt } from './jwt';
import { failureOf, jsonOf, post, PushServiceError } from './post';

/** A Google service account, as its JSON key file has it. */
export interface FcmOptions {
  project_id: string;
  client_email: string;
  private_key: string;
  token_uri?: string;
  /** Where messages go; another one in tests. */
  api_uri?: string;
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** Google's tokens hold for an hour; they are made anew a little earlier. */
const TOKEN_SECONDS = 3_600;
const TOKEN_MARGIN_SECONDS = 300;

interface FcmFailure {
  error?: { status?: string; details?: { errorCode?: string }[] };
}

/**
 * Firebase Cloud Messaging, HTTP v1: Android, iOS and browsers that use Firebase.
 * @throws Error that names the configuration key, when the service account is incomplete
 */
export const createFcmDriver = (options: FcmOptions, clock: Clock): PushDriver => {
  const { project_id, client_email, private_key } = options;
  const tokenUri = options.token_uri ?? 'https://oauth2.googleapis.com/token';
  const apiUri = options.api_uri ?? 'https://fcm.googleapis.com';
  if (!project_id || !client_email || !private_key) {
    throw new Error('notifications.push.fcm needs project_id, client_email and private_key of a service account');
  }
  const key = (() => {
    try {
      return createPrivateKey(private_key);
    } catch {
      throw new Error('notifications.push.fcm: private_key is not a key in PEM form');
    }
  })();

  let held: { token: Promise<string>; from: number } | null = null;

  const fetchToken = async (now: number): Promise<string> => {
    const claims = { iss: client_email, scope: SCOPE, aud: tokenUri, iat: now, exp: now + TOKEN_SECONDS };
    const { status, text, retryAfterMs } = await post(
      tokenUri,
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: signJwt(claims, key),
      }).toString()
    );
    const { access_token: token } = (jsonOf(text) ?? {}) as { access_token?: unknown };
    if (status !== 200 || typeof token !== 'string')
      throw new PushServiceError(status, 'no access token', retryAfterMs);
    return token;
  };

  /** One token for all messages, asked for once however many are under way. */
  const accessToken = (): Promise<string> => {
    const now = Math.floor(clock.now().getTime() / 1000);
    if (held && now >= held.from && now < held.from + TOKEN_SECONDS - TOKEN_MARGIN_SECONDS) return held.token;
    const asked = { token: fetchToken(now), from: now };
    held = asked;
    asked.token.catch(() => {
      if (held === asked) held = null;
    });
    return asked.token;
  };

  return {
    name: 'fcm',
    async send({ endpoint: token }, { title, body, url, tag, data }) {
      const message = {
        token,
        notification: { title, body },
        // Values of FCM data are texts.
        data: { event: data.event, certificates: data.certificates.join(','), ...(url === null ? {} : { url }) },
        android: { notification: { tag } },
        apns: { headers: { 'apns-collapse-id': tag } },
      };
      const { status, text, retryAfterMs } = await post(
        `${apiUri}/v1/projects/${encodeURIComponent(project_id)}/messages:send`,
        { Authorization: `Bearer ${await accessToken()}`, 'Content-Type': 'application/json' },
        JSON.stringify({ message })
      );
      if (status === 200) return 'delivered';
      if (status === 401) held = null;
      const { error } = (jsonOf(text) ?? {}) as FcmFailure;
      const codes = error?.details?.map(({ errorCode }) => errorCode) ?? [];
      // A wrong project answers 404 too, and one that is not the device's SENDER_ID_MISMATCH: no fault of the device.
      if (codes.includes('UNREGISTERED')) return 'gone';
      const word = codes.find((code) => code !== undefined) ?? error?.status ?? '';
      // Who we are is the configuration's fault, and mended there: until then it is tried again, as a 404 is.
      const isAboutUs = status === 401 || status === 404 || word === 'PERMISSION_DENIED';
      if (isAboutUs) throw new PushServiceError(status, word, retryAfterMs);
      throw failureOf(status, word, retryAfterMs);
    },
  };
};
