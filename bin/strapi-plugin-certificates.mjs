#!/usr/bin/env node
/** Commands of the plugin: `npx strapi-plugin-certificates vapid` makes a key pair for Web Push. */
import webPush from 'web-push';

const HELP = `Usage: strapi-plugin-certificates <command>

  vapid   Makes a VAPID key pair for Web Push. Keep the private key as you keep passwords.
`;

const vapid = () => {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  return `VAPID_PUBLIC_KEY=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}\n`;
};

const COMMANDS = { vapid };

const [name, ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command && rest.length === 0) {
  process.stdout.write(command());
} else {
  const asked = name === undefined || name === '--help' || name === '-h';
  (asked ? process.stdout : process.stderr).write(HELP);
  process.exitCode = asked ? 0 : 1;
}
