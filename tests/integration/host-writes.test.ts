import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, type StaffView } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const CERTIFICATE = 'plugin::certificates.certificate';
const TEMPLATE = 'plugin::certificates.certificate-template';

const clock = testClock('2026-01-10T09:00:00Z');
let app: TestStrapi;
let manager: Staff;
let client: Client;
let template: { documentId: string };
let ids: { template: number; client: number };

/** The Document Service as untyped host code calls it. */
const documents = (uid: string) =>
  app.strapi.documents(uid as never) as unknown as Record<string, (params: object) => Promise<never>>;
const query = (uid: string) => app.strapi.db.query(uid);
const refusal = async (act: () => Promise<unknown>): Promise<{ code: string; message: string }> => {
  try {
    await act();
  } catch (error) {
    const { details, message } = error as { details?: { code: string }; message: string };
    return { code: details?.code ?? 'none', message };
  }
  throw new Error('It was not refused');
};
const view = (id: string) => office(app, manager).certificate(id);
const historyOf = async (id: string) => (await office(app, manager).events(id)).map(({ action }) => action);

beforeAll(async () => {
  app = await startStrapi({ clock, config: { sweep: { enabled: false } } });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  client = await app.registerClient();
  template = await office(app, manager).createTemplate({ name: 'Licence' });
  const row = (await query(TEMPLATE).findOne({ where: { documentId: template.documentId } })) as { id: number };
  ids = { template: row.id, client: client.id };
});
afterAll(() => app.stop());

describe('host code that creates a certificate through the Document Service', () => {
  it.each([
    ['document ids', () => ({ template: template.documentId, client: client.documentId })],
    ['row ids', () => ({ template: ids.template, client: ids.client })],
    [
      'connect',
      () => ({ template: { connect: [{ documentId: template.documentId }] }, client: { set: [{ id: ids.client }] } }),
    ],
    ['objects', () => ({ template: { documentId: template.documentId }, client: { id: ids.client } })],
  ])('issues it, with relations as %s', async (_, data) => {
    app.mails.clear();
    const made = (await documents(CERTIFICATE).create!({
      data: data(),
      populate: ['template'],
    })) as unknown as StaffView;
    expect(made).toMatchObject({
      name: 'Licence',
      state: 'missing_info',
      template: { documentId: template.documentId },
    });
    expect(await historyOf(made.documentId)).toEqual(['issued']);
    expect(await app.mails.waitFor({ to: client.email })).toHaveLength(1);
  });

  it('is refused derived fields, and is told which service to call', async () => {
    const data = { template: template.documentId, client: client.documentId, state: 'approved' };
    const { code, message } = await refusal(() => documents(CERTIFICATE).create!({ data }));
    expect(code).toBe('derived_field');
    expect(message).toContain("strapi.plugin('certificates').service('certificates').approve");
  });

  it('is refused without a template or client that exist', async () => {
    expect((await refusal(() => documents(CERTIFICATE).create!({ data: { client: client.documentId } }))).code).toBe(
      'input_invalid'
    );
    const nowhere = { template: 'nowhere', client: client.documentId };
    expect((await refusal(() => documents(CERTIFICATE).create!({ data: nowhere }))).code).toBe('not_found');
  });

  it('is refused a clone', async () => {
    const { documentId } = await office(app, manager).issue(client.documentId, template.documentId);
    expect((await refusal(() => documents(CERTIFICATE).clone!({ documentId }))).code).toBe('clone_refused');
    expect((await refusal(() => documents(TEMPLATE).clone!({ documentId: template.documentId }))).code).toBe(
      'clone_refused'
    );
  });
});

