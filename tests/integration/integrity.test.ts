import { randomBytes } from 'node:crypto';

import type { IntegrityReport } from '../../server/contracts';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { bucket, privateFolder, type DocumentPlace } from '../helpers/document-places';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const randomKey = () => {
  const id = randomBytes(16).toString('hex');
  return `${id.slice(0, 2)}/${id}.pdf`;
};
const bytes = Buffer.from('%PDF-1.7');
const clean = { total: 0, certificates: [] };
/** In minutes. */
const DAY = 24 * 60;

describe.each([
  ['the private folder', privateFolder, true],
  ['S3', bucket, false],
] as const)('documents in %s', (_, open, canList) => {
  // Files carry the system's time, so the clock stands at it.
  const clock = testClock(new Date().toISOString());
  let place: DocumentPlace;
  let app: TestStrapi;
  let manager: Staff;
  let client: Client;
  let template: { documentId: string };

  beforeAll(async () => {
    place = await open();
    app = await startStrapi({ clock, config: { sweep: { enabled: false }, documents: place.config } });
    manager = await app.createAdminUser({ roles: ['certificates-manager'] });
    client = await app.registerClient();
    template = await office(app, manager).createTemplate({ name: 'Checked' });
  });
  afterAll(async () => {
    await app.stop();
    await place.close();
  });

  const check = async (body: object = {}): Promise<IntegrityReport> =>
    (await app.request(manager.jwt).post('/certificates/settings/integrity').send(body).expect(200)).body.data;
  const janitor = (): Promise<number> => app.strapi.plugin('certificates').service('integrity').clean();
  const laterJanitor = (later: Parameters<typeof clock.advance>[0]): Promise<number> => {
    clock.advance(later);
    return janitor();
  };
  const certificates = () => app.strapi.db.query('plugin::certificates.certificate');
  const register = () => app.strapi.db.query('plugin::certificates.stored-file');
  const keyOf = async (id: string): Promise<string> =>
    (await certificates().findOne({ where: { documentId: id } })).documentKey;
  const put = (id: string, file: string) =>
    upload(app.request(client.jwt), id, file, { validUntil: '2099-06-30' }).expect(200);
  const withDocument = async (): Promise<string> => {
    const { documentId } = await office(app, manager).issue(client.documentId, template.documentId);
    await put(documentId, 'scan.png');
    return documentId;
  };
  const found = (documentId: string, shown = 'current') => ({
    total: 1,
    certificates: [{ documentId, name: 'Checked', shown }],
  });

  it('are all there when nothing has happened', async () => {
    await withDocument();
    await withDocument();
    expect(await check({ checksums: true })).toEqual({
      documents: 2,
      checksums: true,
      missing: clean,
      mismatched: clean,
      unreadable: clean,
      leftovers: 0,
      orphans: canList ? 0 : null,
    });
    // Whoever asked may have been cut off by a proxy.
    const { body } = await app.request(manager.jwt).get('/certificates/settings/integrity').expect(200);
    expect(body.data).toMatchObject({ documents: 2, checksums: true, missing: clean, at: clock.now().toISOString() });
  });

  it('are reported when they are gone, and stay so after the janitor', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await place.lose(key);
    await janitor();
    expect((await check()).missing).toEqual(found(id));
    const answer = await app.request(client.jwt).get(`/api/certificates/${id}/document`);
    expect([answer.status, answer.body.error.details.code]).toEqual([404, 'document_missing']);
    await put(id, 'signed.pdf');
    expect((await check()).missing).toEqual(clean);
  });

  it('are reported when only the history shows them', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await office(app, manager).post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    await put(id, 'signed.pdf');
    await place.lose(key);
    expect((await check()).missing).toEqual(found(id, 'sent_back'));
    await register().delete({ where: { key } });
  });

  it('are reported when they have changed, if their bytes are to be read', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await place.tamper(key);
    expect((await check()).mismatched).toEqual(clean);
    expect(await check({ checksums: true })).toMatchObject({ mismatched: found(id), missing: clean });
    await place.tamper(key);
    expect((await check({ checksums: true })).mismatched).toEqual(clean);
  });

  it('are reported when the register has lost them', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    const { id: rowId, ...row } = await register().findOne({ where: { key } });
    expect(rowId).toEqual(expect.any(Number));
    await register().delete({ where: { key } });
    expect((await check()).missing).toEqual(found(id));
    await register().create({ data: row });
    expect((await check()).missing).toEqual(clean);
  });

  it('leave nothing behind where a crash came between store and database', async () => {
    const [old, young, unwritten] = [randomKey(), randomKey(), randomKey()];
    const intend = (key: string, minutes: number) =>
      register().create({
        data: {
          key,
          state: 'uploading',
          descriptor: {},
          createdAt: new Date(clock.now().getTime() - minutes * 60_000),
        },
      });
    await intend(old, 61);
    await intend(unwritten, 61);
    await intend(young, 59);
    for (const key of [old, young]) await place.plant(key, bytes);
    expect((await check()).leftovers).toBe(2);
    await janitor();
    expect((await check()).leftovers).toBe(0);
    const keys = await place.keys();
    expect([keys.includes(old), keys.includes(young)]).toEqual([false, true]);
    expect(await register().count({ where: { key: { $in: [old, unwritten] } } })).toBe(0);
    expect(await register().count({ where: { key: young } })).toBe(1);
    await register().delete({ where: { key: young } });
    await place.lose(young);
  });

  it('are not mistaken for files that nobody knows, which go a week after they were noticed', async () => {
    const id = await withDocument();
    const [old, young] = [randomKey(), randomKey()];
    // Files carry the system's time, which the clock has left behind.
    const age = (minutes: number) => ({ minutes: minutes - (clock.now().getTime() - Date.now()) / 60_000 });
    await place.plant(old, bytes, age(100 * DAY));
    await place.plant(young, bytes, age(59));
    const before = await place.keys();
    expect((await check()).orphans).toBe(canList ? 1 : null);
    expect(await place.keys()).toEqual(before);
    // A pass has been a moment ago; the next one that looks for these comes after an hour.
    clock.advance({ minutes: 61 });
    await place.plant(young, bytes, age(59));
    await janitor();
    await laterJanitor({ days: 6, hours: 22 });
    expect(await place.keys()).toEqual(before);
    expect((await check()).orphans).toBe(canList ? 2 : null);
    await laterJanitor({ hours: 3 });
    const keys = await place.keys();
    expect([keys.includes(old), keys.includes(young), keys.includes(await keyOf(id))]).toEqual([!canList, true, true]);
    for (const key of canList ? [young] : [old, young]) await place.lose(key);
  });

  it('stay when only the certificates were restored, and are known again after a pass', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await register().delete({ where: { key } });
    await laterJanitor({ hours: 2 });
    await laterJanitor({ days: 8 });
    expect((await check({ checksums: true })).missing).toEqual(clean);
    await app.request(client.jwt).get(`/api/certificates/${id}/document`).expect(200);
    expect(await register().findOne({ where: { key } })).toMatchObject({ state: 'attached' });
  });

  it('stay where the register says that they are to go, and a certificate shows them', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await register().update({ where: { key }, data: { state: 'released' } });
    expect((await check()).missing).toEqual(found(id));
    await laterJanitor({ minutes: 1 });
    expect(await place.keys()).toContain(key);
    await laterJanitor({ hours: 2 });
    expect((await check()).missing).toEqual(clean);
    await app.request(client.jwt).get(`/api/certificates/${id}/document`).expect(200);
  });

  it('go a week after their certificate was deleted by SQL', async () => {
    const id = await withDocument();
    const key = await keyOf(id);
    await app.strapi.db.connection('certificates_certificates').where({ document_id: id }).delete();
    await laterJanitor({ hours: 2 });
    expect(await place.keys()).toContain(key);
    await laterJanitor({ days: 7, hours: 1 });
    expect(await place.keys()).not.toContain(key);
    expect(await register().count({ where: { key } })).toBe(0);
  });

  if (canList) {
    it('are alone touched, where somebody else keeps files in the same folder', async () => {
      const strangers = ['package.json', 'src/index.ts', 'ab/notes.pdf', 'ab/cd/0123.pdf', 'photos/photo.jpg'];
      for (const file of strangers) await place.plant(file, bytes, { minutes: 100 * DAY });
      expect((await check()).orphans).toBe(0);
      await laterJanitor({ hours: 2 });
      await laterJanitor({ days: 8 });
      expect(await place.keys()).toEqual(expect.arrayContaining(strangers));
      for (const file of strangers) await place.lose(file);
    });
  }

  it('are checked for those who manage the settings, and nobody else', async () => {
    const professional = await app.createAdminUser({ roles: ['certificates-professional'] });
    const path = '/certificates/settings/integrity';
    await app.request(professional.jwt).post(path).send({}).expect(403);
    await app.request().post(path).send({}).expect(401);
    for (const wrong of [{ checksums: 'yes' }, { sums: true }, []]) {
      await app.request(manager.jwt).post(path).send(wrong).expect(400);
    }
    const both = await Promise.all([1, 2].map(() => app.request(manager.jwt).post(path).send({ checksums: true })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  if (!canList) {
    it('are not called missing while the store cannot be reached', async () => {
      await withDocument();
      await place.close();
      const report = await check();
      expect(report.missing).toEqual(clean);
      expect(report.unreadable.total).toBe(report.documents);
      place.close = async () => undefined;
    });
  }
});
