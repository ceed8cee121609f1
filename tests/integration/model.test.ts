import fc from 'fast-check';

import { databaseClient, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, upload, type StaffView } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import { plusDays, UNNAMED, World, type ModelCertificate, type Outcome } from './model/world';

/** More, and others: `MODEL_RUNS=200 MODEL_SEED=7 npm run test:integration -- model`. */
const RUNS = Number(process.env.MODEL_RUNS ?? (databaseClient() === 'sqlite' ? 8 : 4));
const SEED = Number(process.env.MODEL_SEED ?? 20_260_301);
const ZONES = ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York', 'Asia/Kathmandu'];

/** Of what has no centre. */
const OTHER_ZONE = 'Europe/Madrid';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let manager: Staff;
let serial = 0;

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { timeZone: OTHER_ZONE, sweep: { enabled: false } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
});
afterAll(() => app.stop());

const nat = fc.nat({ max: 97 });
/** Days from today, or none: mostly near, where things happen. */
const day = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -1, max: 12 }) }, fc.constant(null));
const byStaff = fc.boolean();

const kind = <T extends string>(name: T) => fc.constant(name);
const stale = fc.nat({ max: 9 });
const text = fc.string({ minLength: 1, maxLength: 12 });

/** What two people may do to the same certificate at the same moment. */
const act = fc.constantFrom('approve', 'reject', 'revoke', 'archive', 'remove', 'notes', 'date');
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const command = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: kind('issue'), client: nat, template: nat }) },
  // Uploaded and approved in one go: chance alone would seldom bring a certificate that far.
  { weight: 9, arbitrary: fc.record({ kind: kind('grant'), of: nat, days: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('upload'), of: nat, day, byStaff }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('date'), of: nat, day, byStaff }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('notes'), of: nat, text, byStaff }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('approve'), of: nat, stale }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('reject'), of: nat, stale }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('revoke'), of: nat, stale }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('archive'), of: nat }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('remove'), of: nat }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('wait'), hours: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 9, arbitrary: fc.record({ kind: kind('sweep'), after: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('zone'), zone: fc.constantFrom(...ZONES) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('days'), template: nat, days: fc.nat({ max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('block'), client: nat, blocked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('member'), client: nat, joins: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('erase'), sure: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('renews'), template: nat, renews: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('retire'), template: nat }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('run'), template: nat }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('bulk'), of: nat, beside: nat, stale }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('pair'), of: nat, one: act, other: act }) }
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const TEMPLATES = [
  { expires: true, expiringSoonDays: 3, renewOnExpiry: true, renewalLeadDays: 0 },
  { expires: true, expiringSoonDays: 5, renewOnExpiry: true, renewalLeadDays: 4 },
  { expires: true, expiringSoonDays: 0, renewOnExpiry: false, renewalLeadDays: 0 },
  { expires: false, expiringSoonDays: 2, renewOnExpiry: true, renewalLeadDays: 0 },
];

