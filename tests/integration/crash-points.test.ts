import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import supertest from 'supertest';

import { fixture, PASSWORD, startStrapi, waitUntil, type Home, type Staff } from '../helpers';
import { startInstance, type Instance } from '../helpers/instance';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { upload, type StaffView } from '../helpers/office';
import type { Agent } from '../helpers/people';
import { crashPlan, type Crash, type Kind } from './crash/killer';

/** How many points lie between two crashes that are tried: 1 tries them all, which takes half an hour. */
const STRIDE = Number(process.env.CRASH_STRIDE ?? 5);
/** The same of a sweep, which takes two starts of Strapi each time. */
const SWEEP_STRIDE = Number(process.env.CRASH_STRIDE ?? 9);
/** For all points together of one act: trying each of them takes its time. */
const PATIENCE = STRIDE === 1 ? 7_200_000 : 900_000;
const FIRST = Number(process.env.CRASH_FIRST ?? 1);

const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
const sha256 = (file: string) =>
  createHash('sha256')
    .update(readFileSync(fixture(file)))
    .digest('hex');

interface Event {
  action: string;
}
interface Notice {
  event: string;
  state: string;
  certificate: { documentId: string } | null;
  client: { username: string } | null;
}

let mails: MailServer;
let home: Home;
let staff: Staff;
let instance: Instance;
let http: (token?: string) => Agent;
let onNewClients: string;
let onDemand: string;
let renewedEarly: string;
let plan: ReturnType<typeof crashPlan>;
/** Crashes that really happened, by act. */
const crashed: Record<string, Crash[]> = {};

/** A minute passes for the plugin with each death: the lease of the dead holds so long. */
let passed = 0;

const boot = async (clockOffset = passed) => {
  const config = { sweep: { rule: '* * * * * *' } };
  instance = startInstance({ home, mails, config, clockOffset, prelude: plan.prelude });
  const url = await instance.url();
  http = (token) => {
    const agent = supertest.agent(url);
    return token ? agent.auth(token, { type: 'bearer' }) : agent;
  };
};

const isOver = (patience: number) => Promise.race([instance.ended.then(() => true), sleep(patience, false)]);

/**
 * Does something once for each point at which a crash is tried, until it gets through.
 * @param prepare makes what the act is done to; `check` is given it when the server is up again
 */
const crashing = async <T>(
  name: string,
  {
    prepare,
    act,
    check,
    stride = STRIDE,
    kind,
  }: {
    prepare: () => Promise<T>;
    act: (on: T) => PromiseLike<unknown>;
    check: (on: T) => Promise<void>;
    stride?: number;
    kind?: Kind;
  }
) => {
  const crashes: Crash[] = (crashed[name] = []);
  for (let point = FIRST; ; point += stride) {
    const subject = await prepare();
    plan.set(point, kind);
    const failure = await Promise.resolve(act(subject)).then(
      () => null,
      (error: unknown) => error as Error
    );
    // Without an answer it is dying or dead, with one it may die yet, of what it does after it has answered.
    let isDead = await isOver(failure === null ? 500 : 10_000);
    if (!isDead) {
      if (failure !== null) throw failure;
      plan.clear();
      // Something in the background may have been quicker.
      await http()
        .get('/admin/init')
        .catch(() => undefined);
      isDead = await isOver(200);
    }
    if (!isDead) {
      await check(subject);
      if (process.env.CRASH_STRIDE) process.stderr.write(`${name}: killed ${crashes.length} times\n`);
      return;
    }
    const crash = plan.takeHit();
    if (crash === null) throw failure ?? new Error(`It ended otherwise: ${instance.output()}`);
    crashes.push(crash);
    passed += 61_000;
    await boot();
    await check(subject);
  }
};

const get = async (path: string) => (await http(staff.jwt).get(`/certificates${path}`).expect(200)).body.data;
const certificatesOf = async (client: string): Promise<StaffView[]> => {
  const query = `filters[client][documentId]=${client}&pageSize=100`;
  return [...(await get(`/certificates?${query}`)), ...(await get(`/certificates?${query}&archived=true`))];
};
const notices = async (): Promise<Notice[]> => {
  const all: Notice[] = [];
  for (let page = 1; ; page += 1) {
    const rows: Notice[] = await get(`/notifications?page=${page}&pageSize=100`);
    all.push(...rows);
    if (rows.length < 100) return all;
  }
};

