import { createDecipheriv, createECDH, createPublicKey, generateKeyPairSync, hkdfSync, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPushEndpoint, parsePushSubscription } from '../../../server/src/domain/notification-push';
import { LOCALES } from '../../../server/src/notifications/locale';
import { createPushDrivers } from '../../../server/src/notifications/push';
import { MAX_PAYLOAD_BYTES } from '../../../server/src/notifications/push/web-push-driver';
import { PUSH_TEXTS } from '../../../server/src/notifications/texts/push';
import type { PushMessage } from '../../../server/src/ports/push';
import { testClock } from '../../helpers/clock';
import { vapidKeys } from '../../helpers/vapid';

const base64url = (text: string) => Buffer.from(text, 'base64url');

/** RFC 8291, appendix A. */
const RFC = {
  plaintext: 'When I grow up, I want to be a watermelon',
  browserPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
    'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

/** What a browser does with what it gets. */
const decrypt = (
  body: Buffer,
  { privateKey, p256dh, auth }: { privateKey: string; p256dh: string; auth: string }
): string => {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + (body[20] ?? 0));
  const rest = body.subarray(21 + sender.length);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(base64url(privateKey));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), base64url(p256dh), sender]);
  const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), base64url(auth), info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(rest.subarray(-16));
  const plain = Buffer.concat([decipher.update(rest.subarray(0, -16)), decipher.final()]);
  expect(plain.at(-1)).toBe(2);
  return plain.subarray(0, -1).toString('utf8');
};

const browser = () => {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  return {
    privateKey: ecdh.getPrivateKey('base64url'),
    p256dh: ecdh.getPublicKey('base64url'),
    auth: Buffer.alloc(16, 7).toString('base64url'),
  };
};

const message: PushMessage = {
  title: 'Gym',
  body: 'Un certificado ha caducado',
  url: 'https://app.example.com',
  tag: 'tag',
  data: { event: 'certificate.expired', certificates: ['c1'] },
};

it('what stands for the browser reads the example of RFC 8291', () => {
  expect(decrypt(base64url(RFC.body), { ...RFC, privateKey: RFC.browserPrivate })).toBe(RFC.plaintext);
});

