import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CertificatesConfig } from '../../server/src/config/types';
import { UID } from '../../server/src/constants';
import { createRepositoryContext } from '../../server/src/repositories/context';
import { createDatabase } from '../../server/src/repositories/database';
import { createLeaseRepository } from '../../server/src/repositories/leases';
import { createTables } from '../../server/src/repositories/tables';
import { databaseClient, fixture, startStrapi, waitUntil, type Client, type TestStrapi } from '../helpers';
import { databaseTrouble, otherProcess, type DatabaseTrouble } from '../helpers/database-trouble';
import { insist } from '../helpers/insisting';
import { office, upload } from '../helpers/office';
import { outboxRows, type OutboxRows } from './outbox-rows';

const isSqlite = databaseClient() === 'sqlite';
const CLIENTS = 600;
/** Messages that may be under way when a strike hits. */
const IN_FLIGHT = 15;

let app: TestStrapi;
let desk: ReturnType<typeof office>;
let rows: OutboxRows;
let trouble: DatabaseTrouble;
let clients: number[];
/** What Strapi's log got. */
const logged: string[] = [];

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { rule: '* * * * * *' } } });
  desk = office(app, await app.adminLogin());
  rows = outboxRows(app.strapi, () => new Date());
  trouble = await databaseTrouble(app.home);
  for (let made = 0; made < CLIENTS; made += 1) await rows.client({ username: `Ottilie-${made}` });
  clients = (await rows.table(UID.user).pluck('id')).map(Number);
  const { log } = app.strapi;
  for (const level of ['error', 'warn'] as const) {
    const write = log[level].bind(log) as (...words: unknown[]) => unknown;
    Object.assign(log, {
      [level]: (...words: unknown[]) => {
        logged.push(...words.map((word) => (word instanceof Error ? `${word.stack} ${word.message}` : String(word))));
        return write(...words);
      },
    });
  }
}, 120_000);
afterAll(async () => {
  await trouble?.close();
  await app?.stop();
});

/** What the test itself asks for may be hit, too, or have to give way to the work (MariaDB's deadlocks). */
const insisting = <T>(ask: () => PromiseLike<T>): Promise<T> => insist(ask, { tries: 40, pause: 200 });

interface Query {
  sql: string;
}

/** How many statements of this kind fail while something is done. */
const failedDuring = async (statement: RegExp, work: () => Promise<unknown>): Promise<number> => {
  const knex = app.strapi.db.connection;
  let failed = 0;
  const onError = (_error: Error, { sql }: Query) => {
    if (statement.test(sql)) failed += 1;
  };
  knex.on('query-error', onError);
  try {
    await work();
    return failed;
  } finally {
    knex.removeListener('query-error', onError);
  }
};

/**
 * Has the database fail while something is done: on a server at the moment when a statement goes out, several times; on
 * SQLite, where everything stands still while a statement runs, from before it begins.
 * @param statement what the statements look like that it fails at
 * @returns how many statements failed
 */
const struckAt = async (statement: RegExp, times: number, work: () => Promise<unknown>): Promise<number> => {
  const knex = app.strapi.db.connection;
  let left = isSqlite ? 0 : times;
  const strikes: Promise<void>[] = [];
  const onQuery = ({ sql }: Query) => {
    if (left === 0 || !statement.test(sql)) return;
    left -= 1;
    strikes.push(trouble.strike());
  };
  knex.on('query', onQuery);
  try {
    return await failedDuring(/./, async () => {
      if (isSqlite) await trouble.strike();
      await work();
      await Promise.all(strikes);
    });
  } finally {
    knex.removeListener('query', onQuery);
  }
};

