import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import supertest from 'supertest';

import { fixture, PASSWORD, startStrapi, waitUntil, type Home, type Staff } from '../helpers';
import { startInstance, type Instance } from '../helpers/instance';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { upload, type StaffView } from '../helpers/office';
import type { Agent } from '../helpers/people';

/** How many points lie between two crashes that are tried: 1 tries them all, which takes half an hour. */
const STRIDE = Number(process.env.CRASH_STRIDE ?? 5);
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
/** Where the number of the point is written at which the process is to die, and where it leaves what it died of. */
let plan: string;
const hit = () => `${plan}.hit`;

interface Crash {
  /** The statement that never went out. */
  sql: string;
  /** Whether the same transaction had written something before. */
  isInside: boolean;
}
/** Crashes that really happened, by act. */
const crashed: Record<string, Crash[]> = {};

/**
 * Kills the process, as the kernel would, at the nth point after it has been told so: before a statement that writes to a
 * table of the plugin, or ends a transaction that has. Work in the background counts, too, but for leases
 * and for what becomes of messages, which killed.test.ts is about.
 */
const killer = () => `
  const fs = require('node:fs');
  const fromApp = require('node:module').createRequire(process.cwd() + '/package.json');
  const plan = ${JSON.stringify(plan)};
  const WRITE = /^\\s*((insert\\s+into|delete\\s+from)\\s+["\`]certificates_|update\\s+["\`]certificates_(?!leases|notifications))/i;
  const wrote = new WeakSet();
  let left = -1;
  const look = (connection, sql) => {
    if (!global.strapi?.isLoaded) return;
    if (fs.existsSync(plan)) {
      left = Number(fs.readFileSync(plan, 'utf8'));
      fs.rmSync(plan);
    }
    const ends = /^\\s*(commit|rollback)/i.test(sql);
    const isWrite = WRITE.test(sql);
    const isInside = wrote.has(connection);
    const isPoint = isWrite || (isInside && /^\\s*commit/i.test(sql));
    if (isPoint && left >= 0 && left-- === 0) {
      fs.writeFileSync(plan + '.hit', JSON.stringify({ sql: sql.slice(0, 100), isInside }));
      process.kill(process.pid, 'SIGKILL');
    }
    if (isWrite) wrote.add(connection);
    if (ends || /^\\s*begin/i.test(sql)) wrote.delete(connection);
  };
  for (const dialect of ['better-sqlite3', 'postgres', 'mysql']) {
    const { prototype } = fromApp('knex/lib/dialects/' + dialect);
    const query = prototype._query;
    prototype._query = function (connection, obj, ...rest) {
      look(connection, typeof obj === 'string' ? obj : obj.sql);
      return query.call(this, connection, obj, ...rest);
    };
  }
`;

/** Whether the process has died of the plan, and of what. */
const takeHit = (): Crash | null => {
  if (!existsSync(hit())) return null;
  const crash = JSON.parse(readFileSync(hit(), 'utf8')) as Crash;
  rmSync(hit());
  return crash;
};

/** A minute passes for the plugin with each death: the lease of the dead holds so long. */
let passed = 0;

const boot = async (clockOffset = passed) => {
  const config = { sweep: { rule: '* * * * * *' } };
  instance = startInstance({ home, mails, config, clockOffset, prelude: killer() });
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
  }: {
    prepare: () => Promise<T>;
    act: (on: T) => PromiseLike<unknown>;
    check: (on: T) => Promise<void>;
    stride?: number;
  }
) => {
  const crashes: Crash[] = (crashed[name] = []);
  for (let point = FIRST; ; point += stride) {
    const subject = await prepare();
    writeFileSync(plan, String(point));
    const failure = await Promise.resolve(act(subject)).then(
      () => null,
      (error: unknown) => error as Error
    );
    // Without an answer it is dying or dead, with one it may die yet, of what it does after it has answered.
    let isDead = await isOver(failure === null ? 500 : 10_000);
    if (!isDead) {
      if (failure !== null) throw failure;
      writeFileSync(plan, '-1');
      // Something in the background may have been quicker.
      await http()
        .get('/admin/init')
        .catch(() => undefined);
      isDead = await isOver(200);
    }
    if (!isDead) {
      await check(subject);
      return;
    }
    const crash = takeHit();
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
  return { client: String(body.user.documentId), jwt: String(body.jwt) };
};

/** A client with a certificate to upload to, or with a document that waits for approval. */
const withCertificate = async () => {
  const { client, jwt } = await register();
  return { client, jwt, certificate: await issue(client) };
};
const withDocument = async (validUntil = day(30)) => {
  const subject = await withCertificate();
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
  plan = `${home.dir}/crash-plan`;
  staff = await app.adminLogin();
  const template = async (body: object) =>
    (await app.request(staff.jwt).post('/certificates/templates').send(body).expect(201)).body.data.documentId;
  onNewClients = await template({ name: 'Medical certificate', issueToNewClients: true });
  onDemand = await template({ name: 'Licence', renewOnExpiry: true });
  await app.stop({ keep: true });
  await boot();
}, 240_000);

afterAll(async () => {
  await instance.kill();
  await mails.close();
  await home.remove();
});

