import { generateKeyPairSync } from 'node:crypto';

/** A pair of VAPID keys, as `strapi-plugin-certificates vapid` makes them; leading zeros included. */
export const vapidKeys = () => {
  const {
    x = '',
    y = '',
    d = '',
  } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'jwk',
  });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d, subject: 'mailto:push@example.com' };
};
