#!/usr/bin/env node
/**
 * Commands of the plugin: `npx strapi-plugin-certificates vapid` makes a key pair for Web Push, `openapi <file>` completes
 * a document that `strapi openapi generate` has made.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import webPush from 'web-push';
import { completeOpenapi } from './openapi.mjs';

const HELP = `Usage: strapi-plugin-certificates <command>

  vapid            Makes a VAPID key pair for Web Push. Keep the private key as you keep passwords.
  openapi <file>   Completes a document of "strapi openapi generate" with what Strapi has no place for: the statuses,
                   media types and errors of the plugin's operations.
`;

const vapid = () => {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  return `VAPID_PUBLIC_KEY=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}\n`;
};

const openapi = (file) => {
  const { document, operations } = completeOpenapi(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  return `${operations} operations of strapi-plugin-certificates completed in ${file}\n`;
};

const COMMANDS = { vapid, openapi };

const [name, ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command && rest.length === command.length) {
  try {
    process.stdout.write(command(...rest));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
} else {
  const asked = name === undefined || name === '--help' || name === '-h';
  (asked ? process.stdout : process.stderr).write(HELP);
  process.exitCode = asked ? 0 : 1;
}