const ended = (isOver: () => Promise<boolean>, what: string) =>
  // A connection that is cut while it is being made is given up by the pool after a minute.
  waitUntil(() => insisting(isOver), { timeout: 120_000, interval: 100, what });

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
    const state = async () => (await rows.table(UID.generationRun).orderBy('id', 'desc').first()).state;
    const failed = await struckAt(/^insert into .certificates_(events|notifications)/i, 3, async () => {
      await insisting(() => desk.post(`/templates/${documentId}/generate`));
      await ended(async () => (await state()) !== 'running', 'the run');
    });
    expect(failed).toBeGreaterThan(0);
    expect(await insisting(state)).toBe('done');
    expect(await tally(UID.certificate, 'client_id', { template_id: template })).toEqual({ 1: clients.length });
    await toldOnce(template, 'issued', 'certificate.created', clients.length);
  }, 200_000);

  it('a sweep expires and renews each once', async () => {
    const { documentId } = await desk.createTemplate({ name: 'Licence', renewOnExpiry: true });
    const template = await templateId(documentId);
    const expiresAt = new Date(Date.now() + 60_000);
    for (const client of clients) {
      await insisting(() =>
        rows.certificate(client, {
          template_id: template,
          state: 'approved',
          valid_until: new Date().toISOString().slice(0, 10),
          expiring_soon_at: new Date(Date.now() - 86_400_000),
          expires_at: expiresAt,
          approved_at: new Date(Date.now() - 2 * 86_400_000),
        })
      );
    }
    const renewed = { template_id: template, state: 'missing_info' };
    // On SQLite the lock has to be there before they fall due.
    const soon = new Date(Date.now() + 1_500);
    await insisting(() => rows.table(UID.certificate).where({ template_id: template }).update({ expires_at: soon }));
    const failed = await struckAt(
      /^update .certificates_certificates.*expired|^insert into .certificates_events/i,
      3,
      () => ended(async () => (await rows.table(UID.certificate).where(renewed)).length >= clients.length, 'the sweep')
    );
    expect(failed).toBeGreaterThan(0);
    await sleep(2_000);
    expect(await tally(UID.certificate, 'client_id', renewed)).toEqual({ 1: clients.length });
    expect(await tally(UID.certificate, 'client_id', { template_id: template, state: 'expired' })).toEqual({
      1: clients.length,
    });
    await toldOnce(template, 'expired', 'certificate.expired', clients.length);
  }, 200_000);

  it('every message arrives, and at most those under way come twice', async () => {
    const waiting = () => insisting(async () => (await rows.states()).pending ?? 0);
    await waitUntil(async () => (await waiting()) === 0, { timeout: 60_000, interval: 200, what: 'earlier messages' });
    await rows.clear();
    app.mails.clear();
    const expected = await rows.requests(400);
    await waitUntil(() => app.mails.all().length > 50, { timeout: 30_000, what: 'the first mails' });
    const failed = await struckAt(/^update .certificates_notifications/i, 3, () =>
      ended(async () => (await rows.states()).sent === 400, 'the mails')
    );
    expect(failed).toBeGreaterThan(0);
    const reached = app.mails.all().flatMap(({ to }) => to);
    expect([...new Set(reached)].sort()).toEqual(expected.sort());
    expect(reached.length - 400).toBeLessThanOrEqual(3 * IN_FLIGHT);
  }, 200_000);

  it('an upload is there as a whole or not at all, and can be sent again', async () => {
    const { documentId: template } = await desk.createTemplate({ name: 'Certificate of health' });
    const people: { client: Client; certificate: string }[] = [];
    for (let one = 0; one < 6; one += 1) {
      const client = await app.registerClient();
      people.push({ client, certificate: (await desk.issue(client.documentId, template)).documentId });
    }
    const send = ({ client, certificate }: (typeof people)[number]) =>
      upload(app.request(client.jwt), certificate, 'scan.png', { validUntil: '2099-12-31', notes: 'Left knee' });
    const statuses: number[] = [];
    const failed = await struckAt(/^update .certificates_certificates/i, 3, async () => {
      for (const each of people) {
        const { status, text } = await send(each);
        statuses.push(status);
        if (status === 500) expect(JSON.parse(text).error.message).toBe('Internal Server Error');
      }
    });
    expect(failed).toBeGreaterThan(0);
    // Strapi's own log-in takes a user whom it cannot read for nobody.
    expect(statuses.filter((status) => ![200, 401, 500].includes(status))).toEqual([]);
    const hash = createHash('sha256')
      .update(readFileSync(fixture('scan.png')))
      .digest('hex');
    for (const [at, each] of people.entries()) {
      const { state, document } = await desk.certificate(each.certificate);
      if (statuses[at] === 200) expect(state).toBe('pending_approval');
      if (document === null) {
        expect(state).toBe('missing_info');
        await send(each).expect(200);
      }
      const { body } = await app
        .request(each.client.jwt)
        .get(`/api/certificates/${each.certificate}/document`)
        .expect(200);
      expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
    }
    const report = (await desk.post('/settings/integrity')) as unknown as Record<string, { total: number }>;
    expect([report.missing, report.mismatched]).toMatchObject([{ total: 0 }, { total: 0 }]);
  }, 200_000);

  it('nothing of anybody goes into the log', () => {
    const said = logged.join('\n');
    if (!isSqlite) expect(said).toContain('certificates: ');
    for (const word of ['Ottilie', 'Left knee', 'scan.png', '@example.com']) expect(said).not.toContain(word);
  });
});

