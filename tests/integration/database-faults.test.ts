import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../server/src/constants';
import { databaseClient, fixture, startStrapi, waitUntil, type Client, type TestStrapi } from '../helpers';
import { databaseTrouble, type DatabaseTrouble } from '../helpers/database-trouble';
import { office, upload } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

const CLIENTS = 600;
/** On SQLite each of them lasts longer than anybody waits for the lock. */
const STRIKES = databaseClient() === 'sqlite' ? 1 : 3;
/** Messages that may be under way when a strike hits. */
const IN_FLIGHT = 15;

let app: TestStrapi;
let desk: ReturnType<typeof office>;
let rows: OutboxRows;
let trouble: DatabaseTrouble;
let clients: number[];

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { rule: '* * * * * *' } } });
  desk = office(app, await app.adminLogin());
  rows = outboxRows(app.strapi, () => new Date());
  trouble = await databaseTrouble(app.home);
  for (let made = 0; made < CLIENTS; made += 1) await rows.client();
  clients = (await rows.table(UID.user).pluck('id')).map(Number);
}, 120_000);
afterAll(async () => {
  await trouble?.close();
  await app?.stop();
});

/** What the test itself reads may be hit, too. */
const read = async <T>(ask: () => PromiseLike<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(200);
    }
  }
};

/** Strikes while something goes on, until it has ended. @returns how many connections were hit */
const struckWhile = async (isOver: () => Promise<boolean>, timeout = 90_000): Promise<number> => {
  let hit = 0;
  for (let strike = 0; strike < STRIKES; strike += 1) {
    hit += await trouble.strike();
    await sleep(150);
  }
  await waitUntil(() => read(isOver), { timeout, interval: 100, what: 'the work that was struck' });
  return hit;
};

const templateId = async (documentId: string): Promise<number> =>
  Number((await rows.table(UID.template).where({ document_id: documentId }).first('id')).id);

/** How often each of something has a row: `{ 1: 600 }` for once each. */
const tally = async (uid: string, column: string, where: Record<string, unknown>): Promise<Record<number, number>> => {
  const found: unknown[] = await rows.table(uid).where(where).pluck(column);
  const counts = new Map<unknown, number>();
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  const result: Record<number, number> = {};
  for (const count of counts.values()) result[count] = (result[count] ?? 0) + 1;
  return result;
};

const certificatesOf = async (template: number): Promise<number[]> =>
  (await rows.table(UID.certificate).where({ template_id: template }).pluck('id')).map(Number);

/** Each certificate has one entry of a kind in its history, and one message about it. */
const toldOnce = async (template: number, action: string, event: string, of: number) => {
  const ids = await certificatesOf(template);
  const among = async (uid: string, where: Record<string, unknown>) =>
    (await rows.table(uid).where(where).whereIn('certificate_id', ids).pluck('certificate_id')).map(Number);
  for (const found of [await among(UID.event, { action }), await among(UID.notification, { event })]) {
    expect([action, found.length, new Set(found).size]).toEqual([action, of, of]);
  }
};

