import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import supertest from 'supertest';
import { UID } from '../../server/src/constants';
import { databaseClient, startStrapi, waitUntil, type TestStrapi } from '../helpers';
import { insist } from '../helpers/insisting';
import { startInstance, type Instance } from '../helpers/instance';
import { office } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

/** Processes on one database server: `INSTANCES=8` for more of them, or for MariaDB, which CI leaves out. */
const COUNT = Number(process.env.INSTANCES ?? (databaseClient() === 'postgres' ? 4 : 0));
const isOn = COUNT > 1 && databaseClient() !== 'sqlite';
if (!isOn) process.stderr.write('Skipped: many instances. INSTANCES=4 npm run test:db -- many-instances runs them.\n');

/** The clocks are spread from a minute and a half behind to as much ahead. */
const SKEW_MS = 90_000;
const ROUNDS = Number(process.env.INSTANCES_ROUNDS ?? 2);
const CLIENTS = 80;
/** Who come by SQL in each round, while everything else goes on. */
const NEWCOMERS = 20;
const RUNS = 2;
const DAY_MS = 86_400_000;

const id24 = () => randomBytes(12).toString('hex');

(isOn ? describe : describe.skip)(`${COUNT} instances, clocks from -90 to +90 seconds`, () => {
  let app: TestStrapi;
  let rows: OutboxRows;
  let desk: ReturnType<typeof office>;
  let jwt: string;
  let instances: Instance[] = [];
  let newcomers: number;
  /** Row ids of what expires, of what is renewed early, and of the templates that are issued in bulk. */
  const over: number[] = [];
  const early: number[] = [];
  const bulk: number[] = [];

  /** Others are at work on the same tables, and MariaDB may have the test give way to them. */
  const insisting = <T>(ask: () => PromiseLike<T>): Promise<T> =>
    insist(ask, { tries: 20, pause: 100, when: (error) => /deadlock/i.test(String(error)) });

  const templateId = async (body: object): Promise<{ id: number; documentId: string }> => {
    const { documentId } = await desk.createTemplate(body);
    return {
      id: Number((await rows.table(UID.template).where({ document_id: documentId }).first('id')).id),
      documentId,
    };
  };

  /** How often each of something has a row: `{ 1: 80 }` for once each. */
  const tally = async (uid: string, column: string, narrow: (query: ReturnType<typeof rows.table>) => unknown) => {
    const query = rows.table(uid);
    narrow(query);
    const counts = new Map<number, number>();
    for (const one of await query.pluck(column)) counts.set(Number(one), (counts.get(Number(one)) ?? 0) + 1);
    const result: Record<number, number> = {};
    for (const count of counts.values()) result[count] = (result[count] ?? 0) + 1;
    return result;
  };
  const successors = (of: number[]) => tally(UID.certificate, 'predecessor_id', (q) => q.whereIn('predecessor_id', of));
  const events = (action: string, of: number[]) =>
    tally(UID.event, 'certificate_id', (q) => q.where({ action }).whereIn('certificate_id', of));

  beforeAll(async () => {
    app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } } });
    rows = outboxRows(app.strapi, () => new Date());
    jwt = (await app.adminLogin()).jwt;
    desk = office(app, await app.adminLogin());
    newcomers = (await templateId({ name: 'Medical certificate', issueToNewClients: true })).id;
    // They are there before any of the others starts: all of them find them at once.
    for (let n = 0; n < CLIENTS; n += 1) await rows.client();
    instances = Array.from({ length: COUNT }, (_, at) =>
      startInstance({
        home: app.home,
        mails: app.mails,
        clockOffset: Math.round(-SKEW_MS + (2 * SKEW_MS * at) / (COUNT - 1)),
        config: {
          sweep: { rule: '* * * * * *' },
          notifications: { email: { from: `instance-${at} <no-reply@gym.example>` } },
        },
      })
    );
    await Promise.all(instances.map((instance) => instance.ready()));
  }, 400_000);
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await app?.stop();
  });

  /** Everything at once: certificates fall due, others are to be renewed early, clients come, runs are asked for. */
  const round = async (number: number) => {
    const licence = await templateId({ name: `Licence ${number}`, renewOnExpiry: true });
    const insurance = await templateId({ name: `Insurance ${number}`, renewOnExpiry: true, renewalLeadDays: 30 });
    const asked = await Promise.all(
      Array.from({ length: RUNS }, (_, n) => templateId({ name: `Bulk ${number}.${n}` }))
    );
    bulk.push(...asked.map(({ id }) => id));
    const clients: number[] = await rows.table(UID.user).pluck('id');
    const urls = await Promise.all(instances.map((instance) => instance.url()));

    const now = Date.now();
    const approved = (client_id: number, template_id: number, expires: number) => ({
      document_id: id24(),
      ...{ name: 'Licence', expires: true, state: 'approved', client_id, template_id, revision: 1 },
      ...{ valid_until: new Date(expires - DAY_MS).toISOString().slice(0, 10), expires_at: new Date(expires) },
      ...{ issued_at: new Date(now - 3 * DAY_MS), approved_at: new Date(now - 2 * DAY_MS) },
      expiring_soon_at: new Date(expires - 2 * DAY_MS),
    });
    const fallDue = () =>
      insisting(() =>
        app.strapi.db.connection.transaction(async (trx) => {
          const due = clients.flatMap((client) => [
            // Over by every clock, and not over by any.
            approved(client, licence.id, now - 2 * SKEW_MS),
            approved(client, insurance.id, now + 20 * DAY_MS),
          ]);
          for (let from = 0; from < due.length; from += 50) {
            await rows
              .table(UID.certificate)
              .transacting(trx)
              .insert(due.slice(from, from + 50));
          }
        })
      );
    // They are over already, as if they had been there before this was switched on.
    await rows.table(UID.template).where({ id: licence.id }).update({ renew_on_expiry_since: null });
    const come = async () => {
      for (let n = 0; n < NEWCOMERS; n += 1) await insisting(() => rows.client());
    };
    const generate = urls.flatMap((url) =>
      asked.map(async ({ documentId }) => {
        const answer = await supertest(url)
          .post(`/certificates/templates/${documentId}/generate`)
          .auth(jwt, { type: 'bearer' })
          .send({});
        expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, answer.text.slice(0, 200)]);
        return [documentId, answer.body.data.run.documentId];
      })
    );
    await Promise.all([fallDue(), come(), ...generate]);
    const ids = async (template: number) =>
      (await rows.table(UID.certificate).where({ template_id: template }).whereNotNull('approved_at').pluck('id')).map(
        Number
      );
    over.push(...(await ids(licence.id)));
    early.push(...(await ids(insurance.id)));

    const isDone = async () => {
      const due = await rows
        .table(UID.certificate)
        .whereIn('id', [...over, ...early])
        .whereNull('renewed_at')
        .first('id');
      const running = await rows.table(UID.generationRun).where({ state: 'running' }).first('id');
      const people: number[] = await rows.table(UID.user).pluck('id');
      const issued: number[] = await rows.table(UID.certificate).where({ template_id: newcomers }).pluck('client_id');
      return !due && !running && new Set(issued.map(Number)).size === people.length;
    };
    await waitUntil(isDone, { timeout: 240_000, interval: 100, what: `the work of round ${number}` });
  };

  it('do everything once', async () => {
    const from = Date.now();
    for (let number = 1; number <= ROUNDS; number += 1) await round(number);
    const pending = async () => (await rows.states()).pending ?? 0;
    await waitUntil(async () => (await pending()) === 0, { timeout: 240_000, interval: 200, what: 'the mails' });
    const took = (Date.now() - from) / 1000;
    // Whatever is done twice has its time to come.
    await sleep(2_500);

    expect(await successors(over)).toEqual({ 1: over.length });
    expect(await successors(early)).toEqual({ 1: early.length });
    for (const [action, of] of [
      ['expired', over],
      ['archived', over],
    ] as const) {
      expect([action, await events(action, of)]).toEqual([action, { 1: of.length }]);
    }
    expect(await events('expired', early)).toEqual({});
    const all: number[] = (await rows.table(UID.certificate).whereNotNull('origin_key').pluck('id')).map(Number);
    expect(await events('issued', all)).toEqual({ 1: all.length });

    const people: number[] = await rows.table(UID.user).pluck('id');
    const held = (template: number) =>
      tally(UID.certificate, 'client_id', (q) => q.where({ template_id: template }).whereNotNull('client_id'));
    expect(await held(newcomers)).toEqual({ 1: people.length });
    const runs = await rows.table(UID.generationRun).select('template_id', 'state', 'total', 'done', 'issued');
    for (const run of runs) expect([run.state, Number(run.done)]).toEqual(['done', Number(run.total)]);
    for (const id of bulk) {
      // Where somebody was so slow to ask that the run was over, theirs was another one, for whoever had come since.
      const own = runs.filter(({ template_id: of }) => Number(of) === id);
      const issued = own.reduce((sum, run) => sum + Number(run.issued), 0);
      expect(issued).toBe(Math.max(...own.map(({ total }) => Number(total))));
      expect(await held(id)).toEqual({ 1: issued });
    }

    // One act towards one client is one message, of whatever number of certificates.
    const told = await rows.table(UID.notification).select('state', 'client_id', 'event', 'batch_key', 'dedupe_key');
    expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(told).toHaveLength(all.length + over.length);
    const acts = new Set(told.map((row) => `${row.client_id} ${row.event} ${row.batch_key ?? row.dedupe_key}`));
    const mails = app.mails.all();
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
    expect(mails).toHaveLength(acts.size);
    const shares = instances.map(
      (_, at) => mails.filter(({ from: who }) => new RegExp(`instance-${at}\\b`).test(who)).length
    );
    process.stderr.write(
      `${COUNT} instances on ${databaseClient()}: ${over.length} certificates expired and renewed, ${early.length} renewed early, ` +
        `${runs.length} runs of ${COUNT * RUNS * ROUNDS} asked for, ${all.length} issued, ${mails.length} mails ` +
        `(${shares.join(', ')}) in ${took.toFixed(0)} s\n`
    );
  }, 600_000);
});
