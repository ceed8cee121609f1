import { UID } from '../../server/src/constants';
import { startStrapi, testClock, waitUntil, type Home } from '../helpers';
import { startInstance } from '../helpers/instance';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { outboxRows } from './outbox-rows';

const MAILS = 1_000;
/** Enough for a sweep to take its time. */
const DUE = 20_000;

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

it('a process told to stop in the middle of a sweep leaves the rest to the next one, which need not wait', async () => {
  const app = await startStrapi({
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  const rows = outboxRows(app.strapi, () => new Date());
  await rows.requests(MAILS);
  const clients: number[] = await rows.table(UID.user).pluck('id');
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  const due = Array.from({ length: DUE }, (_, n) => ({
    document_id: `due${String(n).padStart(21, '0')}`,
    client_id: clients[n % clients.length],
    ...{ name: 'Licence', expires: true, state: 'approved', revision: 1, valid_until: '2020-01-01' },
    ...{ expires_at: ago(2), expiring_soon_at: ago(9), approved_at: ago(20) },
  }));
  for (let from = 0; from < DUE; from += 50) await rows.table(UID.certificate).insert(due.slice(from, from + 50));
  const expired = async () =>
    Number((await rows.table(UID.certificate).where({ state: 'expired' }).count({ n: '*' }).first())?.n);

  const config = { sweep: { rule: '* * * * * *' }, notifications: { email: { enabled: false } } };
  const instance = startInstance({ home: app.home, config });
  await waitUntil(async () => (await expired()) > 0, { timeout: 60_000, interval: 5, what: 'the sweep' });
  await instance.stop();
  const done = await expired();
  expect(done).toBeLessThan(DUE);
  expect(await app.strapi.plugin('certificates').service('sweep').run()).toMatchObject({ expired: DUE - done });
  expect(instance.output()).not.toContain('failed');
  await app.stop();
}, 180_000);
