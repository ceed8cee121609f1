#!/usr/bin/env node
/** Commands of the plugin: `npx strapi-plugin-certificates vapid` makes a key pair for Web Push. */
import { createECDH } from 'node:crypto';

const HELP = `Usage: strapi-plugin-certificates vapid

  vapid   Makes a VAPID key pair for Web Push. Keep the private key as you keep passwords.
`;

const vapid = () => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A private number below 2^248 comes without its leading zeros.
  const privateKey = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
  return `VAPID_PUBLIC_KEY=${pair.getPublicKey('base64url')}\nVAPID_PRIVATE_KEY=${privateKey}\n`;
};

const [command, ...rest] = process.argv.slice(2);
if (command === 'vapid' && rest.length === 0) {
  process.stdout.write(vapid());
} else {
  const asked = command === undefined || command === '--help' || command === '-h';
  (asked ? process.stdout : process.stderr).write(HELP);
  process.exitCode = asked ? 0 : 1;
}