describe('killed before a statement', () => {
  it('a registration gives its one certificate', async () => {
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
  }, 600_000);

  it('an issue happens wholly or not at all', async () => {
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
  }, 600_000);

  it('an upload leaves what was there, or what came', async () => {
    await crashing('upload', {
      prepare: withCertificate,
      act: ({ jwt, certificate }) => upload(http(jwt), certificate, 'scan.png', { validUntil: day(90) }).expect(200),
      check: async (subject) => {
        const certificate = await certificateOf(subject);
        const times = await holdsTogether(certificate);
        expect([certificate.state, certificate.document?.name, certificate.validUntil, times('uploaded')]).toEqual(
          times('uploaded') === 1 ? ['pending_approval', 'scan.png', day(90), 1] : ['missing_info', undefined, null, 0]
        );
      },
    });
  }, 600_000);

  it('a replacement leaves the old document, or the new one', async () => {
    await crashing('replacement', {
      prepare: withDocument,
      act: ({ jwt, certificate }) => upload(http(jwt), certificate, 'signed.pdf').expect(200),
      check: async (subject) => {
        const certificate = await certificateOf(subject);
        await holdsTogether(certificate);
        expect(certificate.state).toBe('pending_approval');
        expect(['scan.png', 'signed.pdf']).toContain(certificate.document?.name);
      },
    });
  }, 600_000);

  it('an approval happens once or not', async () => {
    await crashing('approval', {
      prepare: withDocument,
      act: ({ certificate }) => review(certificate, 'approve'),
      check: async (subject) => {
        const certificate = await certificateOf(subject);
        const times = await holdsTogether(certificate);
        expect(times('approved')).toBe(certificate.state === 'approved' ? 1 : 0);
      },
    });
  }, 600_000);

  it('a rejection happens once or not', async () => {
    await crashing('rejection', {
      prepare: withDocument,
      act: ({ certificate }) => review(certificate, 'reject', { reason: 'unreadable', comment: null }),
      check: async (subject) => {
        const certificate = await certificateOf(subject);
        const times = await holdsTogether(certificate);
        expect(times('rejected')).toBe(certificate.rejection === null ? 0 : 1);
        expect(certificate.state).toBe(certificate.rejection === null ? 'pending_approval' : 'missing_info');
      },
    });
  }, 600_000);

  it('a bulk run goes on, and gives each client one', async () => {
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
  }, 600_000);

  it('a sweep expires and renews once', async () => {
    const crashes: Crash[] = (crashed.sweep = []);
    const runs = Math.max(3, Math.ceil(16 / STRIDE));
    const due: Awaited<ReturnType<typeof withDocument>>[] = [];
    for (let run = 0; run < runs; run += 1) {
      const subject = await withDocument(day(100 + 40 * run));
      await review(subject.certificate, 'approve');
      due.push(subject);
    }
    for (const [run, subject] of due.entries()) {
      // Its last day is over, and that of the next one is far.
      const clockOffset = (102 + 40 * run) * DAY_MS;
      await instance.kill();
      writeFileSync(plan, String(FIRST + run * STRIDE));
      await boot(clockOffset).catch(() => undefined);
      await Promise.race([instance.ended, sleep(4_000)]);
      if (!(await isOver(0))) await instance.kill();
      const crash = takeHit();
      if (crash !== null) crashes.push(crash);
      rmSync(plan, { force: true });
      // The lease of the dead holds for some minutes more.
      await boot(clockOffset + 600_000);
      const isExpired = async () => (await certificateOf(subject)).archivedAt !== null;
      await waitUntil(isExpired, { timeout: 30_000, what: 'the sweep' });

      const [successor, ...more] = (await certificatesOf(subject.client)).filter(
        ({ predecessor }) => predecessor?.documentId === subject.certificate
      );
      expect(more).toEqual([]);
      expect(successor?.state).toBe('missing_info');
      const times = await holdsTogether(await certificateOf(subject));
      await holdsTogether(successor as StaffView);
      expect([times('expired'), times('archived')]).toEqual([1, 1]);
    }
  }, 900_000);

  it('and every message arrives, and no document is lost', async () => {
    // A claim of a dead process holds for half a minute.
    const pending = async () => (await get('/notifications?filters[state]=pending&pageSize=1')).length;
    await waitUntil(async () => (await pending()) === 0, { timeout: 90_000, interval: 500, what: 'the outbox' });
    const all = await notices();
    expect(all.filter(({ state }) => state !== 'sent' && state !== 'cancelled')).toEqual([]);
    expect(all.some(({ state }) => state === 'sent')).toBe(true);
    const ids = new Set(mails.all().map(({ messageId }) => messageId));
    // Twice at most what was under way, over five connections, when a process died.
    const deaths = Object.values(crashed).flat().length;
    expect(mails.all().length - ids.size).toBeLessThanOrEqual(5 * deaths);

    const { body } = await http(staff.jwt).post('/certificates/settings/integrity').send({ checksums: true });
    expect(body.data).toMatchObject({
      missing: { total: 0 },
      mismatched: { total: 0 },
      unreadable: { total: 0 },
    });
    process.stderr.write(
      `Killed: ${deaths} times, ${
        Object.values(crashed)
          .flat()
          .filter(({ isInside }) => isInside).length
      } of them inside\n`
    );
    // Each act has died at least once between the first thing that it wrote and the end of the transaction.
    for (const [act, crashes] of Object.entries(crashed)) {
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