/** History, messages and document of a certificate say the same as its state. @returns how often each thing happened */
const holdsTogether = async (certificate: StaffView) => {
  const events: Event[] = await get(`/certificates/${certificate.documentId}/events`);
  const times = (action: string) => events.filter((event) => event.action === action).length;
  const told = (await notices()).filter((notice) => notice.certificate?.documentId === certificate.documentId);
  const tells = (event: string) => told.filter((notice) => notice.event === event).length;

  expect(times('issued')).toBe(1);
  for (const [action, event] of [
    ['issued', 'certificate.created'],
    ['approved', 'certificate.approved'],
    ['rejected', 'certificate.rejected'],
    ['revoked', 'certificate.revoked'],
    ['expired', 'certificate.expired'],
  ] as const) {
    expect([event, tells(event)]).toEqual([event, times(action)]);
  }
  const answer = await http(staff.jwt).get(`/certificates/certificates/${certificate.documentId}/document`);
  expect(answer.status).toBe(certificate.document === null ? 404 : 200);
  if (certificate.document !== null) {
    const shown = createHash('sha256').update(answer.body).digest('hex');
    expect(shown).toBe(sha256(certificate.document.name));
  }
  return times;
};

const issue = async (client: string, template = onDemand): Promise<string> =>
  (await http(staff.jwt).post('/certificates/certificates').send({ client, template }).expect(201)).body.data
    .documentId;

let serial = 0;
const register = async () => {
  serial += 1;
  const username = `crash${serial}`;
  const account = { username, email: `${username}@example.com`, password: PASSWORD };
  const { body } = await http().post('/api/auth/local/register').send(account).expect(200);
  return { client: String(body.user.documentId), jwt: String(body.jwt), email: account.email };
};

/** A client with a certificate to upload to, or with a document that waits for approval. */
const withCertificate = async (template = onDemand) => {
  const account = await register();
  return { ...account, certificate: await issue(account.client, template) };
};
type Subject = Awaited<ReturnType<typeof withCertificate>>;
type Renewed = Subject & { successor: string };
let renewed: Renewed[] = [];
const withDocument = async (validUntil = day(30), template = onDemand) => {
  const subject = await withCertificate(template);
  await upload(http(subject.jwt), subject.certificate, 'scan.png', { validUntil }).expect(200);
  return subject;
};
const certificateOf = async ({ certificate }: { certificate: string }): Promise<StaffView> =>
  get(`/certificates/${certificate}`);
const review = async (certificate: string, verb: string, body: object = {}) => {
  const { revision } = await certificateOf({ certificate });
  return http(staff.jwt)
    .post(`/certificates/certificates/${certificate}/${verb}`)
    .send({ revision, ...body })
    .expect(200);
};

beforeAll(async () => {
  mails = await startMailServer();
  const app = await startStrapi({ config: { sweep: { enabled: false } } });
  home = app.home;
  plan = crashPlan(`${home.dir}/crash-plan`);
  staff = await app.adminLogin();
  const template = async (body: object) =>
    (await app.request(staff.jwt).post('/certificates/templates').send(body).expect(201)).body.data.documentId;
  onNewClients = await template({ name: 'Medical certificate', issueToNewClients: true });
  onDemand = await template({ name: 'Licence', renewOnExpiry: true });
  renewedEarly = await template({ name: 'Insurance', renewOnExpiry: true, renewalLeadDays: 30 });
  await app.stop({ keep: true });
  await boot();
}, 240_000);

afterAll(async () => {
  await instance.kill();
  await mails.close();
  await home.remove();
});

