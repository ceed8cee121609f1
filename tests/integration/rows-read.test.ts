import { createTables } from '../../server/src/repositories/tables';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { databaseClient } from '../helpers/home';
import { office } from '../helpers/office';
import { clientRow, PASSWORD, type Client, type Staff } from '../helpers/people';

/*
 * PostgreSQL and MariaDB choose plans by how much there is, so a plan that is read in a small database proves nothing
 * about a large one. What proves something is how many rows they read for the same work, with few certificates and with
 * ten times as many. SQLite does not count rows: plans.test.ts looks at its plans, which depend on no statistics.
 */
const FEW = 1_000;
const MANY = 10 * FEW;
/** How much more may be read with ten times as much: trees are deeper, and pages of an index fuller. */
const GROWTH = 1.5;
/** Rows that are read besides, by whatever else goes on. */
const NOISE = 100;
/** Certificates that wait for approval, and that fall due at once. */
const SOME = 20;
/** As many connections as Strapi's pool has, or more. */
const POOL = 10;

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let manager: Staff;
let desk: ReturnType<typeof office>;
let client: Client;
let clients = 0;
const templates: string[] = [];

const knex = () => app.strapi.db.connection;
const service = (name: string) => app.strapi.plugin('certificates').service(name);

const counters: Record<string, () => Promise<number>> = {
  /** Each connection tells what it has read once it is asked to; each is asked by keeping all of them busy for a moment. */
  async postgres() {
    const flush = 'select pg_stat_force_next_flush(), pg_sleep(0.05)';
    await Promise.all(Array.from({ length: POOL }, () => knex().raw(flush)));
    const { rows } = await knex().raw(
      `select (select sum(seq_tup_read) from pg_stat_user_tables)
        + (select sum(idx_tup_read) from pg_stat_user_indexes) as read`
    );
    return Number(rows[0].read);
  },
  /** MariaDB counts by table once it is told to. */
  async mysql() {
    const [rows] = await knex().raw(
      'select coalesce(sum(rows_read), 0) as n from information_schema.table_statistics where table_schema = database()'
    );
    return Number((rows as { n: unknown }[])[0]?.n);
  },
};

/** Puts the server's own setting back. */
let restore: () => Promise<unknown> = () => Promise.resolve();

const countRows = async () => {
  if (databaseClient() !== 'mysql') return;
  const [[before]] = await knex().raw('select @@global.userstat as userstat');
  await knex().raw('set global userstat = 1');
  restore = () => knex().raw(`set global userstat = ${before.userstat}`).then();
};

/** @returns rows that the database has read for it */
const rowsRead = async (work: () => PromiseLike<unknown>): Promise<number> => {
  const count = counters[databaseClient()];
  if (!count) throw new Error(`${databaseClient()} does not count rows`);
  const before = await count();
  await work();
  return (await count()) - before;
};

const approved = (end: Date) => ({
  state: 'approved',
  expires_at: end,
  expiring_soon_at: end,
  valid_until: end.toISOString().slice(0, 10),
});

/** Clients with a certificate of each template, issued by bulk runs and in force like most of a centre's. */
const growTo = async (size: number) => {
  const at = clock.now();
  const { users, certificates, notifications, events } = createTables(app.strapi);
  const rows = Array.from({ length: size - clients }, (_, index) => clientRow(`client${clients + index}`, at));
  for (let from = 0; from < rows.length; from += 100) await knex()(users).insert(rows.slice(from, from + 100));
  clients = size;
  for (const template of templates) {
    await desk.post(`/templates/${template}/generate`);
    await service('generation').pump();
  }
  await knex()(certificates)
    .where('state', 'missing_info')
    .update(approved(new Date('2027-01-01')));
  for (const name of [users, certificates, notifications, events]) {
    await knex().raw(databaseClient() === 'mysql' ? `analyze table ${name}` : `analyze ${name}`);
  }
};

/** Writes to the latest certificates of all that are in force. */
const change = async (changes: object) => {
  const { certificates } = createTables(app.strapi);
  const ids = await knex()(certificates).where('state', 'approved').orderBy('id', 'desc').limit(SOME).pluck('id');
  expect(ids).toHaveLength(SOME);
  await knex()(certificates).whereIn('id', ids).update(changes);
};

const asks = (jwt: () => string, path: string) => () => app.request(jwt()).get(path).expect(200);
const works: Record<string, () => PromiseLike<unknown>> = {
  "a client's own list": asks(() => client.jwt, '/api/certificates'),
  "a client's history": asks(() => client.jwt, '/api/certificates/history'),
  "a client's access": asks(() => client.jwt, '/api/certificates/access'),
  // The whole list counts what there is, up to 10,000.
  'the queue that staff work through': () => desk.get('/certificates?filters[state]=pending_approval'),
  'log-in': () =>
    app.request().post('/api/auth/local').send({ identifier: client.email, password: PASSWORD }).expect(200),
};

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  await countRows();
  manager = await app.adminLogin();
  desk = office(app, manager);
  for (const name of ['Medical certificate', 'Insurance']) {
    templates.push((await desk.createTemplate({ name, renewOnExpiry: true })).documentId);
  }
  client = await app.registerClient();
}, 120_000);
afterAll(async () => {
  await restore();
  await app.stop();
});

const measured = async () => {
  const read: Record<string, number> = {};
  for (const [name, work] of Object.entries(works)) {
    await work();
    read[name] = await rowsRead(work);
  }
  await change(approved(new Date(clock.now().getTime() + 86_400_000)));
  clock.advance({ hours: 25 });
  read['a sweep'] = await rowsRead(async () => {
    expect(await service('sweep').run()).toMatchObject({ expired: SOME, renewed: SOME });
  });
  read['an idle sweep'] = await rowsRead(() => service('sweep').run());
  read.registration = await rowsRead(() => app.registerClient());
  return read;
};

(databaseClient() === 'sqlite' ? describe.skip : describe)('with ten times as many certificates', () => {
  it('clients, staff and the clock read no more rows', async () => {
    await growTo(FEW);
    await change({ state: 'pending_approval' });
    const few = await measured();
    await growTo(MANY);
    const many = await measured();
    const more: string[] = [];
    for (const [name, rows] of Object.entries(few)) {
      if ((many[name] ?? Infinity) > rows * GROWTH + NOISE) more.push(`${name}: ${rows} rows, then ${many[name]}`);
    }
    expect(more).toEqual([]);
    for (const rows of Object.values(few)) expect(rows).toBeGreaterThan(0);
  }, 300_000);
});