(isSqlite ? describe.skip : describe)('two transactions that hold what the other wants', () => {
  it('end both, one of them at its second try', async () => {
    const db = createDatabase(app.strapi);
    const [a = 0, b = 0] = (await rows.table(UID.certificate).limit(2).pluck('id')).map(Number);
    let tries = 0;
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    let holding = 0;
    const cross = (first: number, second: number) =>
      db.transaction(async (trx) => {
        tries += 1;
        const touch = (id: number) =>
          trx(createTables(app.strapi).certificates).where({ id }).update({ updated_at: new Date() });
        await touch(first);
        if ((holding += 1) === 2) meet();
        await met;
        await touch(second);
        return first;
      });
    expect(await Promise.all([cross(a, b), cross(b, a)])).toEqual([a, b]);
    expect(tries).toBe(3);
  });
});

describe('a commit that fails', () => {
  /** A transaction that writes one lease, and what was told after it. */
  const writing = async (name: string, beforeCommit: () => Promise<void>) => {
    const db = createDatabase(app.strapi);
    const told: string[] = [];
    const outcome = await db
      .transaction(async (trx) => {
        await trx(createTables(app.strapi).leases).insert({ name, fence: 0 });
        db.afterCommit(() => told.push(name));
        await beforeCommit();
      })
      .then(
        () => 'committed',
        () => 'failed'
      );
    return { outcome, told };
  };
  const kept = async (name: string) =>
    insisting(() => app.strapi.db.connection(createTables(app.strapi).leases).where({ name }).pluck('name'));

  (isSqlite ? it.skip : it)('is a failure, after which nothing is told', async () => {
    const strike = async () => {
      await trouble.strike();
      // Until the driver has seen it.
      await sleep(200);
    };
    expect(await writing('cut-before-commit', strike)).toEqual({ outcome: 'failed', told: [] });
    expect(await kept('cut-before-commit')).toEqual([]);
  });

  (isSqlite ? describe : describe.skip)('while somebody reads the file for longer than it waits', () => {
    const leases = 'certificates_leases';
    const file = () => path.join(app.home.dir, 'data.db');
    const inFile = async (name: string) => {
      const find = `db.prepare('select name from ${leases} where name = ?').pluck().get('${name}')`;
      return (await otherProcess(file(), `console.log(${find})`)).said;
    };
    /** @returns commits that failed while somebody read, and something was done */
    const whileReading = async (work: () => Promise<unknown>): Promise<number> => {
      const read = `db.exec('BEGIN'); db.prepare('select count(*) from ${leases}').get(); console.log('reading');`;
      const { ended } = await otherProcess(file(), `${read} setTimeout(() => db.exec('COMMIT'), 7_000);`);
      return failedDuring(/^commit/i, async () => {
        await work();
        await ended;
      });
    };

    it('is tried again', async () => {
      const done = { outcome: 'committed', told: ['read-meanwhile'] };
      const failed = await whileReading(async () => {
        expect(await writing('read-meanwhile', () => Promise.resolve())).toEqual(done);
      });
      expect(failed).toBeGreaterThan(0);
      // Others see it, too: it lies in the file, and not in a transaction that goes on for ever.
      expect(await inFile('read-meanwhile')).toBe('read-meanwhile');
    }, 60_000);

    it("is made up for by the next sweep where it was Strapi's own, so that Strapi goes on", async () => {
      const failed = await whileReading(() =>
        app.strapi.db.transaction(({ trx }) => trx(leases).insert({ name: 'of-strapi', fence: 0 }))
      );
      expect(failed).toBeGreaterThan(0);
      await insisting(() =>
        app.strapi.db.transaction(({ trx }) => trx(leases).insert({ name: 'afterwards', fence: 0 }))
      );
      expect(await inFile('of-strapi')).toBe('of-strapi');
      expect(await inFile('afterwards')).toBe('afterwards');
    }, 60_000);
  });
});