describe('a database that fails in the middle', () => {
  it('a bulk run goes through, and gives each client one', async () => {
    const { documentId } = await desk.createTemplate({ name: 'Insurance' });
    const template = await templateId(documentId);
    const { run } = (await desk.post(`/templates/${documentId}/generate`)) as unknown as {
      run: { documentId: string };
    };
    const state = async () =>
      (await rows.table(UID.generationRun).where({ document_id: run.documentId }).first()).state;
    const hit = await struckWhile(async () => (await state()) !== 'running');
    expect(hit).toBeGreaterThan(0);
    expect(await read(state)).toBe('done');
    expect(await tally(UID.certificate, 'client_id', { template_id: template })).toEqual({ 1: clients.length });
    await toldOnce(template, 'issued', 'certificate.created', clients.length);
  }, 120_000);

  it('a sweep expires and renews each once', async () => {
    const { documentId } = await desk.createTemplate({ name: 'Licence', renewOnExpiry: true });
    const template = await templateId(documentId);
    const expiresAt = new Date(Date.now() + 2_000);
    for (const client of clients) {
      await rows.certificate(client, {
        template_id: template,
        state: 'approved',
        valid_until: new Date().toISOString().slice(0, 10),
        expiring_soon_at: new Date(Date.now() - 86_400_000),
        expires_at: expiresAt,
        approved_at: new Date(Date.now() - 2 * 86_400_000),
      });
    }
    await waitUntil(() => Date.now() > expiresAt.getTime(), { timeout: 10_000 });
    const renewed = { template_id: template, state: 'missing_info' };
    await struckWhile(async () => (await rows.table(UID.certificate).where(renewed)).length >= clients.length);
    await sleep(2_000);
    expect(await tally(UID.certificate, 'client_id', renewed)).toEqual({ 1: clients.length });
    expect(await tally(UID.certificate, 'client_id', { template_id: template, state: 'expired' })).toEqual({
      1: clients.length,
    });
    await toldOnce(template, 'expired', 'certificate.expired', clients.length);
  }, 150_000);

  it('every message arrives, and at most those under way come twice', async () => {
    const open = () => read(async () => (await rows.states()).pending ?? 0);
    await waitUntil(async () => (await open()) === 0, { timeout: 60_000, interval: 200, what: 'earlier messages' });
    await rows.clear();
    app.mails.clear();
    const expected = await rows.requests(400);
    await waitUntil(() => app.mails.all().length > 50, { timeout: 30_000, what: 'the first mails' });
    await struckWhile(async () => (await rows.states()).sent === 400);
    const reached = app.mails.all().flatMap(({ to }) => to);
    expect([...new Set(reached)].sort()).toEqual(expected.sort());
    expect(reached.length - 400).toBeLessThanOrEqual(STRIKES * IN_FLIGHT);
  }, 120_000);

  it('an upload is there as a whole or not at all, and can be sent again', async () => {
    const { documentId: template } = await desk.createTemplate({ name: 'Certificate of health' });
    const sent: { client: Client; certificate: string; status: number; text: string }[] = [];
    const people: { client: Client; certificate: string }[] = [];
    for (let one = 0; one < 8; one += 1) {
      const client = await app.registerClient();
      people.push({ client, certificate: (await desk.issue(client.documentId, template)).documentId });
    }
    const struck = trouble.strike();
    for (const { client, certificate } of people) {
      const answer = await upload(app.request(client.jwt), certificate, 'scan.png', { validUntil: '2099-12-31' });
      sent.push({ client, certificate, status: answer.status, text: answer.text });
    }
    await struck;
    // Those who asked while nothing answered are told so in Strapi's form, without a word of SQL. Strapi's own log-in
    // takes a user whom it cannot read for nobody.
    for (const { status, text } of sent) {
      expect([200, 401, 500]).toContain(status);
      if (status === 500)
        expect(JSON.parse(text).error).toMatchObject({ status: 500, message: 'Internal Server Error' });
    }
    const hash = createHash('sha256')
      .update(readFileSync(fixture('scan.png')))
      .digest('hex');
    for (const { client, certificate, status } of sent) {
      const { state, document } = await desk.certificate(certificate);
      if (status === 200) expect(state).toBe('pending_approval');
      if (document === null) {
        expect(state).toBe('missing_info');
        await upload(app.request(client.jwt), certificate, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
      }
      const { body } = await app.request(client.jwt).get(`/api/certificates/${certificate}/document`).expect(200);
      expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
    }
    const report = (await desk.post('/settings/integrity')) as unknown as Record<string, { total: number }>;
    expect([report.missing, report.mismatched]).toMatchObject([{ total: 0 }, { total: 0 }]);
  }, 120_000);
});

(databaseClient() === 'sqlite' ? describe : describe.skip)('a disk that is full', () => {
  it('refuses in words what it cannot keep, loses nothing, and goes on when there is room', async () => {
    const { documentId: template } = await desk.createTemplate({ name: 'Report' });
    const client = await app.registerClient();
    const { documentId } = await desk.issue(client.documentId, template);
    await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
    const before = await desk.certificate(documentId);
    const knex = app.strapi.db.connection;
    await knex.raw('VACUUM');
    const [{ page_count: pages }] = await knex.raw('PRAGMA page_count');
    await knex.raw(`PRAGMA max_page_count = ${pages}`);
    try {
      const statuses: number[] = [];
      for (let tries = 0; tries < 60 && !statuses.includes(500); tries += 1) {
        const body = { notes: `${tries} ${'x'.repeat(390)}` };
        statuses.push((await desk.http().put(`/certificates/certificates/${documentId}`).send(body)).status);
      }
      expect(statuses.at(-1)).toBe(500);
      const refused = await desk.certificate(documentId);
      expect(refused.document).toMatchObject({ name: before.document?.name });
      await app.request(client.jwt).get('/api/certificates').expect(200);
    } finally {
      await knex.raw('PRAGMA max_page_count = 1073741823');
    }
    await desk.http().put(`/certificates/certificates/${documentId}`).send({ notes: 'There is room' }).expect(200);
    expect((await desk.certificate(documentId)).notes).toBe('There is room');
  });
});
