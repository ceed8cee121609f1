import { createECDH } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { vapidKeys } from '../helpers/vapid';

/** A push service on loopback, which keeps the paths that it was posted to. */
export const startPushService = async () => {
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      received.push(request.url ?? '');
      response.writeHead(201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    /** For `notifications.push.webPush`. */
    config: { ...vapidKeys(), allowedOrigins: [origin] },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

/** What a browser gives to a client app that subscribes. */
export const browserSubscription = (origin: string, path: string) => {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  return {
    driver: 'web-push',
    endpoint: `${origin}${path}`,
    keys: { p256dh: keys.getPublicKey('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') },
    locale: 'es',
  };
};
