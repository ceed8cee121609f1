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
/** Mends a certificate by its date alone. */
const mend = (client: Client, id: string) =>
  app
    .request(client.jwt)
    .put(`/api/certificates/${id}`)
    .send({ data: { validUntil: '2027-12-31' } })
    .expect(200);
const row = (id: string) =>
  app.strapi.db.query('plugin::certificates.certificate').findOne({ where: { documentId: id } });

describe('retention', () => {
  it('erases what has been in Trash for 30 days; the history stays', async () => {
    const client = await app.registerClient();
    const id = await issued(client);
    await put(client, id);
    await app.request(client.jwt).get(`/api/certificates/${id}/preview`).expect(200);
    const before = files().length;
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'other', comment: 'is it asthma?' });
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
    const rejected = (await staff().events(id)).find(({ action }) => action === 'rejected');
    expect(rejected?.details).toEqual({ reason: 'other', revision: 2 });
    await app.request(manager.jwt).get(`/certificates/certificates/${id}/document`).expect(404);
  });

  it('erases documents that were sent back 90 days ago, replaced or not', async () => {
    const client = await app.registerClient();
    const [mended, left] = [await issued(client), await issued(client)];
    for (const id of [mended, left]) {
      await put(client, id);
      await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable', comment: 'blurred' });
    }
    await put(client, mended, 'signed.pdf');
    clock.advance({ days: 91 });
    await retain();
    expect((await staff().certificate(mended)).document?.name).toBe('signed.pdf');
    expect((await staff().certificate(left)).document).toBeNull();
    const entry = (await staff().events(mended)).find(({ action }) => action === 'rejected') as unknown as {
      documentId: string;
      details: object;
    };
    expect(entry.details).toEqual({ reason: 'unreadable', comment: 'blurred', revision: 2 });
    await app
      .request(manager.jwt)
      .get(`/certificates/certificates/${mended}/events/${entry.documentId}/document`)
      .expect(404);
  });

  it('leaves a document that was sent back and mended by its date alone', async () => {
    const client = await app.registerClient();
    const id = await issued(client);
    await put(client, id);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'wrong_date' });
    await mend(client, id);
    clock.advance({ days: 91 });
    await retain();
    expect(await staff().certificate(id)).toMatchObject({ state: 'pending_approval', document: { name: 'scan.png' } });
    await app.request(client.jwt).get(`/api/certificates/${id}/document`).expect(200);
    await staff().approve(id);
  });

  it('leaves one that is mended at the very moment', async () => {
    const client = await app.registerClient();
    const id = await issued(client);
    await put(client, id);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'wrong_date' });
    clock.advance({ days: 91 });
    // Found, but not yet erased: retention is about to open its transaction.
    const { db } = app.strapi;
    const open = db.transaction.bind(db);
    const opened = jest.spyOn(db, 'transaction').mockImplementationOnce((async (work: never) => {
      opened.mockRestore();
      await mend(client, id);
      return open(work);
    }) as never);
    await retain();
    expect(await staff().certificate(id)).toMatchObject({ state: 'pending_approval', document: { name: 'scan.png' } });
    await app.request(client.jwt).get(`/api/certificates/${id}/document`).expect(200);
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

describe('deleting some clients', () => {
  const USER = 'plugin::users-permissions.user';
  const users = () => app.strapi.db.query(USER);
  let both: { client: Client; id: string }[];

  beforeEach(async () => {
    both = [];
    for (let count = 0; count < 2; count += 1) {
      const client = await app.registerClient();
      const id = await issued(client);
      await upload(app.request(client.jwt), id, 'scan.png', { validUntil: '2029-06-30' }).expect(200);
      both.push({ client, id });
    }
    await users().updateMany({ where: { id: { $in: both.map(({ client }) => client.id) } }, data: { blocked: true } });
  });
  const ids = () => both.map(({ client }) => client.id);
  const first = () => (both[0] as (typeof both)[number]).client;

  /** Those who are gone have lost their documents, and nobody else has. */
  const expectGone = async (count: number) => {
    await retain();
    const left = (await users().findMany({ where: { id: { $in: ids() } } })) as { id: number }[];
    expect(left).toHaveLength(2 - count);
    for (const { client, id } of both) {
      const stays = left.some((user) => user.id === client.id);
      expect(await row(id)).toMatchObject(
        stays ? { documentName: 'scan.png', trashedAt: null } : { documentName: null, trashedAt: expect.anything() }
      );
      expect((await staff().events(id)).some(({ action }) => action === 'document_erased')).toBe(!stays);
      const path = `/certificates/certificates/${id}/document`;
      await app
        .request(manager.jwt)
        .get(path)
        .expect(stays ? 200 : 404);
    }
  };

  it.each([
    ['deleteMany by filters', () => users().deleteMany({ filters: { id: first().id } }), 1],
    ['deleteMany by a search', () => users().deleteMany({ _q: first().email }), 1],
    ['deleteMany by where', () => users().deleteMany({ where: { id: { $in: ids() } } }), 2],
    ['delete, whose where matches both', () => users().delete({ where: { blocked: true, id: { $in: ids() } } }), 1],
  ])('%s erases the documents of those who are gone, and of nobody else', async (_, remove, count) => {
    await remove();
    await expectGone(count);
  });

  it.each([
    ['no where', {}],
    ['an empty where', { where: {} }],
  ])('delete with %s is refused, and erases nothing', async (_, params) => {
    await expect(users().delete(params as never)).rejects.toThrow(/where/);
    await expectGone(0);
  });

  it('erases nothing where the deletion fails', async () => {
    const refuse = () => {
      throw new Error('not this one');
    };
    const stop = app.strapi.db.lifecycles.subscribe({
      models: [USER],
      beforeDelete: refuse,
      beforeDeleteMany: refuse,
    });
    try {
      await expect(users().delete({ where: { id: first().id } })).rejects.toThrow('not this one');
      await expect(users().deleteMany({ where: { id: { $in: ids() } } })).rejects.toThrow('not this one');
    } finally {
      stop();
    }
    await expectGone(0);
  });

  it('erases nothing where the host’s transaction rolls back', async () => {
    const changed = app.strapi.db.transaction(async () => {
      await users().deleteMany({ where: { id: { $in: ids() } } });
      throw new Error('changed my mind');
    });
    await expect(changed).rejects.toThrow('changed my mind');
    await expectGone(0);
  });

  it('erases them once, and with them what the history had kept of the client', async () => {
    const { client, id } = both[0] as (typeof both)[number];
    await staff().approve(id);
    await staff().post(`/certificates/${id}/archive`);
    clock.advance({ days: 366 });
    await retain();
    await app.strapi.db.connection('up_users').where({ id: client.id }).delete();
    await retain();
    await retain();
    const events = await staff().events(id);
    expect(events.filter(({ action }) => action === 'document_erased')).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain(client.username);
  });
});
