import { setTimeout as sleep } from 'node:timers/promises';
import { UID } from '../../server/src/constants';
import { instantsOf } from '../../server/src/domain/instants';
import { asDate, asDay } from '../../server/src/repositories/database';
import { createTables, type Tables } from '../../server/src/repositories/tables';
import { databaseClient, startStrapi, type TestStrapi } from '../helpers';
import { insist } from '../helpers/insisting';
import { office } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

/** How often everything is done at once: `COLLISION_ROUNDS=200` for an afternoon. */
const ROUNDS = Number(process.env.COLLISION_ROUNDS ?? 8);
/** Of each kind of work in a round. */
const EACH = 6;
const DAY_MS = 86_400_000;
/** A day and an hour apart, so that what is over here is not over there. */
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Madrid', 'UTC'];

const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

let app: TestStrapi;
let desk: ReturnType<typeof office>;
let rows: OutboxRows;
let tables: Tables;
let center: { id: number; documentId: string };
let plain: { id: number; documentId: string };
let renewing: { id: number; documentId: string };
let clients: number[];
/** Transactions that the database ended in favour of others. */
let deadlocks = 0;

const isDeadlock = (error: unknown): boolean => /deadlock/i.test(String(error));
const idOf = async (uid: string, documentId: string) =>
  Number((await rows.table(uid).where({ document_id: documentId }).first('id')).id);
const template = async (body: object) => {
  const { documentId } = await desk.createTemplate(body);
  return { id: await idOf(UID.template, documentId), documentId };
};
/** A statement of the test's own may have to give way. */
const insisting = <T>(ask: () => PromiseLike<T>): Promise<T> => insist(ask, { tries: 20, pause: 20, when: isDeadlock });

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: true } } } });
  app.mails.refuse(451);
  desk = office(app, await app.adminLogin());
  rows = outboxRows(app.strapi, () => new Date());
  tables = createTables(app.strapi);
  app.strapi.db.connection.on('query-error', (error) => {
    if (isDeadlock(error)) deadlocks += 1;
  });
  const { documentId } = await desk.createCenter({ name: 'Gimnasio', timeZone: 'UTC' });
  center = { id: await idOf(UID.center, documentId), documentId };
  plain = await template({ name: 'Licence' });
  renewing = await template({ name: 'Insurance', renewOnExpiry: true });
  await rows.table(UID.template).update({ renew_on_expiry_since: null });
  const made = [];
  for (let n = 0; n < EACH; n += 1) made.push(await rows.client());
  clients = made.map(({ id }) => id);
  const { from, to, table } = tables.centerClients;
  await app.strapi.db.connection(table).insert(clients.map((id) => ({ [from]: center.id, [to]: id })));
}, 120_000);
afterAll(() => app?.stop());

interface Row extends Record<string, unknown> {
  id: number;
  document_id: string;
}

/** Certificates of the centre's clients, one each. */
const certificates = async (changes: (n: number) => Record<string, unknown>): Promise<Row[]> => {
  const ids: number[] = [];
  for (const [n, client] of clients.entries()) {
    const row = { center_id: center.id, template_id: plain.id, ...changes(n) };
    ids.push(await insisting(() => rows.certificate(client, row)));
  }
  return rows.table(UID.certificate).whereIn('id', ids).orderBy('id');
};

const timeZoneNow = async (): Promise<string> =>
  (await rows.table(UID.center).where({ id: center.id }).first('time_zone')).time_zone;
const soonDaysNow = async (): Promise<number> =>
  Number((await rows.table(UID.template).where({ id: plain.id }).first('expiring_soon_days')).expiring_soon_days);

const dated = async (validUntil: string) => {
  const instants = instantsOf({
    validUntil,
    timeZone: await timeZoneNow(),
    expiringSoonDays: await soonDaysNow(),
  });
  return { valid_until: validUntil, expiring_soon_at: instants.expiringSoonAt, expires_at: instants.expiresAt };
};

const document = { document_key: '00/none', document_name: 'scan.png', document_mime: 'image/png', document_size: 1 };

/** Everything at once, and what it was answered. */
const collide = async (round: number) => {
  const pending = { state: 'pending_approval', ...document, uploaded_at: new Date() };
  const days = await Promise.all([dated(day(10 + (round % 12))), dated(day(-1)), dated(day(0)), dated(day(30))]);
  const [soon, over, today, late] = days;
  const approved = { state: 'approved', approved_at: new Date(Date.now() - DAY_MS), ...document };
  const toApprove = await certificates(() => ({ ...pending, ...soon }));
  const toEdit = await certificates((n) => (n % 2 === 0 ? { ...pending, ...late } : {}));
  const toExpire = await certificates((n) => ({ ...approved, ...(n % 2 === 0 ? over : today) }));
  await certificates((n) => ({ ...approved, ...(n % 2 === 0 ? over : today), template_id: renewing.id }));
  // Of somebody who joins the centre meanwhile, and whose certificate takes it.
  const { id: newcomer } = await rows.client();
  const joining = await insisting(() => rows.certificate(newcomer, { template_id: plain.id, ...pending, ...soon }));
  const { document_id: joiner } = await rows.table(UID.user).where({ id: newcomer }).first('document_id');

  const http = desk.http();
  const edited = toEdit.map(({ document_id: id }, n) => ({ id, validUntil: day(12 + ((round + n) % 12)) }));
  const sweep = () => app.strapi.plugin('certificates').service('sweep').run() as Promise<unknown>;
  const zones = [ZONES[round % 4], ZONES[(round + 1) % 4]];
  const requests = [
    ...zones.map((timeZone) => http.put(`/certificates/centers/${center.documentId}`).send({ timeZone })),
    ...toApprove.map(({ document_id: id }) =>
      http.post(`/certificates/certificates/${id}/approve`).send({ revision: 1 })
    ),
    ...edited.map(({ id, validUntil }) => http.put(`/certificates/certificates/${id}`).send({ validUntil })),
    http.put(`/certificates/templates/${plain.documentId}`).send({ expiringSoonDays: 10 + (round % 9) }),
    http.post(`/certificates/centers/${center.documentId}/clients`).send({ add: [joiner] }),
  ];
  const [answers] = await Promise.all([Promise.all(requests), Promise.all([sweep(), sweep()])]);
  return { answers, zones, toApprove, edited, toExpire, joining };
};

