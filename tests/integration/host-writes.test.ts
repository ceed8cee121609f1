import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';

import { createTables } from '../../server/src/repositories/tables';
import { fixture, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, type StaffView } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import type { CertificatesService } from '../../strapi-server';

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
    const { code, message } = await refusal(() => update({ notes: 'too late' }));
    expect(code).toBe('locked');
    expect(message).toContain("strapi.plugin('certificates').service('certificates').revoke(documentId");
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
    ['db.query.create', 1, (data: object) => query(CERTIFICATE).create({ data })],
    ['db.query.createMany', 2, (data: object) => query(CERTIFICATE).createMany({ data: [data, { ...data }] })],
  ])('by %s issues', async (_, count, create) => {
    const before = await office(app, manager).list(`filters[client]=${client.documentId}&pageSize=100`);
    await create({ template: ids.template, client: ids.client });
    const known = new Set(before.map(({ documentId }) => documentId));
    const made = (await office(app, manager).list(`filters[client]=${client.documentId}&pageSize=100`)).filter(
      ({ documentId }) => !known.has(documentId)
    );
    expect(made).toHaveLength(count);
    for (const certificate of made) {
      expect(certificate).toMatchObject({ name: 'Licence', state: 'missing_info', template: { name: 'Licence' } });
      expect(await historyOf(certificate.documentId)).toEqual(['issued']);
      const told = await query('plugin::certificates.notification').findMany({
        where: { certificate: { documentId: certificate.documentId } },
      });
      expect(told).toEqual([expect.objectContaining({ event: 'certificate.created', channel: 'email' })]);
    }
  });

  describe('where two could be meant', () => {
    let other: string;
    const rowOf = async (documentId: string) =>
      (await query(CERTIFICATE).findOne({ where: { documentId } })) as { id: number };
    beforeEach(async () => {
      const neighbour = await app.registerClient();
      other = (await office(app, manager).issue(neighbour.documentId, template.documentId)).documentId;
    });
    const trashed = async () => [(await view(id)).trashedAt !== null, (await view(other)).trashedAt !== null];

    it.each([
      ['deleteMany by filters', async () => query(CERTIFICATE).deleteMany({ filters: { documentId: id } })],
      ['deleteMany by a search', async () => query(CERTIFICATE).deleteMany({ _q: (await view(id)).notes } as never)],
    ])('%s moves only what it names to Trash', async (_, remove) => {
      await documents(CERTIFICATE).update!({ documentId: id, data: { notes: `only ${id}` } });
      await remove();
      expect(await trashed()).toEqual([true, false]);
    });

    it('delete moves one to Trash, whatever else its where matches', async () => {
      const ids = [(await rowOf(id)).id, (await rowOf(other)).id];
      await query(CERTIFICATE).delete({ where: { id: { $in: ids } } });
      expect((await trashed()).filter(Boolean)).toHaveLength(1);
    });

    it('delete and update of nothing in particular are refused, and do nothing', async () => {
      for (const params of [{}, { where: {} }]) {
        await expect(query(CERTIFICATE).delete(params as never)).rejects.toThrow(/where/);
        await expect(query(CERTIFICATE).update({ ...params, data: { notes: 'all' } })).rejects.toThrow(/where/);
      }
      expect(await trashed()).toEqual([false, false]);
      expect([(await view(id)).notes, (await view(other)).notes]).toEqual([null, null]);
    });

    it('update changes one, and answers with that one', async () => {
      const ids = [(await rowOf(id)).id, (await rowOf(other)).id];
      const where = { id: { $in: ids }, notes: { $null: true } };
      const changed = (await query(CERTIFICATE).update({ where, data: { notes: 'one' } })) as { documentId: string };
      const notes = [(await view(id)).notes, (await view(other)).notes];
      expect(notes.filter((note) => note === 'one')).toHaveLength(1);
      expect((await view(changed.documentId)).notes).toBe('one');
    });
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

describe('host code that calls the services', () => {
  const service = (): CertificatesService => app.strapi.plugin('certificates').service('certificates');
  const issue = () => service().issue({ template: ids.template, client: ids.client });
  const scan = () => ({ stream: createReadStream(fixture('signed.pdf')), name: 'signed.pdf', mime: 'application/pdf' });

  it('issues by row ids, by document ids, and to nobody else', async () => {
    const center = await office(app, manager).createCenter({ name: 'Issuer', timeZone: 'Europe/Madrid' });
    const made = await service().issue({
      template: ids.template,
      client: client.documentId,
      center: center.documentId,
    });
    expect(made).toEqual(await view(made.documentId));
    expect(await issue()).toMatchObject({ state: 'missing_info', client: { documentId: client.documentId } });
    for (const wrong of [{ client: 'nobody' }, { client: 4_000_000 }, { template: 'none' }, { center: 4_000_000 }]) {
      const input = { template: ids.template, client: ids.client, ...wrong };
      await expect(service().issue(input)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    }
  });

  it('uploads a document, and reviews it', async () => {
    const { documentId } = await issue();
    const uploaded = await service().upload(documentId, { ...scan(), validUntil: '2026-12-31', notes: 'by the host' });
    expect(uploaded).toMatchObject({
      state: 'pending_approval',
      uploadedBy: 'staff',
      validUntil: '2026-12-31',
      notes: 'by the host',
      document: { name: 'signed.pdf', mime: 'application/pdf' },
    });
    const { revision } = uploaded;
    await expect(service().reject(documentId, { revision, reason: 'ugly' as never })).rejects.toMatchObject({
      code: 'input_invalid',
      status: 400,
    });
    expect(await service().reject(documentId, { revision, reason: 'unreadable' })).toMatchObject({
      state: 'missing_info',
      rejection: { reason: 'unreadable', comment: null },
    });
    const again = await service().upload(documentId, { ...scan(), by: 'client' });
    const actor = { type: 'staff' as const, id: manager.documentId, name: 'Sam Staff', rowId: manager.id };
    expect(await service().approve(documentId, { revision: again.revision }, { actor })).toMatchObject({
      state: 'approved',
      uploadedBy: 'client',
      approvedBy: { documentId: manager.documentId },
    });
    expect((await service().history(documentId)).map(({ action, actor: { type } }) => `${action} by ${type}`)).toEqual([
      'issued by host',
      'uploaded by host',
      'rejected by host',
      'uploaded by host',
      'approved by staff',
    ]);
    const { stream, ...document } = await service().openDocument(documentId);
    expect(document).toMatchObject({ name: 'signed.pdf', mime: 'application/pdf' });
    expect((await stream.toArray()).length).toBeGreaterThan(0);
  });

  it('keeps the document that a rolled back transaction had replaced, and removes the one that a committed one has', async () => {
    const { documentId } = await issue();
    await service().upload(documentId, { ...scan(), validUntil: '2026-12-31' });
    const png = () => ({ stream: createReadStream(fixture('scan.png')), name: 'scan.png', mime: 'image/png' });
    const keyOf = async () => {
      const { certificates } = createTables(app.strapi);
      const where = { document_id: documentId };
      return String((await app.strapi.db.connection(certificates).where(where).first('document_key')).document_key);
    };
    const registered = async (key: string) => {
      const { files } = createTables(app.strapi);
      return (await app.strapi.db.connection(files).where({ key })).length;
    };
    await expect(
      app.strapi.db.transaction(async () => {
        await service().upload(documentId, png());
        throw new Error('changed my mind');
      })
    ).rejects.toThrow('changed my mind');
    const { stream, name } = await service().openDocument(documentId);
    expect(name).toBe('signed.pdf');
    expect(Buffer.concat(await stream.toArray())).toEqual(readFileSync(fixture('signed.pdf')));

    const old = await keyOf();
    await app.strapi.db.transaction(() => service().upload(documentId, png()));
    expect((await service().openDocument(documentId)).name).toBe('scan.png');
    await waitUntil(async () => (await registered(old)) === 0);
  });

  it('keeps what it had where an upload is refused, and lets go of the stream', async () => {
    const { documentId } = await issue();
    const text = { stream: Readable.from([Buffer.from('no document at all')]), name: 'a.pdf', mime: 'application/pdf' };
    await expect(service().upload(documentId, text)).rejects.toMatchObject({ code: 'file_type', status: 400 });
    const late = scan();
    await expect(service().upload(documentId, { ...late, validUntil: '2026-02-30' })).rejects.toMatchObject({
      code: 'validity_invalid',
    });
    expect(late.stream.destroyed).toBe(true);
    expect(await view(documentId)).toMatchObject({ document: null, revision: 1 });
    await service().delete(documentId);
    const locked = scan();
    await expect(service().upload(documentId, locked)).rejects.toMatchObject({ code: 'locked', status: 409 });
    expect(locked.stream.destroyed).toBe(true);
  });

  it('lists in the words of the admin API, with states by the clock', async () => {
    const query = { filters: { client: { documentId: client.documentId } }, sort: ['state', 'issuedAt:desc'] };
    const whole = await service().list({ ...query, pageSize: 100 });
    expect(whole.data.length).toBeGreaterThan(2);
    expect(whole.meta.pagination).toMatchObject({ total: whole.data.length, nextCursor: null });
    const first = await service().list({ ...query, pageSize: 1 });
    const second = await service().list({ ...query, pageSize: 1, cursor: first.meta.pagination.nextCursor ?? '' });
    expect([...first.data, ...second.data]).toEqual(whole.data.slice(0, 2));
    const deleted = await service().list({ trashed: true, filters: { state: 'missing_info' } });
    expect(deleted.data.every(({ trashedAt }) => trashedAt !== null)).toBe(true);
    await expect(service().list({ filters: { password: 'x' } })).rejects.toMatchObject({ code: 'filter_invalid' });
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

  it('archives only those that a deletion means', async () => {
    const names = ['Swimming', 'Diving', 'Rowing'];
    const made: { id: number; documentId: string }[] = [];
    for (const name of names) made.push(await documents(TEMPLATE).create!({ data: { name } }));
    const archived = async () =>
      (
        await Promise.all(
          made.map(async ({ documentId }) => (await office(app, manager).get(`/templates/${documentId}`)).data)
        )
      ).flatMap(({ archivedAt }: { archivedAt: string | null }, index) => (archivedAt ? [names[index]] : []));
    for (const params of [{}, { where: {} }]) {
      await expect(query(TEMPLATE).delete(params as never)).rejects.toThrow(/where/);
    }
    expect(await archived()).toEqual([]);
    await query(TEMPLATE).deleteMany({ filters: { name: 'Swimming' } });
    expect(await archived()).toEqual(['Swimming']);
    await query(TEMPLATE).deleteMany({ _q: 'Diving' });
    expect(await archived()).toEqual(['Swimming', 'Diving']);
    await query(TEMPLATE).delete({ where: { id: { $in: [ids.template, made[2]?.id] }, name: 'Rowing' } });
    expect(await archived()).toEqual(names);
    expect((await office(app, manager).get(`/templates/${template.documentId}`)).data).toMatchObject({
      archivedAt: null,
    });
  });

  it('is refused marks that the plugin keeps', async () => {
    expect((await refusal(() => documents(TEMPLATE).create!({ data: { name: 'X', newClientsAfter: 0 } }))).code).toBe(
      'derived_field'
    );
  });
});

describe('host code and centres', () => {
  const CENTER = 'plugin::certificates.center';
  const made = async (name: string, timeZone = 'Asia/Tokyo') => {
    const { documentId } = await office(app, manager).createCenter({ name, timeZone });
    return (await query(CENTER).findOne({ where: { documentId } })) as { id: number; documentId: string };
  };
  const zoneOf = async ({ documentId }: { documentId: string }) =>
    ((await office(app, manager).get(`/centers/${documentId}`)).data as { timeZone: string }).timeZone;

  it('asks of those alone that a deletion means whether they are in use', async () => {
    const used = await made('Used', 'UTC');
    const { documentId: issued } = await office(app, manager).post('/certificates', {
      client: client.documentId,
      template: template.documentId,
      center: used.documentId,
    });
    const [first, second, third] = [await made('First'), await made('Second'), await made('Third')];
    await query(CENTER).deleteMany({ filters: { id: first.id } });
    await query(CENTER).deleteMany({ _q: 'Second' });
    await query(CENTER).delete({ where: { id: third.id } });
    expect(await query(CENTER).count({ where: { id: { $in: [first.id, second.id, third.id] } } })).toBe(0);
    expect((await refusal(() => query(CENTER).deleteMany({ filters: { id: used.id } }))).code).toBe('center_in_use');
    await app.request(manager.jwt).delete(`/certificates/certificates/${issued}`).expect(200);
  });

  it('moves one to another zone, or each of many, as it was asked', async () => {
    const centers = [await made('A'), await made('B')];
    const where = { timeZone: 'Asia/Tokyo', name: { $in: ['A', 'B'] } };
    const changed = (await query(CENTER).update({ where, data: { timeZone: 'Asia/Seoul', name: 'C' } })) as {
      documentId: string;
    };
    expect(await Promise.all(centers.map(zoneOf))).toEqual(expect.arrayContaining(['Asia/Tokyo', 'Asia/Seoul']));
    expect(await zoneOf(changed)).toBe('Asia/Seoul');
    for (const params of [{}, { where: {} }]) {
      await expect(query(CENTER).update({ ...params, data: { timeZone: 'UTC' } })).rejects.toThrow(/where/);
    }
    expect((await Promise.all(centers.map(zoneOf))).sort()).toEqual(['Asia/Seoul', 'Asia/Tokyo']);
    await query(CENTER).updateMany({
      where: { timeZone: { $in: ['Asia/Tokyo', 'Asia/Seoul'] } },
      data: { timeZone: 'UTC', name: 'D' },
    });
    expect(await Promise.all(centers.map(zoneOf))).toEqual(['UTC', 'UTC']);
    expect(await query(CENTER).count({ where: { name: 'D' } })).toBe(2);
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
