import path from 'node:path';

import { createTables } from '../../server/src/repositories/tables';
import { fixture, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let manager: Staff;
let professional: Staff;
let own: Client;
let foreign: Client;
const others: { documentId: string }[] = [];

const get = async (jwt: string, path: string) =>
  (await app.request(jwt).get(`/certificates${path}`).expect(200)).body.data;
const post = async (path: string, body: object) => {
  const answer = await app.request(manager.jwt).post(`/certificates${path}`).send(body);
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return answer.body.data;
};

const approved = async (client: Client, template: string, validUntil: string, notes: string) => {
  const { documentId } = await post('/certificates', { client: client.documentId, template });
  await app
    .request(client.jwt)
    .post(`/api/certificates/${documentId}/document`)
    .field('validUntil', validUntil)
    .field('notes', notes)
    .attach('files', fixture('signed.pdf'))
    .expect(200);
  const { revision } = await get(manager.jwt, `/certificates/${documentId}`);
  await post(`/certificates/${documentId}/approve`, { revision });
};

beforeAll(async () => {
  app = await startStrapi({ clock, config: { timeZone: 'Europe/Madrid', sweep: { enabled: false } } });
  await app.adminLogin();
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  professional = await app.createAdminUser({ roles: ['certificates-professional'] });
  own = await app.registerClient();
  foreign = await app.registerClient();
  await post('/centers', {
    name: 'Gimnasio Retiro',
    timeZone: 'Europe/Madrid',
    clients: [own.documentId],
    staff: [professional.documentId],
  });
  const { documentId } = await post('/templates', { name: 'Medical certificate' });
  await approved(own, documentId, '2026-03-12', '=HYPERLINK("http://example.com","click")');
  await approved(foreign, documentId, '2026-04-20', 'plain, "quoted"\nnotes');
});
afterAll(() => app?.stop());

const lines = async (jwt: string, query = '') => {
  const { text, headers } = await app.request(jwt).get(`/certificates/certificates/export.csv${query}`).expect(200);
  expect(headers['content-type']).toContain('text/csv');
  return text;
};

it('exports what the user may see, and nothing of others', async () => {
  expect(await lines(manager.jwt)).toContain(foreign.username);
  const scoped = await lines(professional.jwt);
  expect(scoped).toContain(own.username);
  expect(scoped).not.toContain(foreign.username);
});

it('exports text that no spreadsheet takes for a formula', async () => {
  const csv = await lines(manager.jwt);
  expect(csv).toContain(`"'=HYPERLINK(""http://example.com"",""click"")"`);
  expect(csv).toContain(`"plain, ""quoted""\nnotes"`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

it('exports by the filters of the list, and refuses those that do not exist', async () => {
  expect(await lines(manager.jwt, '?filters[state]=expired')).not.toContain(own.username);
  await app.request(manager.jwt).get('/certificates/certificates/export.csv?filters[password]=x').expect(400);
});

it('counts for the home page within the centres of who looks', async () => {
  const all = await get(manager.jwt, '/stats');
  expect(all.coverage).toEqual([
    { template: expect.objectContaining({ name: 'Medical certificate' }), clients: 2, covered: 2 },
  ]);
  expect(all.expiring).toHaveLength(12);
  expect(all.expiring.map(({ count }: { count: number }) => count)).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const scoped = await get(professional.jwt, '/stats');
  expect(scoped.coverage[0]).toMatchObject({ clients: 1, covered: 1 });
});

it('counts by the clock, also where nothing has swept', async () => {
  clock.set('2026-03-13T10:00:00Z');
  const all = await get(manager.jwt, '/stats');
  expect(all.coverage[0]).toMatchObject({ clients: 2, covered: 1 });
  expect(all.expiring[0].count).toBe(0);
});

it('counts what was written a moment ago, also while many others look', async () => {
  for (let n = 1; n <= 8; n += 1) others.push(await post('/templates', { name: `Other ${n}` }));
  const missing = async (jwt: string) => {
    const { coverage } = await get(jwt, '/stats');
    return coverage.find(({ template }: { template: { name: string } }) => template.name === 'Other 1')?.clients;
  };
  for (const expected of [0, 1]) {
    const seen = await Promise.all([...Array(6).fill(manager.jwt), professional.jwt].map(missing));
    expect(seen).toEqual(Array(7).fill(expected));
    await post('/certificates', { client: own.documentId, template: others[0]?.documentId });
    expect(await missing(manager.jwt)).toBe(1);
  }
});

it('tells what a bulk action came to, also where one row fails for no reason that a rule knows', async () => {
  const issued = [];
  for (const { documentId: template } of others.slice(1, 4)) {
    const { documentId } = await post('/certificates', { client: own.documentId, template });
    await app
      .request(own.jwt)
      .post(`/api/certificates/${documentId}/document`)
      .field('validUntil', '2026-12-31')
      .attach('files', fixture('signed.pdf'))
      .expect(200);
    issued.push(documentId);
  }
  const { templates } = createTables(app.strapi);
  // No calendar goes back so far.
  await app.strapi.db.connection(templates).where({ name: 'Other 3' }).update({ expiring_soon_days: 2_000_000_000 });
  const rows = issued.map((documentId) => ({ documentId, revision: 2 }));
  expect((await post('/certificates/bulk/approve', { rows })).map(({ code }: { code: string }) => code)).toEqual([
    null,
    'unexpected',
    null,
  ]);
});

it('tells everybody who works with certificates on which clocks the figures are', async () => {
  for (const { jwt } of [manager, professional]) {
    const { body } = await app.request(jwt).get('/certificates/centers?pageSize=1').expect(200);
    expect(body.meta).toMatchObject({ timeZone: 'Europe/Madrid', pagination: { total: 1 } });
  }
});

it('shows the configuration without what is secret, to those who manage it', async () => {
  const settings = await get(manager.jwt, '/settings');
  expect(settings).toMatchObject({ timeZone: 'Europe/Madrid', sweep: { enabled: false } });
  expect(JSON.stringify(settings)).not.toMatch(/private(Key|Options)|providerOptions|redis/i);
  await app.request(professional.jwt).get('/certificates/settings').expect(403);
  await app.request(professional.jwt).get('/certificates/notifications').expect(403);
});

it('tries a failed notification again, and no other', async () => {
  const { notifications } = createTables(app.strapi);
  // One that has been sent: the dispatcher would settle its own way those that it has under way.
  await waitUntil(
    async () =>
      (await app.strapi.db
        .connection(notifications)
        .where({ state: 'sent' })
        .update({ state: 'failed', last_error: 'refused' })) > 0
  );
  const [failed] = await get(manager.jwt, '/notifications?filters[state]=failed');
  expect(failed).toMatchObject({ state: 'failed', lastError: 'refused' });
  await post(`/notifications/${failed.documentId}/retry`, {});
  const left = await get(manager.jwt, '/notifications?filters[state]=failed&pageSize=100');
  expect(left.map(({ documentId }: { documentId: string }) => documentId)).not.toContain(failed.documentId);
  await app.request(manager.jwt).post(`/certificates/notifications/${failed.documentId}/retry`).send({}).expect(409);
});

it('costs everybody who logs in to the panel less than 30 kB', () => {
  const root = path.resolve(__dirname, '../..');
  const { panelSize } = nativeRequire(path.join(root, 'scripts/panel-size.cjs')) as {
    panelSize: (folder: string) => { entry: number; lazy: number };
  };
  const { entry, lazy } = panelSize(path.join(root, 'dist/admin'));
  expect(entry).toBeGreaterThan(1_000);
  expect(entry).toBeLessThan(30_000);
  expect(lazy).toBeGreaterThan(5);
});
