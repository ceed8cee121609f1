#!/usr/bin/env node
/**
 * Commands of the plugin: `npx strapi-plugin-certificates vapid` makes a key pair for Web Push, `... check` says why an app
 * does not have the plugin, about which Strapi says nothing.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const HELP = `Usage: strapi-plugin-certificates <command>

  check   Says, in the folder of a Strapi app, what keeps the plugin from being there.
  vapid   Makes a VAPID key pair for Web Push. Keep the private key as you keep passwords.
`;

const PLUGIN = 'strapi-plugin-certificates';
const USERS = '@strapi/plugin-users-permissions';
const BUILT = ['dist/server/index.js', 'dist/admin/index.js'];

const vapid = async () => {
  const { default: webPush } = await import('web-push');
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  process.stdout.write(`VAPID_PUBLIC_KEY=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}\n`);
};

const isOlder = (version, than) => {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = than.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
};

/** What is wrong with the app in a folder, each with its cure. */
const problemsOf = (app) => {
  const { resolve } = createRequire(path.join(app, 'package.json'));
  const folderOf = (name) =>
    resolve
      .paths(name)
      ?.map((modules) => path.join(modules, name))
      .find((one) => existsSync(path.join(one, 'package.json')));
  const manifestIn = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

  const strapi = folderOf('@strapi/strapi');
  if (!strapi) return ['There is no Strapi here. Run this in the folder of your Strapi app.'];
  const own = folderOf(PLUGIN);
  if (!own) return [`The plugin is not installed in this app: npm install ${PLUGIN}`];

  const { version } = manifestIn(strapi);
  const oldest = manifestIn(own).peerDependencies['@strapi/strapi'].replace(/^\D+/, '');
  const home = realpathSync(own);
  return [
    isOlder(version, oldest) && `Strapi is ${version}; the plugin needs ${oldest} or later: npx @strapi/upgrade minor`,
    !folderOf(USERS) &&
      `The users-permissions plugin is missing, whose users are the clients: npm install ${USERS}@${version}`,
    !BUILT.every((file) => existsSync(path.join(home, file))) &&
      `The plugin is not built, and Strapi leaves it out without a word: npm run build in ${home}. ` +
        'The package on npm is always built.',
  ].filter(Boolean);
};

const check = () => {
  const problems = problemsOf(process.cwd());
  if (problems.length > 0) {
    process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
    process.exitCode = 1;
    return;
  }
  process.stdout.write(
    'The plugin is installed and built. If it does not show: is it `enabled: true` in config/plugins, is the panel built ' +
      'anew (npm run build), and has your role its actions (Settings > Roles)?\n'
  );
};

const COMMANDS = { check, vapid };

const [name, ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command && rest.length === 0) {
  await command();
} else {
  const asked = name === undefined || name === '--help' || name === '-h';
  (asked ? process.stdout : process.stderr).write(HELP);
  process.exitCode = asked ? 0 : 1;
}
