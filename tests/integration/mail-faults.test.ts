import { UID } from '../../server/src/constants';
import { startStrapi, testClock, waitUntil, type Client, type TestStrapi } from '../helpers';
import { startBadLine, type BadLine } from '../helpers/bad-line';
import { office, upload } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

const clock = testClock('2026-03-01T10:00:00Z');
/** How long the host's mail provider waits for a server that says nothing. */
const PATIENCE_MS = 400;

let app: TestStrapi;
let line: BadLine;
let rows: OutboxRows;
let desk: ReturnType<typeof office>;
let template: string;
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
  desk = office(app, await app.adminLogin());
  template = (await desk.createTemplate({ name: 'Medical' })).documentId;
  ask = async () => {
    const client = await app.registerClient();
    await desk.issue(client.documentId, template);
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

  it('that is down for a day loses no mail, and gets each once when it is up again', async () => {
    line.become('closed');
    const clients = [await ask(), await ask(), await ask()];
    const attempts = async () => Math.min(...((await rows.table(UID.notification).pluck('attempts')) as number[]));
    for (let tried = 1; tried <= 12; tried += 1) {
      await waitUntil(async () => (await attempts()) >= tried, { timeout: 20_000, what: `attempt ${tried}` });
      clock.advance({ hours: 2 });
    }
    expect(app.mails.all()).toEqual([]);
    line.become('whole');
    await allSent(3);
    for (const { email } of clients) expect(app.mails.to(email)).toHaveLength(1);
  }, 90_000);

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

describe('a warning that staff retry after the certificate was approved anew', () => {
  beforeEach(async () => {
    await rows.clear();
    app.mails.clear();
    clock.set('2026-03-01T10:00:00Z');
  });

  const sweep = () => app.strapi.plugin('certificates').service('sweep').run();
  const warning = (of: string) =>
    rows
      .table(UID.notification)
      .join({ c: app.strapi.db.metadata.get(UID.certificate).tableName }, 'c.id', 'certificate_id')
      .where({ 'c.document_id': of, event: 'certificate.expiring' })
      .first<{ documentId: string; state: string; last_error: string }>(
        `${app.strapi.db.metadata.get(UID.notification).tableName}.document_id as documentId`,
        `${app.strapi.db.metadata.get(UID.notification).tableName}.state as state`,
        'last_error'
      );
  const idle = () =>
    waitUntil(
      async () => {
        // A first attempt may have met a connection that was cut.
        clock.advance({ minutes: 5 });
        return !(await rows.states()).pending;
      },
      { timeout: 20_000, interval: 500, what: 'an empty queue' }
    );

  it('is not sent, and the approval is', async () => {
    const client = await app.registerClient();
    const { documentId } = await desk.issue(client.documentId, template);
    const send = (validUntil: string) =>
      upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil }).expect(200);
    await send('2026-03-20');
    await desk.approve(documentId);
    await idle();
    clock.set('2026-03-06T00:00:00Z');
    app.mails.refuse(451);
    await sweep();
    await waitUntil(async () => (await warning(documentId))?.state === 'pending');
    const stale = await warning(documentId);
    await rows.table(UID.notification).where({ document_id: stale?.documentId }).update({ state: 'failed' });
    app.mails.refuse(null);

    const { revision } = await desk.certificate(documentId);
    await desk.post(`/certificates/${documentId}/revoke`, { revision, reason: 'wrong_date' });
    await send('2026-09-30');
    await idle();
    app.mails.clear();
    // Both wait at the same time, as they do when the mail server comes back.
    app.mails.refuse(451);
    await desk.approve(documentId);
    await failedOnce(1);
    await desk.post(`/notifications/${stale?.documentId}/retry`);
    app.mails.refuse(null);
    clock.advance({ hours: 1 });
    await idle();
    expect(app.mails.to(client.email)).toMatchObject([{ subject: 'Approved: Medical' }]);
    expect(await warning(documentId)).toMatchObject({ state: 'cancelled', last_error: 'no_longer_true' });
  });

  it('that expired and that staff archived is not told of any more', async () => {
    const client = await app.registerClient();
    const { documentId } = await desk.issue(client.documentId, template);
    await upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil: '2026-03-20' }).expect(200);
    await desk.approve(documentId);
    await idle();
    app.mails.clear();
    app.mails.refuse(451);
    clock.set('2026-03-22T00:00:00Z');
    await sweep();
    await failedOnce(1);
    await desk.post(`/certificates/${documentId}/archive`);
    app.mails.refuse(null);
    expect(
      await rows.table(UID.notification).where({ event: 'certificate.expired' }).select('state', 'last_error')
    ).toEqual([{ state: 'cancelled', last_error: 'certificate_archived' }]);
  });
});