describe('killed before a statement', () => {
  it(
    'a registration gives its one certificate',
    async () => {
      let name = '';
      await crashing('registration', {
        prepare: () => {
          serial += 1;
          name = `crash${serial}`;
          return Promise.resolve({ username: name, email: `${name}@example.com`, password: PASSWORD });
        },
        act: (account) => http().post('/api/auth/local/register').send(account).expect(200),
        check: async ({ username, email, password }) => {
          // Who got no answer tries to log in, and registers again where that fails.
          const login = await http().post('/api/auth/local').send({ identifier: username, password });
          const { body } =
            login.status === 200
              ? login
              : await http().post('/api/auth/local/register').send({ username, email, password }).expect(200);
          const client = String(body.user.documentId);
          await waitUntil(async () => (await certificatesOf(client)).length > 0, { what: 'the certificate' });
          const issued = await certificatesOf(client);
          expect(issued.map(({ template }) => template.documentId)).toEqual([onNewClients]);
          await holdsTogether(issued[0] as StaffView);
        },
      });
    },
    PATIENCE
  );

  it(
    'an issue happens wholly or not at all',
    async () => {
      await crashing('issue', {
        prepare: register,
        // The shortest of them, and what all others are made of: also between its commit and whatever may follow.
        stride: Math.min(STRIDE, 2),
        act: ({ client }) =>
          http(staff.jwt).post('/certificates/certificates').send({ client, template: onDemand }).expect(201),
        check: async ({ client }) => {
          const issued = (await certificatesOf(client)).filter(({ template }) => template.documentId === onDemand);
          expect(issued.length).toBeLessThanOrEqual(1);
          for (const certificate of issued) await holdsTogether(certificate);
        },
      });
    },
    PATIENCE
  );

  it(
    'an upload leaves what was there, or what came',
    async () => {
      await crashing('upload', {
        prepare: () => withCertificate(),
        act: ({ jwt, certificate }) => upload(http(jwt), certificate, 'scan.png', { validUntil: day(90) }).expect(200),
        check: async (subject) => {
          const certificate = await certificateOf(subject);
          const times = await holdsTogether(certificate);
          expect([certificate.state, certificate.document?.name, certificate.validUntil, times('uploaded')]).toEqual(
            times('uploaded') === 1
              ? ['pending_approval', 'scan.png', day(90), 1]
              : ['missing_info', undefined, null, 0]
          );
        },
      });
    },
    PATIENCE
  );

  it(
    'a replacement leaves the old document, or the new one',
    async () => {
      await crashing('replacement', {
        prepare: () => withDocument(),
        act: ({ jwt, certificate }) => upload(http(jwt), certificate, 'signed.pdf').expect(200),
        check: async (subject) => {
          const certificate = await certificateOf(subject);
          await holdsTogether(certificate);
          expect(certificate.state).toBe('pending_approval');
          expect(['scan.png', 'signed.pdf']).toContain(certificate.document?.name);
        },
      });
    },
    PATIENCE
  );

  it(
    'an approval happens once or not',
    async () => {
      await crashing('approval', {
        prepare: () => withDocument(),
        act: ({ certificate }) => review(certificate, 'approve'),
        check: async (subject) => {
          const certificate = await certificateOf(subject);
          const times = await holdsTogether(certificate);
          expect(times('approved')).toBe(certificate.state === 'approved' ? 1 : 0);
        },
      });
    },
    PATIENCE
  );

  it(
    'a rejection happens once or not',
    async () => {
      await crashing('rejection', {
        prepare: () => withDocument(),
        act: ({ certificate }) => review(certificate, 'reject', { reason: 'unreadable', comment: null }),
        check: async (subject) => {
          const certificate = await certificateOf(subject);
          const times = await holdsTogether(certificate);
          expect(times('rejected')).toBe(certificate.rejection === null ? 0 : 1);
          expect(certificate.state).toBe(certificate.rejection === null ? 'pending_approval' : 'missing_info');
        },
      });
    },
    PATIENCE
  );

  it(
    'a bulk run goes on, and gives each client one',
    async () => {
      await crashing('bulk run', {
        prepare: async () => {
          serial += 1;
          const template = { name: `Bulk ${serial}` };
          const { body } = await http(staff.jwt).post('/certificates/templates').send(template).expect(201);
          return String(body.data.documentId);
        },
        act: async (template) => {
          const path = `/certificates/templates/${template}/generate`;
          const { body } = await http(staff.jwt).post(path).send({}).expect(200);
          await waitUntil(async () => (await get(`/generation-runs/${body.data.run.documentId}`)).state === 'done');
        },
        check: async (template) => {
          const path = `/certificates/templates/${template}/generate`;
          const query = `/certificates?filters[template][documentId]=${template}&pageSize=100`;
          const { body } = await http(staff.jwt).post(path).send({}).expect(200);
          await waitUntil(async () => (await get(`/generation-runs/${body.data.run.documentId}`)).state === 'done', {
            timeout: 30_000,
            what: 'the run',
          });
          const rows: StaffView[] = await get(query);
          const clients: unknown[] = await get('/clients?pageSize=100');
          expect(rows.length).toBe(clients.length);
          expect(new Set(rows.map(({ client }) => client.documentId)).size).toBe(rows.length);
          await holdsTogether(rows[0] as StaffView);
        },
      });
    },
    PATIENCE
  );

  it.each(['revoke', 'archive', 'delete'] as const)(
    'to %s happens once or not',
    async (verb) => {
      await crashing(verb, {
        prepare: async () => {
          const subject = await withDocument();
          await review(subject.certificate, 'approve');
          return subject;
        },
        act: ({ certificate }) =>
          verb === 'delete'
            ? http(staff.jwt).delete(`/certificates/certificates/${certificate}`).expect(200)
            : review(certificate, verb, verb === 'revoke' ? { reason: 'other', comment: null } : {}),
        check: async (subject) => {
          const certificate = await certificateOf(subject);
          const times = await holdsTogether(certificate);
          const { rejection, archivedAt, trashedAt } = certificate;
          const is = { revoke: rejection !== null, archive: archivedAt !== null, delete: trashedAt !== null };
          expect([times('revoked'), times('archived'), times('deleted')]).toEqual(
            [is.revoke, is.archive, is.delete].map(Number)
          );
          expect(certificate.state).toBe(is.revoke ? 'missing_info' : 'approved');
        },
      });
    },
    600_000
  );

  it(
    'a delivery loses no message',
    async () => {
      await crashing('delivery', {
        kind: 'delivery',
        stride: Math.min(STRIDE, 3),
        prepare: register,
        act: async ({ client, email }) => {
          await issue(client);
          // Of the registration, and of this.
          await waitUntil(() => mails.to(email).length > 1, { timeout: 20_000, what: 'the mails' });
        },
        check: async ({ client }) => {
          for (const certificate of await certificatesOf(client)) await holdsTogether(certificate);
        },
      });
    },
    PATIENCE
  );

  it(
    'a sweep expires, renews, and renews early, once',
    async () => {
      const crashes: Crash[] = (crashed.sweep = []);
      const runs = Math.max(3, Math.ceil(32 / SWEEP_STRIDE));
      const approved = async (validUntil: string, template: string) => {
        const subject = await withDocument(validUntil, template);
        await review(subject.certificate, 'approve');
        return subject;
      };
      const due: { over: Subject; early: Subject[]; from: number }[] = [];
      for (let run = 0; run < runs; run += 1) {
        const from = 100 + 40 * run;
        const early = [await approved(day(from + 30), renewedEarly)];
        // Those of the last run have not expired when the next test comes.
        const spares = run === runs - 1 ? Math.ceil(14 / STRIDE) : 0;
        for (let n = 0; n < spares; n += 1) early.push(await approved(day(from + 30), renewedEarly));
        due.push({ over: await approved(day(from), onDemand), early, from });
      }
      const successorsOf = async ({ client, certificate }: Subject) =>
        (await certificatesOf(client)).filter(({ predecessor }) => predecessor?.documentId === certificate);
      for (const [run, { over, early, from }] of due.entries()) {
        // One is over, the other one will be soon, and those of the next run are far.
        const clockOffset = (from + 2) * DAY_MS;
        await instance.kill();
        plan.set(FIRST + run * SWEEP_STRIDE);
        await boot(clockOffset).catch(() => undefined);
        await Promise.race([instance.ended, sleep(4_000)]);
        if (!(await isOver(0))) await instance.kill();
        const crash = plan.takeHit();
        if (crash !== null) crashes.push(crash);
        plan.remove();
        // The lease of the dead holds for some minutes more.
        passed = clockOffset + 600_000;
        await boot();
        const subjects = [over, ...early];
        const isSwept = async () => {
          const successors = await Promise.all(subjects.map(successorsOf));
          return successors.every(({ length }) => length > 0);
        };
        await waitUntil(isSwept, { timeout: 60_000, what: 'the sweep' });

        const times = await holdsTogether(await certificateOf(over));
        expect([times('expired'), times('archived')]).toEqual([1, 1]);
        for (const subject of early) {
          const old = await certificateOf(subject);
          expect([old.archivedAt, (await holdsTogether(old))('archived')]).toEqual([null, 0]);
        }
        renewed = [];
        for (const subject of subjects) {
          const [successor, ...more] = (await successorsOf(subject)) as [StaffView];
          expect(more).toEqual([]);
          expect(successor.state).toBe('missing_info');
          await holdsTogether(successor);
          if (subject !== over) renewed.push({ ...subject, successor: successor.documentId });
        }
      }
    },
    PATIENCE
  );

  it(
    'what was renewed early is archived as soon as its successor is approved',
    async () => {
      await crashing('approval of a successor', {
        prepare: async () => {
          const subject = renewed.pop();
          if (!subject) throw new Error('There are more points than certificates that were renewed early');
          await upload(http(subject.jwt), subject.successor, 'scan.png', { validUntil: day(2_000) }).expect(200);
          return subject;
        },
        act: ({ successor }) => review(successor, 'approve'),
        check: async ({ certificate, successor }) => {
          const now = await certificateOf({ certificate: successor });
          const old = await certificateOf({ certificate });
          const isApproved = now.state === 'approved';
          expect((await holdsTogether(now))('approved')).toBe(Number(isApproved));
          expect([old.archivedAt !== null, (await holdsTogether(old))('archived')]).toEqual([
            isApproved,
            Number(isApproved),
          ]);
        },
      });
    },
    PATIENCE
  );

  it('and every message arrives, and no document is lost', async () => {
    // A claim of a dead process holds for half a minute.
    const pending = async () => (await get('/notifications?filters[state]=pending&pageSize=1')).length;
    await waitUntil(async () => (await pending()) === 0, { timeout: 90_000, interval: 500, what: 'the outbox' });
    const all = await notices();
    expect(all.filter(({ state }) => state !== 'sent' && state !== 'cancelled')).toEqual([]);
    expect(all.some(({ state }) => state === 'sent')).toBe(true);
    const ids = new Set(mails.all().map(({ messageId }) => messageId));
    // Twice at most what was under way, over five connections, when a process died.
    const deadly = Object.values(crashed).flat();
    const deaths = deadly.length;
    expect(mails.all().length - ids.size).toBeLessThanOrEqual(5 * deaths);

    const { body } = await http(staff.jwt).post('/certificates/settings/integrity').send({ checksums: true });
    expect(body.data).toMatchObject({
      missing: { total: 0 },
      mismatched: { total: 0 },
      unreadable: { total: 0 },
    });
    const inside = deadly.filter(({ isInside }) => isInside).length;
    const ofFiles = deadly.filter(({ step }) => step.startsWith('file: ')).length;
    process.stderr.write(`Killed: ${deaths} times, ${inside} inside a transaction, ${ofFiles} at a step of a file\n`);
    expect(ofFiles).toBeGreaterThan(0);
    expect(crashed.delivery?.length).toBeGreaterThan(0);
    // Each act has died at least once between the first thing that it wrote and the end of the transaction.
    for (const [act, crashes] of Object.entries(crashed)) {
      // A delivery has no transaction: it claims, sends, and writes down.
      if (act !== 'delivery')
        expect([act, crashes.some(({ isInside }) => isInside), crashes]).toEqual([act, true, crashes]);
    }
  }, 120_000);

  it('and none of what is marked as sent was not', async () => {
    await instance.stop();
    const app = await startStrapi({
      home,
      config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
    });
    const knex = app.strapi.db.connection;
    const rows: { email: string; act: string }[] = await knex({ n: 'certificates_notifications' })
      .join({ u: 'up_users' }, 'u.id', 'n.client_id')
      .where('n.state', 'sent')
      .distinct('u.email', 'n.event', knex.raw('coalesce(n.batch_key, n.dedupe_key) as act'));
    await app.stop({ keep: true });
    expect(rows.length).toBeGreaterThan(20);
    const due = new Map<string, number>();
    for (const { email } of rows) due.set(email, (due.get(email) ?? 0) + 1);
    const got = (email: string) => new Set(mails.to(email).map(({ messageId }) => messageId)).size;
    expect([...due].filter(([email, count]) => got(email) < count)).toEqual([]);
  }, 120_000);
});
