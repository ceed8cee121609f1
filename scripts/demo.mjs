/**
 * `npm run demo`: the playground with sample data, and every mail it sends in the browser. Sets itself up; a second run is
 * quick and keeps the data. `npm run demo -- --fresh` starts over.
 */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fail, playground as appDir, setup } from './setup.mjs';

const dataDir = path.join(appDir, '.demo');
const seededFile = path.join(dataDir, 'seeded');

/** The wished port, or the next one that is free. */
const freePort = async (wished) => {
  const isFree = await new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(wished, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return isFree ? wished : freePort(wished + 1);
};

const configFor = ({ clientAppUrl, webPush }) => ({
  timeZone: 'Europe/Madrid',
  clients: { localeField: 'language' },
  notifications: { organisation: 'Retiro, Trastevere & Thames', clientAppUrl, push: { webPush } },
});

const logins = async () => {
  const { CENTERS, OLD_CLIENTS, PASSWORD, STAFF, SUPER_ADMIN } = await import('./demo/sample-data.mjs');
  const { table } = await import('./demo/table.mjs');
  const roles = { 'certificates-manager': 'Certificates manager', 'certificates-professional': 'Professional' };
  const staff = STAFF.map(({ email, role, centers }) => {
    const where = centers.map((key) => CENTERS[key].name).join(', ') || 'every centre';
    return ['admin panel', email, `${roles[role]}: ${where}`];
  });
  const clients = ['es', 'it', 'en'].map((language) => OLD_CLIENTS.find((client) => client.language === language));
  return {
    PASSWORD,
    text: table([
      ['where', 'e-mail', 'who'],
      ['admin panel', SUPER_ADMIN.email, 'Super Admin'],
      ...staff,
      ...clients.map(({ email, username }) => ['client app, REST', email, `client: ${username}`]),
    ]),
    client: clients[0].email,
  };
};

const printWelcome = async ({ url, mailUrl, mailCount }) => {
  const { table } = await import('./demo/table.mjs');
  const { PASSWORD, text, client } = await logins();
  const urls = table([
    ['what', 'where'],
    ['Admin panel', `${url}/admin`],
    ['Certificates', `${url}/admin/plugins/certificates`],
    ['Client app', `${url}/app/`],
    ['Mails', `${mailUrl} (${mailCount} so far)`],
    ['GraphQL', `${url}/graphql`],
  ]);
  process.stdout.write(`
${urls}

${text}
The password is ${PASSWORD} for everybody.

Without the client app, for example:
  curl -s ${url}/api/auth/local -H 'content-type: application/json' \\
    -d '{"identifier":"${client}","password":"${PASSWORD}"}'
  curl -s ${url}/api/certificates -H 'authorization: Bearer <jwt>'

Ctrl-C stops it; "npm run demo" goes on from here, "npm run demo -- --fresh" starts over.
`);
};

const main = async () => {
  await setup({ panel: true });

  // What a seed left half done is no sample.
  if (process.argv.includes('--fresh') || !fs.existsSync(seededFile))
    fs.rmSync(dataDir, { recursive: true, force: true });
  fs.mkdirSync(dataDir, { recursive: true });

  const { startMailCatcher } = await import('./demo/mail-catcher.mjs');
  const { startPlayground } = await import('./demo/playground.mjs');
  const { installClientApp, webPushKeys } = await import('./demo/client-app.mjs');
  installClientApp(dataDir);
  const port = await freePort(1337);
  const config = configFor({ clientAppUrl: `http://127.0.0.1:${port}/app/`, webPush: webPushKeys(dataDir) });
  const mails = await startMailCatcher({ file: path.join(dataDir, 'mails.jsonl'), webPort: await freePort(8025) });
  const playground = await startPlayground({
    PLAYGROUND_DATA: dataDir,
    PORT: String(port),
    SMTP_PORT: String(mails.smtpPort),
    STARTUP_MESSAGE: 'false',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    RATE_LIMIT: 'false',
    CERTIFICATES_CONFIG: JSON.stringify(config),
  });

  if (!fs.existsSync(seededFile)) {
    const { seed } = await import('./demo/seed.mjs');
    process.stdout.write('Filling the playground with sample data ... ');
    const started = Date.now();
    await seed(playground);
    fs.writeFileSync(seededFile, new Date().toISOString());
    process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0)} s\n`);
  }
  await printWelcome({ url: playground.url, mailUrl: mails.url, mailCount: mails.count() });
};

await main().catch(fail);
