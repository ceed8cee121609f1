import { startStrapi, testClock, waitUntil, type Home } from '../helpers';
import { startInstance } from '../helpers/instance';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { outboxRows } from './outbox-rows';

const MAILS = 400;

let mails: MailServer;
let home: Home;

beforeAll(async () => {
  mails = await startMailServer();
});
afterAll(async () => {
  await mails.close();
  await home.remove();
});

it('a process killed in the middle of its deliveries loses none, and repeats at most those in flight', async () => {
  const app = await startStrapi({ config: { notifications: { email: { enabled: false } } } });
  home = app.home;
  const clock = testClock();
  const readers = await outboxRows(app.strapi, () => clock.now()).requests(MAILS);
  await app.stop({ keep: true });

  const options = { home, mails, config: { sweep: { enabled: false }, notifications: { concurrency: 1 } } };
  const first = startInstance(options);
  await waitUntil(() => mails.all().length >= MAILS / 3, { timeout: 90_000, what: 'a third of the mails' });
  await first.kill();
  expect(mails.all().length).toBeLessThan(MAILS);

  const second = startInstance(options);
  const reached = () => new Set(mails.all().flatMap(({ to }) => to));
  // What the first one had claimed is free when its claims end.
  await waitUntil(() => reached().size === MAILS, { timeout: 120_000, interval: 100, what: 'all mails' });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await second.stop();
  expect([...reached()].sort()).toEqual(readers.sort());
  // The one that was in flight.
  expect(mails.all().length - MAILS).toBeLessThanOrEqual(1);
  expect(new Set(mails.all().map(({ messageId }) => messageId)).size).toBe(MAILS);
}, 300_000);
