import { UID } from '../../server/src/constants';
import { startStrapi, testClock, waitUntil, type Client, type TestStrapi } from '../helpers';
import { startBadLine, type BadLine } from '../helpers/bad-line';
import { office } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

const clock = testClock('2026-03-01T10:00:00Z');
/** How long the host's mail provider waits for a server that says nothing. */
const PATIENCE_MS = 400;

let app: TestStrapi;
let line: BadLine;
let rows: OutboxRows;
let ask: () => Promise<Client>;

beforeAll(async () => {
  line = await startBadLine(() => app.mails.port);
  const providerOptions = {
    port: line.port,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  };
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false } },
    plugins: { email: { config: { providerOptions } } },
  });
  rows = outboxRows(app.strapi, () => clock.now());
  const desk = office(app, await app.adminLogin());
  const { documentId } = await desk.createTemplate({ name: 'Medical' });
  ask = async () => {
    const client = await app.registerClient();
    await desk.issue(client.documentId, documentId);
    return client;
  };
});
afterAll(async () => {
  await line?.close();
  await app?.stop();
});

const failedOnce = (count: number) =>
  waitUntil(
    async () => {
      const tried: number[] = await rows.table(UID.notification).where({ state: 'pending' }).pluck('attempts');
      return tried.filter((attempts) => attempts > 0).length === count;
    },
    { timeout: 20_000, interval: 100, what: 'the attempts' }
  );
const allSent = (count: number) =>
  waitUntil(
    async () => {
      // The next attempt is due.
      clock.advance({ minutes: 5 });
      return (await rows.states()).sent === count;
    },
    { timeout: 40_000, interval: 500, what: 'the mails' }
  );

describe('a mail server', () => {
  beforeEach(async () => {
    await rows.clear();
    app.mails.clear();
  });

  it('that takes connections and says nothing loses no mail, and gets each once when it speaks again', async () => {
    line.become('silent');
    const clients = [await ask(), await ask(), await ask()];
    await failedOnce(3);
    expect(app.mails.all()).toEqual([]);
    line.become('whole');
    await allSent(3);
    for (const { email } of clients) expect(app.mails.to(email)).toHaveLength(1);
  });

  it.each([
    ['is lost', 'breaks before the answer'],
    ['never comes, on a line that stays open,', 'stalls before the answer'],
  ] as const)('whose answer %s gets the mail again as the same one, by its Message-ID', async (_, how) => {
    line.become(how);
    const { email } = await ask();
    await waitUntil(() => app.mails.to(email).length === 1, { timeout: 20_000, what: 'the first time' });
    await failedOnce(1);
    line.become('whole');
    await allSent(1);
    const mails = app.mails.to(email);
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  });
});
