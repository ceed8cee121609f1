import { readdirSync } from 'node:fs';
import path from 'node:path';

import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-01-10T09:00:00Z');
let app: TestStrapi;
let manager: Staff;
let template: { documentId: string };

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, retention: { historyDays: 365 }, notifications: { email: { enabled: true } } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  template = await office(app, manager).createTemplate({ name: 'Kept' });
});
afterAll(() => app.stop());

const staff = () => office(app, manager);
const retain = () => app.strapi.plugin('certificates').service('retention').run();
/** Files that the private folder holds, previews included. */
const files = (): string[] => {
  const { documents } = app.strapi.config.get<{ documents: { directory: string } }>('plugin::certificates');
  const folder = path.resolve(app.strapi.dirs.app.root, documents.directory);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
};
const issued = async (client: Client) => (await staff().issue(client.documentId, template.documentId)).documentId;
const put = (client: Client, id: string, file = 'scan.png') =>
  upload(app.request(client.jwt), id, file, { validUntil: '2027-06-30' }).expect(200);
const row = (id: string) =>
  app.strapi.db.query('plugin::certificates.certificate').findOne({ where: { documentId: id } });

describe('retention', () => {
  it('erases what has been in Trash for 30 days; the history stays', async () => {
    const client = await app.registerClient();
    const id = await issued(client);
    await put(client, id);
    await app.request(client.jwt).get(`/api/certificates/${id}/preview`).expect(200);
    const before = files().length;
    await app.request(manager.jwt).delete(`/certificates/certificates/${id}`).expect(200);
    clock.advance({ days: 29 });
    await retain();
    expect(files()).toHaveLength(before);
    clock.advance({ days: 2 });
    await retain();
    expect(files().length).toBeLessThan(before);
    expect(await staff().certificate(id)).toMatchObject({ document: null, notes: null });
    expect((await staff().events(id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['issued', 'uploaded', 'deleted', 'document_erased'])
    );
    await app.request(manager.jwt).get(`/certificates/certificates/${id}/document`).expect(404);
  });

  it('erases documents that were sent back 90 days ago, replaced or not', async () => {
    const client = await app.registerClient();
    const [mended, left] = [await issued(client), await issued(client)];
    for (const id of [mended, left]) {
      await put(client, id);
      await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    }
    await put(client, mended, 'signed.pdf');
    clock.advance({ days: 91 });
    await retain();
    expect((await staff().certificate(mended)).document?.name).toBe('signed.pdf');
    expect((await staff().certificate(left)).document).toBeNull();
    const entry = (await staff().events(mended)).find(({ action }) => action === 'rejected') as unknown as {
      details: { document: { url: string }; reason: string };
    };
    expect(entry.details.reason).toBe('unreadable');
    await app.request(manager.jwt).get(entry.details.document.url).expect(404);
  });

  it('erases the history after the days that the configuration says', async () => {
    const client = await app.registerClient();
    const id = await issued(client);
    await put(client, id);
    await staff().approve(id);
    await staff().post(`/certificates/${id}/archive`);
    clock.advance({ days: 366 });
    await retain();
    expect((await staff().certificate(id)).document).toBeNull();
    expect((await staff().events(id)).map(({ action }) => action)).toContain('approved');
  });
});

describe('deleting a client', () => {
  it.each([
    [
      'the users API of the panel',
      (client: Client) =>
        app.strapi.documents('plugin::users-permissions.user').delete({ documentId: client.documentId }),
    ],
    [
      'a query',
      (client: Client) => app.strapi.db.query('plugin::users-permissions.user').delete({ where: { id: client.id } }),
    ],
    [
      'deleteMany',
      (client: Client) =>
        app.strapi.db.query('plugin::users-permissions.user').deleteMany({ where: { id: client.id } }),
    ],
    ['SQL', (client: Client) => app.strapi.db.connection('up_users').where({ id: client.id }).delete()],
  ])('by %s erases documents and personal data', async (_, remove) => {
    const client = await app.registerClient();
    const id = await issued(client);
    await upload(app.request(client.jwt), id, 'photo.heic', { validUntil: '2028-06-30', notes: 'asthma' }).expect(200);
    const before = files().length;
    await remove(client);
    await retain();
    await waitUntil(() => files().length < before);
    expect(await row(id)).toMatchObject({
      documentKey: null,
      documentName: null,
      notes: null,
      trashedAt: expect.anything(),
    });
    const events = await app.strapi.db
      .query('plugin::certificates.certificate-event')
      .findMany({ where: { certificate: { documentId: id } } });
    expect(JSON.stringify(events)).not.toContain(client.username);
    const pending = await app.strapi.db
      .query('plugin::certificates.notification')
      .count({ where: { certificate: { documentId: id }, state: 'pending' } });
    expect(pending).toBe(0);
  });
});