/** One world beside its model: every command is given to both, and what they answer is held against each other. */
const play = async () => {
  const staff = office(app, manager);
  const world = new World();
  world.now = clock.now().getTime();
  const run = (serial += 1);
  const clients: Client[] = [await app.registerClient(), await app.registerClient(), await app.registerClient()];
  const members = clients.slice(0, 2);
  const center = await staff.createCenter({
    name: `Model ${run}`,
    timeZone: 'UTC',
    clients: members.map(({ documentId }) => documentId),
  });
  world.otherZone = OTHER_ZONE;
  world.clients = clients.map((_, index) => ({ blocked: false, gone: false, member: index < 2 }));
  const templates: string[] = [];
  for (const [index, template] of TEMPLATES.entries()) {
    templates.push((await staff.createTemplate({ name: `Model ${run}.${index}`, ...template })).documentId);
    const { renewalLeadDays: leadDays, ...rest } = template;
    world.templates.push({ ...rest, leadDays, archived: false, renewsSince: world.now });
  }

  const everything = async (client: Client): Promise<StaffView[]> => {
    const lists = ['', '&archived=true', '&trashed=true'].map((more) =>
      staff.list(`filters[client]=${client.documentId}&pageSize=100${more}`)
    );
    return (await Promise.all(lists)).flat();
  };
  const shown = (one: StaffView) => ({
    id: one.documentId,
    state: one.state,
    revision: one.revision,
    validUntil: one.validUntil,
    notes: one.notes,
    rejected: one.rejection !== null,
    document: one.document !== null,
    archived: one.archivedAt !== null,
    trashed: one.trashedAt !== null,
    predecessor: one.predecessor?.documentId ?? null,
    editable: one.editable,
  });
  const expected = (one: ModelCertificate) => ({
    id: one.id,
    state: world.state(one),
    revision: one.revision,
    validUntil: one.validUntil,
    notes: one.notes,
    rejected: one.rejected,
    document: one.hasDocument,
    archived: one.archived,
    trashed: one.trashed !== null,
    predecessor: one.predecessor,
    editable: !one.approved && !one.archived && one.trashed === null,
  });
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

  /** @param only the clients whose certificates can have changed */
  const compare = async (only = clients.map((_, index) => index)) => {
    for (const index of only) {
      const client = clients[index] as Client;
      const views = await everything(client);
      // What the clock or a run has issued says itself what it is.
      for (const one of world.certificates.filter((it) => it.client === index && it.id.startsWith(UNNAMED))) {
        const known = new Set(world.certificates.map(({ id }) => id));
        const view = views.find(
          (it) =>
            !known.has(it.documentId) &&
            it.template.documentId === templates[one.template] &&
            (it.predecessor?.documentId ?? null) === one.predecessor
        );
        if (view) one.id = view.documentId;
      }
      const own = world.certificates.filter((one) => one.client === index);
      expect(views.map(shown).sort(byId)).toEqual(own.map(expected).sort(byId));
      if (world.clients[index]?.blocked || world.clients[index]?.gone) continue;
      const mine = await app.request(client.jwt).get('/api/certificates?pagination[pageSize]=100').expect(200);
      const seen = (mine.body.data as StaffView[]).map(({ documentId, state }) => ({ id: documentId, state }));
      const current = own.filter((one) => !one.archived && !one.trashed);
      expect(seen.sort(byId)).toEqual(current.map((one) => ({ id: one.id, state: world.state(one) })).sort(byId));
    }
  };

  /** What there is to tell of each, in the outbox and in the model: no more, no less, and nothing twice. */
  const compareMessages = async () => {
    const rows: { id: string; event: string; key: string }[] = await app.strapi.db
      .connection({ n: 'certificates_notifications' })
      .join({ c: 'certificates_certificates' }, 'c.id', 'n.certificate_id')
      .whereIn(
        'c.document_id',
        world.certificates.map(({ id }) => id)
      )
      .whereIn('n.event', ['certificate.created', 'certificate.expiring', 'certificate.expired'])
      .select({ id: 'c.document_id', event: 'n.event', key: 'n.dedupe_key' });
    for (const one of world.certificates) {
      const own = rows.filter(({ id }) => id === one.id);
      const told = own.map(({ event, key }) => `${event}:${/:(\d{4}-\d\d-\d\d):/.exec(key)?.[1] ?? ''}`);
      expect([one.id, told.sort()]).toEqual([one.id, world.toldOf(one)]);
    }
  };

  /** What the server says to it: null, or the code of its refusal. */
  const codeOf = (answer: { status: number; body: { error?: { details?: { code?: string } } } }): Outcome =>
    answer.status < 300 ? null : (answer.body.error?.details?.code ?? `status ${answer.status}`);

  const edit = async (
    one: ModelCertificate,
    change: { document?: boolean; validUntil?: string | null; notes?: string },
    asStaff: boolean
  ) => {
    const client = clients[one.client] as Client;
    const { document, ...data } = change;
    const fields: Record<string, string> = data.validUntil ? { validUntil: data.validUntil } : {};
    const http = app.request(asStaff ? manager.jwt : client.jwt);
    const base = `${asStaff ? '/certificates/certificates' : '/api/certificates'}/${one.id}`;
    const call = document
      ? asStaff
        ? upload(http, one.id, 'signed.pdf', fields, '/certificates/certificates')
        : upload(http, one.id, 'signed.pdf', fields)
      : http.put(base).send(asStaff ? data : { data });
    const answer = await call;
    if (!asStaff && world.clients[one.client]?.blocked) return expect(answer.status).toBe(401);
    // What is in the trash is not there for its client.
    if (!asStaff && one.trashed) return expect(answer.status).toBe(404);
    expect(codeOf(answer)).toBe(world.edit(one, change));
  };

  const review = async (one: ModelCertificate, verb: 'approve' | 'reject' | 'revoke', stale: number) => {
    const revision = one.revision + (stale === 0 ? 1 : 0);
    const body = verb === 'approve' ? { revision } : { revision, reason: 'unreadable' };
    const answer = await staff.http().post(`/certificates/certificates/${one.id}/${verb}`).send(body);
    expect(codeOf(answer)).toBe(world[verb](one, revision));
  };

  const issue = async (client: number, template: number) => {
    const body = { client: (clients[client] as Client).documentId, template: templates[template] };
    const answer = await staff.http().post('/certificates/certificates').send(body);
    expect(codeOf(answer)).toBe(world.issue(String(answer.body.data?.documentId), client, template));
  };

  /** Gives a template's certificate to everybody, and waits until that is done. */
  const generate = async (template: number) => {
    const path = `/certificates/templates/${templates[template]}/generate`;
    const answer = await staff.http().post(path).send({});
    expect(codeOf(answer)).toBe(world.issueToAll(template));
    if (answer.status !== 200) return;
    const run = `/generation-runs/${answer.body.data.run.documentId}`;
    await waitUntil(async () => ((await staff.get(run)).data as { state: string }).state === 'done');
  };

  const approveTogether = async (ones: ModelCertificate[], stale: number) => {
    const sent = ones.map((one, at) => ({
      documentId: one.id,
      revision: one.revision + (stale === 0 && at === 0 ? 1 : 0),
    }));
    const answers = (await staff.post('/certificates/bulk/approve', { rows: sent })) as unknown as { code: Outcome }[];
    const expectedCodes = ones.map((one, at) => world.approve(one, sent[at]?.revision ?? 0));
    expect(answers.map(({ code }) => code)).toEqual(expectedCodes);
  };

  /** Two at once on one certificate: it ends as if one had come after the other. */
  const together = async (one: ModelCertificate, acts: [Act, Act]) => {
    const { revision } = one;
    const validUntil = plusDays(world.today(one), 9);
    const told: Record<Act, () => Outcome> = {
      approve: () => world.approve(one, revision),
      reject: () => world.reject(one, revision),
      revoke: () => world.revoke(one, revision),
      archive: () => world.archive(one),
      remove: () => world.remove(one),
      notes: () => world.edit(one, { notes: 'At once' }),
      date: () => world.edit(one, { validUntil }),
    };
    const path = `/certificates/certificates/${one.id}`;
    const asked: Record<Act, () => PromiseLike<Parameters<typeof codeOf>[0]>> = {
      approve: () => staff.http().post(`${path}/approve`).send({ revision }),
      reject: () => staff.http().post(`${path}/reject`).send({ revision, reason: 'other' }),
      revoke: () => staff.http().post(`${path}/revoke`).send({ revision, reason: 'other' }),
      archive: () => staff.http().post(`${path}/archive`),
      remove: () => staff.http().delete(path),
      notes: () => staff.http().put(path).send({ notes: 'At once' }),
      date: () => staff.http().put(path).send({ validUntil }),
    };
    const codes = (await Promise.all(acts.map((name) => asked[name]()))).map(codeOf);
    const before = world.certificates.map((it) => ({ ...it }));
    const orders = [
      [0, 1],
      [1, 0],
    ].map((order) => {
      world.certificates.forEach((it, at) => Object.assign(it, before[at]));
      const outcomes: Outcome[] = [];
      for (const at of order) outcomes[at] = told[acts[at] as Act]();
      return { outcomes, after: world.certificates.map((it) => ({ ...it })) };
    });
    const came = orders.find(({ outcomes }) => JSON.stringify(outcomes) === JSON.stringify(codes));
    expect([acts, codes, came ? 'in one order' : orders.map(({ outcomes }) => outcomes)]).toEqual([
      acts,
      codes,
      'in one order',
    ]);
    world.certificates.forEach((it, at) => Object.assign(it, came?.after[at]));
  };

  const change = async (at: number, body: object, told: (template: number) => void) => {
    const template = at % templates.length;
    if (world.templates[template]?.archived) return;
    await staff.http().put(`/certificates/templates/${templates[template]}`).send(body).expect(200);
    told(template);
  };

  const wait = (hours: number) => {
    clock.advance({ hours });
    world.now = clock.now().getTime();
  };

  const carryOut = async (step: Command): Promise<unknown> => {
    const { certificates } = world;
    if (step.kind === 'issue') {
      const client = step.client % clients.length;
      return world.clients[client]?.gone ? undefined : issue(client, step.template % templates.length);
    }
    if (step.kind === 'wait') return wait(step.hours);
    if (step.kind === 'sweep') {
      wait(step.after);
      await app.strapi.plugin('certificates').service('sweep').run();
      world.sweep();
      await compare();
      return compareMessages();
    }
    if (step.kind === 'zone') {
      await staff.http().put(`/certificates/centers/${center.documentId}`).send({ timeZone: step.zone }).expect(200);
      return world.setZone(step.zone);
    }
    if (step.kind === 'days') {
      return change(step.template, { expiringSoonDays: step.days }, (template) => world.setDays(template, step.days));
    }
    if (step.kind === 'renews') {
      return change(step.template, { renewOnExpiry: step.renews }, (at) => world.setRenews(at, step.renews));
    }
    if (step.kind === 'retire') {
      const template = step.template % templates.length;
      const { archived } = world.templates[template] as { archived: boolean };
      if (!archived) await staff.http().delete(`/certificates/templates/${templates[template]}`).expect(200);
      Object.assign(world.templates[template] as object, { archived: true });
      return;
    }
    if (step.kind === 'run') return generate(step.template % templates.length);
    if (step.kind === 'member') {
      const index = step.client % clients.length;
      if (world.clients[index]?.gone) return;
      const who = { [step.joins ? 'add' : 'remove']: [clients[index]?.documentId] };
      await staff.post(`/centers/${center.documentId}/clients`, who);
      return world.setMember(index, step.joins);
    }
    if (step.kind === 'erase') {
      // The first two stay, so that there is somebody to play with.
      if (step.sure > 0 || world.clients[2]?.gone) return;
      const { documentId } = clients[2] as Client;
      await app.strapi.documents('plugin::users-permissions.user').delete({ documentId });
      return world.erase(2);
    }
    if (step.kind === 'block') {
      const index = step.client % clients.length;
      if (world.clients[index]?.gone) return;
      const { documentId } = clients[index] as Client;
      const data = { blocked: step.blocked };
      await app.strapi.documents('plugin::users-permissions.user').update({ documentId, data: data as never });
      Object.assign(world.clients[index] as object, data);
      return;
    }
    const one = certificates[step.of % Math.max(1, certificates.length)];
    if (!one) return;
    if (step.kind === 'pair') return together(one, [step.one, step.other]);
    if (step.kind === 'bulk') {
      return approveTogether([one, certificates[step.beside % certificates.length] as ModelCertificate], step.stale);
    }
    const validUntil = 'day' in step ? (step.day === null ? null : plusDays(world.today(one), step.day)) : null;
    if (step.kind === 'grant') {
      const { expires } = world.templates[one.template] as { expires: boolean };
      const validity = expires ? { validUntil: plusDays(world.today(one), step.days) } : {};
      await edit(one, { document: true, ...validity }, true);
      return review(one, 'approve', 1);
    }
    if (step.kind === 'upload') {
      return edit(one, { document: true, ...(validUntil ? { validUntil } : {}) }, step.byStaff);
    }
    if (step.kind === 'date') return edit(one, { validUntil }, step.byStaff);
    if (step.kind === 'notes') return edit(one, { notes: `n${step.text.replaceAll(/[^\w]/g, '')}` }, step.byStaff);
    if (step.kind === 'approve' || step.kind === 'reject' || step.kind === 'revoke') {
      return review(one, step.kind, step.stale);
    }
    const path = `/certificates/certificates/${one.id}`;
    const answer = await (step.kind === 'archive' ? staff.http().post(`${path}/archive`) : staff.http().delete(path));
    expect(codeOf(answer)).toBe(world[step.kind](one));
  };

  const touched = (step: Command): number[] | undefined => {
    if (step.kind === 'bulk') return undefined;
    if (step.kind === 'issue' || step.kind === 'block' || step.kind === 'member') return [step.client % clients.length];
    if (!('of' in step)) return undefined;
    return [world.certificates[step.of % world.certificates.length]?.client ?? 0];
  };

  for (const [client] of clients.entries()) for (const template of [client, 1]) await issue(client, template);

  return {
    async step(step: Command) {
      await carryOut(step);
      await compare(touched(step));
    },
    compare,
    compareMessages,
    close: async () => {
      for (const [at, id] of templates.entries()) {
        if (world.templates[at]?.archived) continue;
        await staff.http().delete(`/certificates/templates/${id}`).expect(200);
      }
    },
  };
};

it(
  `${RUNS} random lives of certificates go as a second, plainer telling of the rules has them`,
  async () => {
    const counts: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 25, maxLength: 60, size: 'max' }), async (steps) => {
        const game = await play();
        for (const step of steps) {
          counts[step.kind] = (counts[step.kind] ?? 0) + 1;
          await game.step(step);
        }
        await game.compare();
        await game.compareMessages();
        await game.close();
      }),
      { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: RUNS * 20_000, markInterruptAsFailure: true }
    );
    if (process.env.MODEL_RUNS) process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(Object.keys(counts)).toHaveLength(22);
  },
  RUNS * 25_000
);

it('leaves no certificate with two live successors', async () => {
  const { connection } = app.strapi.db;
  const successors = await connection('certificates_certificates')
    .whereNotNull('predecessor_id')
    .whereNull('trashed_at')
    // One whose renewal was taken back with the approval may be renewed again.
    .where('origin_key', 'like', 'renewal:%')
    .pluck('predecessor_id');
  expect(successors.length).toBeGreaterThan(0);
  expect(successors).toHaveLength(new Set(successors).size);
});
