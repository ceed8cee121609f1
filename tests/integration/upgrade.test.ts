import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fixture, PASSWORD, startStrapi, testClock, type Home, type TestClock, type TestStrapi } from '../helpers';
import { office, upload, type StaffView } from '../helpers/office';

/*
 * What an earlier version has left must open in this one with nothing lost. The folders in tests/fixtures/upgrade were
 * written by the versions that they are named after: `WRITE_UPGRADE_FIXTURE=<version>` has this version write its own, to
 * be done once for each release.
 */

const VERSIONS = ['0.1.0'];
const NOW = '2026-03-01T10:00:00Z';
const MANAGER = 'manager@example.com';
const folderOf = (version: string) => path.resolve(__dirname, '../fixtures/upgrade', version);

const homeAt = (dir: string): Home => ({
  dir,
  env: { DATABASE_CLIENT: 'sqlite', PLAYGROUND_DATA: dir },
  remove: () => rm(dir, { recursive: true, force: true }),
});
const temporaryHome = async () => homeAt(await mkdtemp(path.join(os.tmpdir(), 'certificates-upgrade-')));
/** Nothing is sent or swept while one looks. */
const still = { sweep: { enabled: false }, notifications: { email: { enabled: false } } };

interface Kept {
  certificates: StaffView[];
  templates: unknown[];
  centers: unknown[];
  events: Record<string, unknown[]>;
  documents: Record<string, string>;
}

/** All that staff can see, as they see it. */
const look = async (app: TestStrapi): Promise<Kept> => {
  const { body } = await app.request().post('/admin/login').send({ email: MANAGER, password: PASSWORD }).expect(200);
  const staff = office(app, { jwt: body.data.token } as never);
  const lists = ['', 'archived=true', 'trashed=true'].map((query) => staff.list(`${query}&pageSize=100`));
  const certificates = (await Promise.all(lists)).flat();
  const kept: Kept = {
    certificates,
    templates: (await staff.get('/templates')).data,
    centers: (await staff.get('/centers')).data,
    events: {},
    documents: {},
  };
  for (const { documentId, document } of certificates) {
    // Looking is written down as well, and this looks twice.
    kept.events[documentId] = (await staff.events(documentId)).filter(({ action }) => action !== 'document_viewed');
    if (!document) continue;
    const file = await staff.http().get(`/certificates/certificates/${documentId}/document`).responseType('blob');
    expect(file.status).toBe(200);
    kept.documents[documentId] = createHash('sha256')
      .update(file.body as Buffer)
      .digest('hex');
  }
  return kept;
};