describe('a database that is away for longer than anybody waits', () => {
  /** Leases on a database of which somebody says what it does instead of a transaction; null: the transaction. */
  const leasesWhere = (instead: () => Promise<never> | null) => {
    const config = app.strapi.config.get<CertificatesConfig>('plugin::certificates');
    const { db, tables, ...context } = createRepositoryContext(app.strapi, config);
    const unreliable: typeof db = {
      ...db,
      dialect: db.dialect,
      transaction: (work) => instead() ?? db.transaction(work),
    };
    const until = async (name: string) =>
      (await app.strapi.db.connection(tables.leases).where({ name }).first('until')).until;
    return { leases: createLeaseRepository({ db: unreliable, tables, ...context }), until };
  };

  it('does not leave a lease to nobody once it is back', async () => {
    let isAway = false;
    const { leases, until } = leasesWhere(() => (isAway ? Promise.reject(new Error('connect ECONNREFUSED')) : null));
    const name = 'of-the-test';
    const free = await leases.acquire(name, new Date(), 10 * 60_000);

    isAway = true;
    await free?.();
    expect(await until(name)).not.toBeNull();
    isAway = false;
    await ended(async () => (await until(name)) === null, 'the lease to be free');
    expect(await leases.acquire(name, new Date(), 1_000)).not.toBeNull();
  }, 60_000);

  it('holds up nobody who gives a lease back on a connection that never comes', async () => {
    let isStalled = false;
    const { leases } = leasesWhere(() => (isStalled ? new Promise<never>(() => undefined) : null));
    const free = await leases.acquire('of-a-stalled-test', new Date(), 60_000);

    isStalled = true;
    const from = performance.now();
    await free?.();
    expect(performance.now() - from).toBeLessThan(10_000);
  }, 30_000);
});

(isSqlite ? describe.skip : describe)('a certificate that staff revoke while the sweep is about to renew it', () => {
  it('is not renewed', async () => {
    const { documentId } = await desk.createTemplate({ name: 'Early', renewalLeadDays: 30 });
    const template = await templateId(documentId);
    const id = await rows.certificate(clients[0] ?? 0, {
      template_id: template,
      state: 'approved',
      valid_until: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
      expiring_soon_at: new Date(Date.now() - 86_400_000),
      expires_at: new Date(Date.now() + 6 * 86_400_000),
      approved_at: new Date(),
    });
    await ended(
      async () => (await rows.table(UID.certificate).where({ id }).first('state')).state === 'expiring_soon',
      'the sweep'
    );
    const table = createTables(app.strapi).certificates;
    const revocation = await app.strapi.db.connection.transaction();
    try {
      await revocation(table).where({ id }).update({ state: 'rejected' });
      await rows.table(UID.template).where({ id: template }).update({ renew_on_expiry: true });
      // The sweep finds it, as it still is for everybody else.
      await sleep(3_000);
    } finally {
      await revocation.commit();
    }
    await sleep(2_500);
    expect(await rows.table(UID.certificate).where({ template_id: template }).select('state', 'renewed_at')).toEqual([
      { state: 'rejected', renewed_at: null },
    ]);
  }, 60_000);
});

(isSqlite ? describe : describe.skip)('a disk that is full', () => {
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