describe('endpoints that the server posts to', () => {
  it.each([
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
    ['https://web.push.apple.com/abc', true],
    ['https://wns2-par02p.notify.windows.com/w/?token=abc', true],
    ['http://fcm.googleapis.com/fcm/send/abc', false],
    ['https://fcm.googleapis.com:8443/fcm/send/abc', false],
    ['https://user@fcm.googleapis.com/', false],
    ['https://fcm.googleapis.com.evil.example/', false],
    ['https://evilfcm.googleapis.com/', false],
    ['https://evil.example/fcm.googleapis.com', false],
    ['https://127.0.0.1/', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://[::1]/', false],
    ['https://localhost/', false],
    ['file:///etc/passwd', false],
    ['not a url', false],
  ])('%s: %s', (endpoint, allowed) => {
    expect(isPushEndpoint(endpoint)).toBe(allowed);
  });

  it('may be on an origin that the configuration names, and on no other', () => {
    const origins = ['http://127.0.0.1:9000'];
    expect(isPushEndpoint('http://127.0.0.1:9000/x', origins)).toBe(true);
    expect(isPushEndpoint('http://127.0.0.1:9001/x', origins)).toBe(false);
  });
});

describe('a subscription from a client', () => {
  const { p256dh, auth } = browser();
  const endpoint = 'https://fcm.googleapis.com/fcm/send/abc';
  const valid = { driver: 'web-push', endpoint, keys: { p256dh, auth }, locale: 'es' };
  const drivers = ['web-push', 'expo'];

  it('is read', () => {
    expect(parsePushSubscription(valid, { drivers })).toEqual(valid);
    expect(parsePushSubscription({ driver: 'expo', token: 'ExponentPushToken[x]' }, { drivers })).toEqual({
      driver: 'expo',
      endpoint: 'ExponentPushToken[x]',
      keys: null,
      locale: null,
    });
  });

  it.each([
    [undefined, 'push_driver'],
    [{ ...valid, driver: 'fcm' }, 'push_driver'],
    [{ ...valid, driver: 'smoke' }, 'push_driver'],
    [{ ...valid, endpoint: 'https://evil.example' }, 'push_endpoint'],
    [{ ...valid, endpoint: `${endpoint}/${'x'.repeat(2000)}` }, 'push_endpoint'],
    [{ ...valid, endpoint: 7 }, 'push_endpoint'],
    [{ ...valid, keys: undefined }, 'push_keys'],
    [{ ...valid, keys: { p256dh: 'AAAA', auth } }, 'push_keys'],
    [{ ...valid, keys: { p256dh, auth: '*'.repeat(22) } }, 'push_keys'],
    [{ ...valid, locale: 'es"; drop' }, 'push_locale'],
    [{ driver: 'expo', token: '' }, 'push_token'],
    [{ driver: 'expo', token: 'a\nb' }, 'push_token'],
    [{ driver: 'expo', token: 'x'.repeat(1001) }, 'push_token'],
  ])('%j is refused: %s', (input, code) => {
    expect(() => parsePushSubscription(input, { drivers })).toThrow(expect.objectContaining({ kind: 'invalid', code }));
  });
});

describe('push services', () => {
  interface Received {
    path: string;
    headers: IncomingHttpHeaders;
    body: Buffer;
  }
  let server: Server;
  let origin: string;
  let received: Received[];
  let answer: { status: number; body: string; headers?: Record<string, string> };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
        if (request.url === '/endless') {
          response.writeHead(500);
          const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
          response.on('close', () => clearInterval(more));
          return;
        }
        const { status, body, headers } =
          request.url === '/token' ? { status: 200, body: '{"access_token":"t0"}', headers: {} } : answer;
        response.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    received = [];
    answer = { status: 201, body: '' };
  });

  const now = new Date('2026-03-01T10:00:00Z');
  const clock = { now: () => now };
  const none = { webPush: null, fcm: null, expo: null, nameDocument: false };

  const webPush = (keys = vapidKeys()) => {
    const [driver] = createPushDrivers({ ...none, webPush: { ...keys, allowedOrigins: [origin] } }, clock);
    if (!driver) throw new Error('no driver');
    return driver;
  };

  describe('Web Push', () => {
    it('encrypts, signs with VAPID, and is taken', async () => {
      const keys = vapidKeys();
      const target = browser();
      expect(await webPush(keys).send({ endpoint: `${origin}/push/1`, keys: target }, message)).toBe('delivered');
      const [request] = received;
      expect(request?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '259200' });
      expect(JSON.parse(decrypt(request?.body ?? Buffer.alloc(0), target))).toEqual(message);

      const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(request?.headers.authorization ?? '') ?? [];
      expect(key).toBe(keys.publicKey);
      const [head, claims, signature] = (token ?? '').split('.');
      const point = base64url(keys.publicKey);
      const publicKey = createPublicKey({
        format: 'jwk',
        key: {
          kty: 'EC',
          crv: 'P-256',
          x: point.subarray(1, 33).toString('base64url'),
          y: point.subarray(33).toString('base64url'),
        },
      });
      const signed = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
      expect(verify('sha256', Buffer.from(`${head}.${claims}`), signed, base64url(signature ?? ''))).toBe(true);
      const said = JSON.parse(base64url(claims ?? '').toString());
      expect(said).toEqual({ aud: origin, exp: expect.any(Number), sub: 'mailto:push@example.com' });
      // The limit is 24 hours, on the clocks of push services.
      const hours = (said.exp - Date.now() / 1000) / 3600;
      expect(hours).toBeGreaterThan(11);
      expect(hours).toBeLessThanOrEqual(12);
    });

    it('encrypts anew each time, for nobody but the browser', async () => {
      const [driver, target] = [webPush(), browser()];
      for (let at = 0; at < 2; at += 1) await driver.send({ endpoint: `${origin}/1`, keys: target }, message);
      const [one, two] = received.map(({ body }) => body);
      if (!one || !two) throw new Error('not received');
      expect(one.equals(two)).toBe(false);
      expect(decrypt(one, target)).toBe(decrypt(two, target));
      expect(() => decrypt(one, { ...target, auth: Buffer.alloc(16, 8).toString('base64url') })).toThrow();
    });

    it('signs for hours, and anew before they are over', async () => {
      const at = testClock(now);
      const [driver] = createPushDrivers({ ...none, webPush: { ...vapidKeys(), allowedOrigins: [origin] } }, at);
      for (const hours of [0, 5, 2]) {
        at.advance({ hours });
        await driver?.send({ endpoint: `${origin}/1`, keys: browser() }, message);
      }
      const [first, second, third] = received.map(({ headers }) => headers.authorization);
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });

    it('reads no more of an answer than it needs, should it never end', async () => {
      await expect(webPush().send({ endpoint: `${origin}/endless`, keys: browser() }, message)).rejects.toMatchObject({
        statusCode: 500,
      });
    }, 5_000);

    it.each([
      [200, 'delivered'],
      [404, 'gone'],
      [410, 'gone'],
    ])('answered %i: %s', async (status, outcome) => {
      answer = { status, body: '' };
      expect(await webPush().send({ endpoint: `${origin}/1`, keys: browser() }, message)).toBe(outcome);
    });

    it.each([400, 401, 403, 413])('answered %i: refused for good', async (status) => {
      answer = { status, body: 'no' };
      const sent = webPush().send({ endpoint: `${origin}/1`, keys: browser() }, message);
      await expect(sent).rejects.toMatchObject({ name: 'PushRefused', message: expect.stringContaining(`${status}`) });
    });

    it.each([302, 408, 429, 500, 503])('answered %i: to be tried again', async (status) => {
      answer = { status, body: 'no', headers: { location: `${origin}/elsewhere` } };
      await expect(webPush().send({ endpoint: `${origin}/1`, keys: browser() }, message)).rejects.toMatchObject({
        statusCode: status,
      });
      expect(received).toHaveLength(1);
    });

    it.each([
      [{ 'retry-after': '120' }, 120_000],
      [{ 'retry-after': 'Sun, 01 Mar 2026 10:05:00 GMT', date: 'Sun, 01 Mar 2026 10:00:00 GMT' }, 300_000],
      [{ 'retry-after': 'Sun, 01 Mar 2026 09:00:00 GMT', date: 'Sun, 01 Mar 2026 10:00:00 GMT' }, null],
      [{ 'retry-after': 'soon' }, null],
      [{}, null],
    ])('that asks to be left alone, %j, is', async (headers: Record<string, string>, retryAfterMs) => {
      answer = { status: 429, body: '', headers };
      await expect(webPush().send({ endpoint: `${origin}/1`, keys: browser() }, message)).rejects.toMatchObject({
        retryAfterMs,
      });
    });

    it('posts nowhere else, whatever the row says', async () => {
      const { port } = server.address() as AddressInfo;
      expect(await webPush().send({ endpoint: `http://localhost:${port}/1`, keys: browser() }, message)).toBe('gone');
      expect(received).toHaveLength(0);
    });

    it('gives up keys that are none', async () => {
      const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: browser().auth };
      expect(await webPush().send({ endpoint: `${origin}/1`, keys }, message)).toBe('gone');
    });

    it('cuts what is too long for push services', async () => {
      const target = browser();
      await webPush().send({ endpoint: `${origin}/1`, keys: target }, { ...message, body: '😀'.repeat(5000) });
      expect(received[0]?.body.length).toBeLessThanOrEqual(4096);
      const text = decrypt(received[0]?.body ?? Buffer.alloc(0), target);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
      expect(JSON.parse(text).body).toMatch(/^(😀)+$/u);
    });

    it.each([
      ['of another pair', { publicKey: vapidKeys().publicKey }],
      ['too short', { privateKey: 'short' }],
      ['no number of the curve', { privateKey: Buffer.alloc(32, 0xff).toString('base64url') }],
    ])('names the configuration key, and the command that makes keys, where one is %s', (_what, wrong) => {
      expect(() => webPush({ ...vapidKeys(), ...wrong })).toThrow(
        /notifications\.push\.webPush.*npx strapi-plugin-certificates vapid/
      );
    });
  });

  describe('FCM', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const account = () => ({
      project_id: 'project',
      client_email: 'push@project.example',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      token_uri: `${origin}/token`,
      api_uri: origin,
    });
    const fcm = () => {
      const [driver] = createPushDrivers({ ...none, fcm: account() }, clock);
      if (!driver) throw new Error('no driver');
      return driver;
    };

    it('asks for one token and sends with it', async () => {
      answer = { status: 200, body: '{"name":"x"}' };
      const driver = fcm();
      const send = () => driver.send({ endpoint: 'device', keys: null }, message);
      expect(await Promise.all([send(), send(), send()])).toEqual(['delivered', 'delivered', 'delivered']);
      expect(received.filter(({ path }) => path === '/token')).toHaveLength(1);
      const sent = received.find(({ path }) => path === '/v1/projects/project/messages:send');
      expect(sent?.headers.authorization).toBe('Bearer t0');
      expect(JSON.parse(sent?.body.toString() ?? '')).toMatchObject({
        message: {
          token: 'device',
          notification: { title: 'Gym' },
          data: { event: 'certificate.expired', certificates: 'c1' },
        },
      });
    });

    it('knows a device that is gone from one to try again', async () => {
      answer = { status: 404, body: '{"error":{"status":"NOT_FOUND","details":[{"errorCode":"UNREGISTERED"}]}}' };
      expect(await fcm().send({ endpoint: 'device', keys: null }, message)).toBe('gone');
      answer = { status: 503, body: '{"error":{"status":"UNAVAILABLE"}}' };
      await expect(fcm().send({ endpoint: 'device', keys: null }, message)).rejects.toMatchObject({ statusCode: 503 });
      answer = { status: 404, body: 'a wrong project answers so too' };
      await expect(fcm().send({ endpoint: 'device', keys: null }, message)).rejects.toMatchObject({ statusCode: 404 });
    });

    it.each([
      [403, 'SENDER_ID_MISMATCH'],
      [400, 'INVALID_ARGUMENT'],
    ])('answered %i %s: refused for good, and the device is kept', async (status, errorCode) => {
      answer = { status, body: JSON.stringify({ error: { status: 'X', details: [{ errorCode }] } }) };
      const sent = fcm().send({ endpoint: 'device', keys: null }, message);
      await expect(sent).rejects.toMatchObject({ name: 'PushRefused', message: expect.stringContaining(errorCode) });
    });

    it.each([
      [401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'],
      [403, 'PERMISSION_DENIED', undefined],
    ])('answered %i %s: our own fault, tried again until it is mended', async (code, status, errorCode) => {
      answer = { status: code, body: JSON.stringify({ error: { status, details: errorCode ? [{ errorCode }] : [] } }) };
      const sent = fcm().send({ endpoint: 'device', keys: null }, message);
      await expect(sent).rejects.toMatchObject({ name: 'PushServiceError', statusCode: code });
    });

    it('names the configuration key of an incomplete account', () => {
      expect(() => createPushDrivers({ ...none, fcm: { ...account(), private_key: 'x' } }, clock)).toThrow(/push\.fcm/);
      expect(() => createPushDrivers({ ...none, fcm: {} }, clock)).toThrow(/push\.fcm/);
    });
  });

  describe('Expo', () => {
    const expo = () => {
      const [driver] = createPushDrivers({ ...none, expo: { apiUrl: origin, accessToken: 'secret' } }, clock);
      if (!driver) throw new Error('no driver');
      return driver;
    };
    it.each([
      [{ data: { status: 'ok', id: '1' } }, { receiptId: '1' }],
      [{ data: [{ status: 'ok', id: '1' }] }, { receiptId: '1' }],
      [{ data: { status: 'ok' } }, 'delivered'],
      [{ data: { status: 'error', details: { error: 'DeviceNotRegistered' } } }, 'gone'],
    ])('answered %j: %s', async (body, outcome) => {
      answer = { status: 200, body: JSON.stringify(body) };
      expect(await expo().send({ endpoint: 'ExponentPushToken[x]', keys: null }, message)).toEqual(outcome);
      expect(received[0]?.headers.authorization).toBe('Bearer secret');
    });
    it.each([
      [200, { data: { status: 'error', details: { error: 'MessageTooBig' } } }],
      [400, { errors: [{ code: 'VALIDATION_ERROR' }] }],
    ])('answered %i %j: refused for good', async (status, body) => {
      answer = { status, body: JSON.stringify(body) };
      const sent = expo().send({ endpoint: 'x', keys: null }, message);
      await expect(sent).rejects.toMatchObject({ name: 'PushRefused' });
    });

    it.each([
      [200, { data: { status: 'error', details: { error: 'InvalidCredentials' } } }],
      [401, { errors: [{ code: 'UNAUTHORIZED' }] }],
      [403, {}],
    ])('answered %i %j: our own fault, tried again until it is mended', async (status, body) => {
      answer = { status, body: JSON.stringify(body) };
      const sent = expo().send({ endpoint: 'x', keys: null }, message);
      await expect(sent).rejects.toMatchObject({ name: 'PushServiceError', statusCode: status });
    });

    it('says by receipt which devices are gone', async () => {
      const gone = { status: 'error', details: { error: 'DeviceNotRegistered' } };
      const late = { status: 'error', details: { error: 'MessageRateExceeded' } };
      answer = { status: 200, body: JSON.stringify({ data: { 1: { status: 'ok' }, 2: gone, 3: late } }) };
      expect(await expo().goneByReceipt?.(['1', '2', '3', '4'])).toEqual(['2']);
      expect(received[0]?.path).toBe('/--/api/v2/push/getReceipts');
      expect(JSON.parse(received[0]?.body.toString() ?? '')).toEqual({ ids: ['1', '2', '3', '4'] });
      answer = { status: 503, body: '' };
      await expect(expo().goneByReceipt?.(['1'])).rejects.toMatchObject({ statusCode: 503 });
    });

    it('is tried again after any other answer', async () => {
      answer = { status: 200, body: '{"data":{"status":"error","details":{"error":"MessageRateExceeded"}}}' };
      await expect(expo().send({ endpoint: 'x', keys: null }, message)).rejects.toThrow('MessageRateExceeded');
      answer = { status: 502, body: '<html>' };
      await expect(expo().send({ endpoint: 'x', keys: null }, message)).rejects.toMatchObject({ statusCode: 502 });
    });
  });
});

describe('words of a push message', () => {
  it.each(LOCALES)('%s: one line for everything that clients are told', (locale) => {
    for (const line of Object.values(PUSH_TEXTS[locale])) {
      expect(line).toMatch(/^\S.{10,60}\S$/);
      if (locale !== 'en') expect(Object.values(PUSH_TEXTS.en)).not.toContain(line);
    }
  });
});
