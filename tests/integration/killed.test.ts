import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { startStrapi, testClock, waitUntil, type Home } from '../helpers';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { outboxRows } from './outbox-rows';

const MAILS = 300;
const playground = path.resolve(__dirname, '../../playground');
const START = `
  const { createStrapi } = require('@strapi/strapi');
  const appDir = ${JSON.stringify(playground)};
  const strapi = createStrapi({ appDir, distDir: require('node:path').join(appDir, 'dist'), serveAdminPanel: false });
  strapi.load().then(() => strapi.listen());
`;

let mails: MailServer;
let home: Home;
const children: ChildProcess[] = [];

/** A Strapi in a process of its own, which sends what is queued. */
const startChild = (): ChildProcess => {
  const child = spawn(process.execPath, ['-e', START], {
    cwd: playground,
    stdio: 'ignore',
    env: {
      ...process.env,
      ...home.env,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      SMTP_PORT: String(mails.port),
      LOG_LEVEL: 'error',
      STARTUP_MESSAGE: 'false',
      CERTIFICATES_CONFIG: JSON.stringify({ sweep: { enabled: false }, notifications: { concurrency: 1 } }),
    },
  });
  children.push(child);
  return child;
};

const gone = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

beforeAll(async () => {
  mails = await startMailServer();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map(gone));
  await mails.close();
  await home.remove();
});

it('a process killed in the middle of its deliveries loses none, and repeats at most the one in flight', async () => {
  const app = await startStrapi({ config: { notifications: { email: { enabled: false } } } });
  home = app.home;
  const clock = testClock();
  const rows = outboxRows(app.strapi, () => clock.now());
  const readers: string[] = [];
  for (let at = 0; at < MAILS; at += 1) {
    const client = await rows.client();
    const certificateId = await rows.certificate(client.id);
    await rows.notification('certificate.created', { certificateId, clientId: client.id });
    readers.push(client.email.toLowerCase());
  }
  await app.stop({ keep: true });

  const first = startChild();
  await waitUntil(() => mails.all().length >= MAILS / 3, { timeout: 60_000, what: 'a third of the mails' });
  first.kill('SIGKILL');
  await gone(first);
  expect(mails.all().length).toBeLessThan(MAILS);

  startChild();
  const reached = () => new Set(mails.all().flatMap(({ to }) => to));
  // What the first one had claimed is free when its claims end.
  await waitUntil(() => reached().size === MAILS, { timeout: 120_000, interval: 100, what: 'all mails' });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect([...reached()].sort()).toEqual(readers.sort());
  const twice = mails.all().length - MAILS;
  expect(twice).toBeLessThanOrEqual(1);
  expect(new Set(mails.all().map(({ messageId }) => messageId)).size).toBe(MAILS);
}, 240_000);