describe('host code that changes certificates', () => {
  let id: string;
  beforeEach(async () => {
    id = (await office(app, manager).issue(client.documentId, template.documentId)).documentId;
  });
  const approve = async () => {
    await app
      .request(client.jwt)
      .post(`/api/certificates/${id}/document`)
      .field('validUntil', '2026-12-31')
      .attach('files', Buffer.from(PNG, 'base64'), 'a.png')
      .expect(200);
    await office(app, manager).approve(id);
  };

  it.each([
    ['documents.update', (data: object) => documents(CERTIFICATE).update!({ documentId: id, data })],
    ['db.query.update', (data: object) => query(CERTIFICATE).update({ where: { documentId: id }, data })],
    ['db.query.updateMany', (data: object) => query(CERTIFICATE).updateMany({ where: { documentId: id }, data })],
  ])('by %s is held to the rules', async (_, update) => {
    await update({ validUntil: '2026-12-31', notes: 'from the host' });
    expect(await view(id)).toMatchObject({
      validUntil: '2026-12-31',
      notes: 'from the host',
      revision: 2,
      state: 'missing_info',
    });
    expect((await view(id)).expiresAt).toBe('2027-01-01T00:00:00.000Z');
    expect(await historyOf(id)).toEqual(['issued', 'updated']);
    for (const data of [
      { state: 'approved' },
      { expiresAt: new Date() },
      { revision: 9 },
      { archivedAt: new Date() },
      { name: 'x' },
    ]) {
      expect((await refusal(() => update(data))).code).toBe('derived_field');
    }
    expect((await refusal(() => update({ validUntil: '2020-01-01' }))).code).toBe('validity_in_past');
    await approve();
    expect((await refusal(() => update({ notes: 'too late' }))).code).toBe('locked');
    expect(await view(id)).toMatchObject({ notes: 'from the host', state: 'approved' });
  });

  it.each([
    ['documents.delete', () => documents(CERTIFICATE).delete!({ documentId: id })],
    ['db.query.delete', () => query(CERTIFICATE).delete({ where: { documentId: id } })],
    ['db.query.deleteMany', () => query(CERTIFICATE).deleteMany({ where: { documentId: id } })],
  ])('by %s moves it to Trash', async (_, remove) => {
    await remove();
    expect((await view(id)).trashedAt).toBe('2026-01-10T09:00:00.000Z');
    expect(await historyOf(id)).toEqual(['issued', 'deleted']);
    await app.request(client.jwt).get(`/api/certificates/${id}`).expect(404);
  });

  it.each([
    ['db.query.create', (data: object) => query(CERTIFICATE).create({ data })],
    ['db.query.createMany', (data: object) => query(CERTIFICATE).createMany({ data: [data, { ...data }] })],
  ])('by %s issues', async (_, create) => {
    const before = await office(app, manager).list(`filters[client]=${client.documentId}&pageSize=100`);
    await create({ template: ids.template, client: ids.client });
    const known = new Set(before.map(({ documentId }) => documentId));
    const made = (await office(app, manager).list(`filters[client]=${client.documentId}&pageSize=100`)).filter(
      ({ documentId }) => !known.has(documentId)
    );
    expect(made.length).toBeGreaterThanOrEqual(1);
    for (const certificate of made) {
      expect(certificate).toMatchObject({ name: 'Licence', state: 'missing_info', template: { name: 'Licence' } });
      expect(await historyOf(certificate.documentId)).toEqual(['issued']);
    }
  });

  it('rolls everything back with the host’s own transaction', async () => {
    await expect(
      app.strapi.db.transaction(async () => {
        await documents(CERTIFICATE).update!({ documentId: id, data: { notes: 'gone' } });
        throw new Error('changed my mind');
      })
    ).rejects.toThrow('changed my mind');
    expect(await view(id)).toMatchObject({ notes: null, revision: 1 });
    expect(await historyOf(id)).toEqual(['issued']);
  });

  it('or by the plugin’s services, which are the same', async () => {
    const service = app.strapi.plugin('certificates').service('certificates');
    const issued = (await service.issue({ template: template.documentId, client: client.documentId })) as {
      documentId: string;
    };
    await service.update(issued.documentId, { notes: 'by service' });
    expect(await view(issued.documentId)).toMatchObject({ notes: 'by service' });
    await expect(service.approve(issued.documentId, { revision: 2 })).rejects.toMatchObject({
      code: 'wrong_state',
      status: 409,
    });
  });
});

describe('host code and templates', () => {
  it('creates, changes and archives one', async () => {
    const made = (await documents(TEMPLATE).create!({
      data: { name: 'Insurance', renewOnExpiry: true },
    })) as unknown as {
      documentId: string;
    };
    expect(made).toMatchObject({ name: 'Insurance', expiringSoonDays: 15, archivedAt: null });
    expect((await refusal(() => documents(TEMPLATE).create!({ data: { name: 'insurance' } }))).code).toBe('name_taken');
    await documents(TEMPLATE).update!({ documentId: made.documentId, data: { expiringSoonDays: 30 } });
    await query(TEMPLATE).update({ where: { documentId: made.documentId }, data: { instructions: 'Both pages' } });
    const read = async () => (await office(app, manager).get(`/templates/${made.documentId}`)).data;
    expect(await read()).toMatchObject({ expiringSoonDays: 30, instructions: 'Both pages' });
    await documents(TEMPLATE).delete!({ documentId: made.documentId });
    expect(await read()).toMatchObject({ archivedAt: expect.any(String) });
    await documents(TEMPLATE).create!({ data: { name: 'insurance' } });
  });

  it('is refused marks that the plugin keeps', async () => {
    expect((await refusal(() => documents(TEMPLATE).create!({ data: { name: 'X', newClientsAfter: 0 } }))).code).toBe(
      'derived_field'
    );
  });
});

describe('a client whom somebody edits as a user', () => {
  it('is not moved between centres that way', async () => {
    const center = await office(app, manager).createCenter({ name: 'North', timeZone: 'UTC' });
    const row = (await query('plugin::certificates.center').findOne({ where: { documentId: center.documentId } })) as {
      id: number;
    };
    await query('plugin::users-permissions.user').update({
      where: { id: client.id },
      data: { certificateCenters: [row.id] },
    });
    const { clientCount } = (await office(app, manager).get(`/centers/${center.documentId}`)).data as {
      clientCount: number;
    };
    expect(clientCount).toBe(0);
  });
});

/** The smallest picture. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