/** A certificate in each state, with a history; a mail that waits; a phone. */
const write = async (version: string) => {
  const clock = testClock('2026-01-10T09:00:00Z');
  const home = await temporaryHome();
  const app = await startStrapi({ home, clock, config: { ...still, timeZone: 'Europe/Madrid' } });
  const manager = await app.createAdminUser({ email: MANAGER, roles: ['certificates-manager'] });
  const staff = office(app, manager);
  const clients = [
    await app.registerClient({ username: 'ana' }),
    await app.registerClient({ username: 'bruno' }),
    await app.registerClient({ username: 'carla' }),
  ];
  const [ana, bruno, carla] = clients as [(typeof clients)[0], (typeof clients)[0], (typeof clients)[0]];
  await staff.createCenter({
    name: 'Gimnasio Centro',
    timeZone: 'Atlantic/Canary',
    clients: [ana.documentId, bruno.documentId],
    staff: [manager.documentId],
  });
  const medical = await staff.createTemplate({
    name: 'Certificado médico',
    instructions: 'Firmado por su médico.',
    renewOnExpiry: true,
    accessRule: 'block',
    reminders: { daysBefore: [7, 1] },
  });
  const identity = await staff.createTemplate({ name: 'Identity', expires: false });
  const submit = async (client: (typeof clients)[0], template: string, file: string, validUntil?: string) => {
    const { documentId } = await staff.issue(client.documentId, template);
    const fields = { ...(validUntil ? { validUntil } : {}), notes: 'Traído en mano. ✓' };
    await upload(app.request(client.jwt), documentId, file, fields).expect(200);
    return documentId;
  };
  await staff.issue(ana.documentId, medical.documentId);
  await submit(ana, medical.documentId, 'signed.pdf', '2026-12-31');
  for (const [client, day] of [
    [bruno, '2026-12-31'],
    [bruno, '2026-03-05'],
    [carla, '2026-02-10'],
  ] as const) {
    await staff.approve(await submit(client, medical.documentId, 'signed.pdf', day));
  }
  await staff.approve(await submit(carla, identity.documentId, 'signed.pdf'));
  const rejected = await submit(ana, medical.documentId, 'signed.pdf', '2026-11-30');
  await staff.post(`/certificates/${rejected}/reject`, { revision: 2, reason: 'unreadable', comment: 'Borroso' });
  const archived = await submit(ana, identity.documentId, 'signed.pdf');
  await staff.approve(archived);
  await staff.post(`/certificates/${archived}/archive`);
  const deleted = await submit(carla, identity.documentId, 'signed.pdf');
  await staff.http().delete(`/certificates/certificates/${deleted}`).expect(200);
  clock.set('2026-02-20T09:00:00Z');
  await app.strapi.plugin('certificates').service('sweep').run();
  clock.set(NOW);

  const kept = await look(app);
  const folder = folderOf(version);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const copy = path.join(home.dir, 'copy.db');
  await app.strapi.db.connection.raw('VACUUM INTO ?', [copy]);
  await writeFile(path.join(folder, 'data.db.gz'), gzipSync(await readFile(copy), { level: 9 }));
  await cp(path.join(home.dir, 'private'), path.join(folder, 'private'), { recursive: true });
  await writeFile(path.join(folder, 'kept.json'), `${JSON.stringify(kept, null, 2)}\n`);
  await app.stop();
};

if (process.env.WRITE_UPGRADE_FIXTURE) {
  beforeAll(() => write(String(process.env.WRITE_UPGRADE_FIXTURE)), 120_000);
}

describe.each(VERSIONS)('what version %s has left', (version) => {
  let app: TestStrapi;
  let kept: Kept;
  let clock: TestClock;

  beforeAll(async () => {
    const home = await temporaryHome();
    const folder = folderOf(version);
    await writeFile(path.join(home.dir, 'data.db'), gunzipSync(await readFile(path.join(folder, 'data.db.gz'))));
    await cp(path.join(folder, 'private'), path.join(home.dir, 'private'), { recursive: true });
    kept = JSON.parse(await readFile(path.join(folder, 'kept.json'), 'utf8')) as Kept;
    clock = testClock(NOW);
    app = await startStrapi({ home, clock, config: { ...still, timeZone: 'Europe/Madrid' } });
  }, 60_000);
  afterAll(() => app.stop());

  it('is all there: certificates, templates, centres, history and the bytes of the documents', async () => {
    expect(kept.certificates.map(({ state }) => state).sort()).toEqual([
      'approved',
      'approved',
      'approved',
      'expired',
      'expiring_soon',
      'missing_info',
      'missing_info',
      'missing_info',
      'pending_approval',
      'pending_approval',
    ]);
    expect(await look(app)).toMatchObject(kept as unknown as Record<string, unknown>);
    const signed = createHash('sha256')
      .update(await readFile(fixture('signed.pdf')))
      .digest('hex');
    expect(Object.values(kept.documents)).toContain(signed);
  });

  it('goes on: clients are not asked again, what is due comes', async () => {
    const counted = async () =>
      Number((await app.strapi.db.connection('certificates_certificates').count({ all: '*' }).first())?.all);
    const before = await counted();
    await app.strapi.plugin('certificates').service('catch-up').run();
    expect(await counted()).toBe(before);

    const { body } = await app.request().post('/api/auth/local').send({ identifier: 'bruno', password: PASSWORD });
    const mine = await app.request(body.jwt).get('/api/certificates').expect(200);
    expect((mine.body.data as StaffView[]).map(({ state }) => state).sort()).toEqual(['approved', 'expiring_soon']);
    clock.set('2026-03-06T10:00:00Z');
    // The other one is open still, and so takes the place of a new request.
    expect(await app.strapi.plugin('certificates').service('sweep').run()).toMatchObject({ expired: 1, renewed: 0 });
  });
});
