import { UID } from '../../server/src/constants';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { databaseClient } from '../helpers/home';
import { office } from '../helpers/office';

/*
 * SQLite keeps no statistics: it takes whichever index promises an order or has more columns, were it one that leads
 * through every certificate there is. With a million of them, a list of five then takes seconds. Other databases go by
 * how much there is, so that their plans in a small one say nothing: rows-read.test.ts counts what they read.
 */
const onSqlite = databaseClient() === 'sqlite' ? it : it.skip;
const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;

interface Query {
  sql: string;
  bindings: readonly unknown[];
}

beforeAll(async () => {
  app = await startStrapi({ clock });
});
afterAll(() => app.stop());

/** How the database goes about the statements on certificates that `work` makes. */
const plansOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const knex = app.strapi.db.connection;
  const table = app.strapi.db.metadata.get(UID.certificate).tableName;
  const queries: Query[] = [];
  const keep = ({ sql, bindings }: Query) => {
    if (/^(select|insert|update)/i.test(sql) && sql.includes(table)) queries.push({ sql, bindings });
  };
  knex.on('query', keep);
  await work();
  knex.off('query', keep);
  expect(queries).not.toEqual([]);
  const plans: string[] = [];
  for (const { sql, bindings } of queries) {
    const plan: unknown = await knex.raw(`explain query plan ${sql}`, bindings as never);
    plans.push(`${sql}\n${JSON.stringify(plan)}`);
  }
  return plans;
};

const through = (index: string) => new RegExp(`INDEX ${index} \\(`);
const EVERY_CURRENT_ONE = through('certificates_certs_(issued|state)_idx');
const EVERY_DUE_ONE = through('certificates_certs_(expire|soon)_idx');
const THE_WHOLE_TEMPLATE = through('certificates_certificates_template_id_fk');
const ALL_WITHOUT_CENTER = through('certificates_certificates_center_id_fk');

onSqlite("a client's list is read through the client, not through all certificates in their order", async () => {
  const client = await app.registerClient();
  for (const path of ['/api/certificates', '/api/certificates/history']) {
    for (const plan of await plansOf(() => app.request(client.jwt).get(path).expect(200))) {
      expect(plan).not.toMatch(EVERY_CURRENT_ONE);
    }
  }
});

onSqlite('so is the list of one client that staff or a token ask for', async () => {
  const manager = await app.adminLogin();
  const client = await app.registerClient();
  const path = `/certificates/certificates?filters[client][documentId]=${client.documentId}`;
  for (const plan of await plansOf(() => app.request(manager.jwt).get(path).expect(200))) {
    expect(plan).not.toMatch(EVERY_CURRENT_ONE);
  }
});

onSqlite('the sweep, bulk issuing and joining a centre touch what they are about, and nothing else', async () => {
  const manager = await app.adminLogin();
  const desk = office(app, manager);
  const client = await app.registerClient();
  const template = await desk.createTemplate({ name: 'Licence', renewOnExpiry: true, renewalLeadDays: 30 });
  const issued = await app.strapi.plugin('certificates').service('certificates').issue({
    template: template.documentId,
    client: client.documentId,
  });
  await app.strapi.db
    .connection(app.strapi.db.metadata.get(UID.certificate).tableName)
    .where({ document_id: issued.documentId })
    .update({ state: 'approved', expires_at: new Date('2026-03-02T00:00:00Z'), valid_until: '2026-03-01' });
  clock.set('2026-03-02T01:00:00Z');

  const plans = await plansOf(async () => {
    expect(await app.strapi.plugin('certificates').service('sweep').run()).toMatchObject({ expired: 1, renewed: 1 });
    for (const includeHolders of [true, false]) {
      await desk.post(`/templates/${template.documentId}/generate`, { includeHolders });
      await app.strapi.plugin('certificates').service('generation').pump();
    }
    await desk.post('/centers', { name: 'Retiro', timeZone: 'Europe/Madrid', clients: [client.documentId] });
  });
  for (const plan of plans) {
    expect(plan).not.toMatch(EVERY_CURRENT_ONE);
    expect(plan).not.toMatch(THE_WHOLE_TEMPLATE);
    expect(plan).not.toMatch(ALL_WITHOUT_CENTER);
  }
  // What else is due of the clients of a chunk.
  const others = plans.filter((plan) =>
    /^select .*coalesce\(c\.trashed_at, c\.archived_at\).*client_id. in \(/i.test(plan)
  );
  expect(others.length).toBeGreaterThanOrEqual(2);
  for (const plan of others) expect(plan).not.toMatch(EVERY_DUE_ONE);
});