/** Instants of every certificate of the centre follow from its date, the centre's zone and the template, as they are now. */
const instantsHold = async () => {
  const timeZone = await timeZoneNow();
  const expiringSoonDays = await soonDaysNow();
  const live: Row[] = await rows
    .table(UID.certificate)
    .where({ center_id: center.id, template_id: plain.id })
    .whereNotNull('valid_until');
  const told = (row: Row) => [row.id, asDate(row.expiring_soon_at), asDate(row.expires_at)];
  const wanted = live.map((row) => {
    const validUntil = asDay(row.valid_until);
    const { expiringSoonAt, expiresAt } = instantsOf({ validUntil, timeZone, expiringSoonDays });
    return [row.id, expiringSoonAt, expiresAt];
  });
  expect(live.map(told)).toEqual(wanted);
  return live.length;
};

const times = async (uid: string, column: string, where: Record<string, unknown>, of?: number[]) => {
  const query = rows.table(uid).where(where);
  if (of) query.whereIn(column, of);
  const counts = new Map<unknown, number>();
  for (const one of await query.whereNotNull(column).pluck(column)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...new Set(counts.values())];
};

describe(`zones, dates, approvals and the sweep at once, ${ROUNDS} times`, () => {
  it('lose no change, and are never answered by an error of ours', async () => {
    let held = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { answers, zones, toApprove, edited, joining } = await collide(round);
      expect(answers.filter(({ status }) => status !== 200).map(({ status, text }) => [status, text])).toEqual([]);

      expect(zones).toContain(await timeZoneNow());
      expect(await soonDaysNow()).toBe(10 + (round % 9));
      const now = await Promise.all(edited.map(({ id }) => desk.certificate(id)));
      expect(now.map(({ validUntil }) => validUntil)).toEqual(edited.map(({ validUntil }) => validUntil));
      const approved = await Promise.all(toApprove.map(({ document_id: id }) => desk.certificate(id)));
      for (const { state } of approved) expect(['approved', 'expiring_soon']).toContain(state);
      const joined = await rows.table(UID.certificate).where({ id: joining }).first('center_id');
      expect(Number(joined.center_id)).toBe(center.id);
      held = await instantsHold();
    }
    expect(held).toBe((3 * EACH + 1) * ROUNDS);
    process.stderr.write(`${databaseClient()}: ${ROUNDS} rounds, ${held} certificates, ${deadlocks} deadlocks\n`);
  }, 600_000);

  it('and everything happens once', async () => {
    await app.strapi.plugin('certificates').service('sweep').run();
    await instantsHold();
    expect(await times(UID.event, 'certificate_id', { action: 'approved' })).toEqual([1]);
    expect(await times(UID.certificate, 'predecessor_id', {})).toEqual([1]);
    const renewed: number[] = await rows.table(UID.certificate).whereNotNull('predecessor_id').pluck('predecessor_id');
    expect(await times(UID.event, 'certificate_id', { action: 'archived' }, renewed.map(Number))).toEqual([1]);
    expect(await times(UID.notification, 'certificate_id', { event: 'certificate.expired' })).toEqual([1]);
    expect(await times(UID.event, 'certificate_id', { action: 'expired' })).toEqual([1]);
  });
});

(databaseClient() === 'sqlite' ? describe.skip : describe)('a date that is written while', () => {
  it.each([
    ['the centre moves', 26, () => ['centers', center.documentId, { timeZone: 'Pacific/Chatham' }] as const],
    ['the template warns earlier', 27, () => ['templates', plain.documentId, { expiringSoonDays: 40 }] as const],
  ])('%s follows it', async (_, date, change) => {
    const [held, written] = await certificates((n) =>
      n === 0 ? { state: 'pending_approval', valid_until: day(9) } : {}
    );
    const [path, id, body] = change();
    const http = desk.http();
    // Whoever holds a certificate of the centre holds up the change, in the middle of it.
    const hold = await app.strapi.db.connection.transaction();
    await rows.table(UID.certificate).transacting(hold).where({ id: held?.id }).forUpdate().first('id');
    const changed = http.put(`/certificates/${path}/${id}`).send(body).then();
    await sleep(500);
    const edited = http
      .put(`/certificates/certificates/${written?.document_id}`)
      // One that no other certificate has.
      .send({ validUntil: day(date) })
      .then();
    await sleep(500);
    await hold.rollback();
    expect([(await changed).status, (await edited).status]).toEqual([200, 200]);
    await instantsHold();
  });
});
