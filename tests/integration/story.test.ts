import { readFileSync } from 'node:fs';

import { fixture, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, upload, type StaffView } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

/** Winter in Madrid: UTC+1. The sweep is started by hand, at the instants that the story names. */
const clock = testClock('2026-01-10T09:00:00Z');

let app: TestStrapi;
let manager: Staff;
let professional: Staff;
let stranger: Staff;
let madrid: { documentId: string };
let lisbon: { documentId: string };
let medical: { documentId: string };
let client: Client;

beforeAll(async () => {
  app = await startStrapi({ clock, config: { sweep: { enabled: false } } });
  manager = await app.createAdminUser({ roles: ['certificates-manager'], firstname: 'Marta', lastname: 'Gil' });
  professional = await app.createAdminUser({
    roles: ['certificates-professional'],
    firstname: 'Pau',
    lastname: 'Roca',
  });
  stranger = await app.createAdminUser({ roles: ['certificates-professional'], firstname: 'Sara', lastname: 'Vaz' });
});
afterAll(() => app.stop());

/** What matters of an answer that says no. */
interface Answer {
  status: number;
  body: { error: { details: { code: string }; message: string } };
}

const sweep = async () => {
  await app.strapi.plugin('certificates').service('catch-up').run();
  await app.strapi.plugin('certificates').service('sweep').run();
};
const own = async (who: Client = client) =>
  (await app.request(who.jwt).get('/api/certificates').expect(200)).body.data as StaffView[];
const ownHistory = async (who: Client = client) =>
  (await app.request(who.jwt).get('/api/certificates/history').expect(200)).body.data as StaffView[];
const named = (list: StaffView[], name: string): StaffView => {
  const found = list.filter((certificate) => certificate.name === name);
  expect(found).toHaveLength(1);
  return found[0] as StaffView;
};
const join = (center: { documentId: string }, people: Client[]) =>
  office(app, manager).post(`/centers/${center.documentId}/clients`, { add: people.map((one) => one.documentId) });

describe('1. a manager sets the centre up', () => {
  it('makes a centre in Madrid, with its staff', async () => {
    madrid = await office(app, manager).createCenter({
      name: 'Gimnasio Centro',
      timeZone: 'Europe/Madrid',
      staff: [professional.documentId],
    });
    lisbon = await office(app, manager).createCenter({
      name: 'Clínica Lisboa',
      timeZone: 'Europe/Lisbon',
      staff: [stranger.documentId],
    });
    const { body } = await app.request(manager.jwt).get('/certificates/centers').expect(200);
    expect(body.data).toHaveLength(2);
  });

  it('makes a template for new clients that renews, and one restricted to the other centre', async () => {
    medical = await office(app, manager).createTemplate({
      name: 'Certificado médico',
      instructions: 'Suba el certificado firmado por su médico.',
      issueToNewClients: true,
      renewOnExpiry: true,
    });
    await office(app, manager).createTemplate({
      name: 'Seguro',
      issueToNewClients: true,
      centers: [lisbon.documentId],
    });
    const { body } = await app.request(manager.jwt).get(`/certificates/templates/${medical.documentId}`).expect(200);
    expect(body.data).toMatchObject({ expiringSoonDays: 15, accessRule: 'none', centers: [], renewalLeadDays: 0 });
  });

  it.each([
    ['a template without a name', '/templates', {}, 'input_invalid'],
    ['a name that is taken', '/templates', { name: ' certificado MÉDICO ' }, 'name_taken'],
    ['a time zone that is none', '/centers', { name: 'X', timeZone: 'Mars/Phobos' }, 'input_invalid'],
    ['a centre that is none', '/templates', { name: 'X', centers: ['nowhere'] }, 'center_unknown'],
    ['a field that is none', '/templates', { name: 'X', archivedAt: '2020-01-01' }, 'input_invalid'],
  ])('is told what is wrong with %s', async (_, path, body, code) => {
    const answer = await app.request(manager.jwt).post(`/certificates${path}`).send(body);
    expect([400, 409]).toContain(answer.status);
    expect(answer.body.error.details.code).toBe(code);
  });
});

describe('2. a client registers', () => {
  it('and the certificate is there, waiting for them', async () => {
    client = await app.registerClient();
    const [certificate, ...others] = await own();
    expect(others).toEqual([]);
    expect(certificate).toMatchObject({
      name: 'Certificado médico',
      state: 'missing_info',
      editable: true,
      document: null,
      template: { instructions: 'Suba el certificado firmado por su médico.' },
    });
  });

  it('and the mail about it arrives', async () => {
    const [mail] = await app.mails.waitFor({ to: client.email });
    expect(mail?.text).toContain('Certificado médico');
  });

  it('and the restricted template is not issued before they join its centre', async () => {
    const guest = await app.registerClient();
    expect(await own(guest)).toHaveLength(1);
    await join(lisbon, [guest]);
    expect((await own(guest)).map(({ name }) => name).sort()).toEqual(['Certificado médico', 'Seguro']);
  });

  it('and a creation that rolls back leaves nothing behind', async () => {
    const before = await office(app, manager).total();
    await expect(
      app.strapi.db.transaction(async () => {
        await app.strapi.db
          .query('plugin::users-permissions.user')
          .create({ data: { username: 'ghost', email: 'ghost@example.com', provider: 'local' } });
        throw new Error('changed my mind');
      })
    ).rejects.toThrow('changed my mind');
    expect(await office(app, manager).total()).toBe(before);
    expect(app.mails.to('ghost@example.com')).toEqual([]);
  });
});

describe('3. the client uploads the document', () => {
  let id: string;
  const put = (data: object) => app.request(client.jwt).put(`/api/certificates/${id}`).send({ data });
  const state = async () => {
    const { body } = await app.request(client.jwt).get(`/api/certificates/${id}`).expect(200);
    return body.data as StaffView;
  };
  beforeAll(async () => {
    id = named(await own(), 'Certificado médico').documentId;
    await join(madrid, [client]);
  });

  it('gives a clear error for each wrong thing, and nothing changes', async () => {
    const before = await state();
    const mistakes: [string, () => PromiseLike<Answer>, number, string][] = [
      ['a date that has passed', () => put({ validUntil: '2026-01-09' }), 400, 'validity_in_past'],
      ['a day that is none', () => put({ validUntil: '2026-02-30' }), 400, 'validity_invalid'],
      ['401 characters of notes', () => put({ notes: 'ñ'.repeat(401) }), 400, 'notes_too_long'],
      ['a field of the centre', () => put({ state: 'approved' }), 400, 'field_unknown'],
      [
        'an upload with a past date',
        () => upload(app.request(client.jwt), id, 'signed.pdf', { validUntil: '2020-01-01' }),
        400,
        'validity_in_past',
      ],
      [
        'an upload with long notes',
        () => upload(app.request(client.jwt), id, 'signed.pdf', { notes: 'x'.repeat(401) }),
        400,
        'notes_too_long',
      ],
      [
        'a page called a PDF',
        () =>
          app
            .request(client.jwt)
            .post(`/api/certificates/${id}/document`)
            .attach('files', Buffer.from('<html><script>alert(1)</script></html>'), 'certificate.pdf'),
        400,
        'file_type',
      ],
      [
        'an empty file',
        () =>
          app.request(client.jwt).post(`/api/certificates/${id}/document`).attach('files', Buffer.alloc(0), 'a.pdf'),
        400,
        'file_empty',
      ],
      [
        'too large a file',
        () =>
          app
            .request(client.jwt)
            .post(`/api/certificates/${id}/document`)
            .attach('files', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(11 * 1024 * 1024)]), 'a.pdf'),
        400,
        'file_too_large',
      ],
      [
        'no file',
        () => app.request(client.jwt).post(`/api/certificates/${id}/document`).field('notes', 'x'),
        400,
        'file_missing',
      ],
    ];
    for (const [what, make, status, code] of mistakes) {
      const answer = await make();
      expect({ what, status: answer.status, code: answer.body.error.details.code }).toEqual({ what, status, code });
      expect(answer.body.error.message.length).toBeGreaterThan(10);
    }
    expect(await state()).toEqual(before);
  });

  it('cannot touch what is another client’s', async () => {
    const other = await app.registerClient();
    const foreign = named(await own(other), 'Certificado médico').documentId;
    for (const path of ['', '/document']) {
      await app.request(client.jwt).get(`/api/certificates/${foreign}${path}`).expect(404);
    }
    await app
      .request(client.jwt)
      .put(`/api/certificates/${foreign}`)
      .send({ data: { notes: 'mine' } })
      .expect(404);
    await upload(app.request(client.jwt), foreign, 'signed.pdf').expect(404);
    expect(named(await own(other), 'Certificado médico').notes).toBeNull();
  });

  it('uploads photo.heic with a validity date and notes, and it waits for approval', async () => {
    const answer = await upload(app.request(client.jwt), id, 'photo.heic', {
      validUntil: '2026-03-31',
      notes: 'Revisión anual 🙂',
    }).expect(200);
    expect(answer.body.data).toMatchObject({
      state: 'pending_approval',
      validUntil: '2026-03-31',
      notes: 'Revisión anual 🙂',
      uploadedBy: 'client',
      document: {
        name: 'photo.heic',
        mime: expect.stringMatching(/^image\/hei[cf]$/),
        size: 718114,
        url: `/api/certificates/${id}/document`,
      },
    });
  });

  it('sees a picture that any browser shows', async () => {
    const answer = await app.request(client.jwt).get(`/api/certificates/${id}/preview`).buffer(true).expect(200);
    expect(answer.headers['content-type']).toBe('image/jpeg');
    expect((answer.body as Buffer).subarray(0, 2).toString('hex')).toBe('ffd8');
    await app.request(professional.jwt).get(`/certificates/certificates/${id}/preview`).expect(200);
    await app.request(stranger.jwt).get(`/certificates/certificates/${id}/preview`).expect(404);
  });

  it('gets the very same bytes back, and nobody else does', async () => {
    const answer = await app.request(client.jwt).get(`/api/certificates/${id}/document`).buffer(true).expect(200);
    expect(Buffer.compare(answer.body as Buffer, readFileSync(fixture('photo.heic')))).toBe(0);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect((await app.request().get(`/api/certificates/${id}/document`)).status).toBe(403);
  });
});

describe('4. a professional of that centre approves', () => {
  let id: string;
  beforeAll(async () => {
    id = named(await own(), 'Certificado médico').documentId;
  });

  it('only the revision that they saw', async () => {
    const seen = await office(app, professional).certificate(id);
    await upload(app.request(client.jwt), id, 'signed.pdf').expect(200);
    const answer = await app
      .request(professional.jwt)
      .post(`/certificates/certificates/${id}/approve`)
      .send({ revision: seen.revision });
    expect(answer.status).toBe(409);
    expect(answer.body.error.details.code).toBe('revision_changed');
    expect((await office(app, professional).certificate(id)).state).toBe('pending_approval');
  });

  it('while a professional of another centre sees nothing of it', async () => {
    const { http, list, total } = office(app, stranger);
    expect((await list()).map(({ documentId }) => documentId)).not.toContain(id);
    expect(await total(`filters[documentId]=${id}`)).toBe(0);
    expect(await total(`_q=${encodeURIComponent(client.username)}`)).toBe(0);
    for (const path of ['', '/document', '/events']) {
      await http().get(`/certificates/certificates/${id}${path}`).expect(404);
    }
    for (const action of ['approve', 'archive']) {
      await http().post(`/certificates/certificates/${id}/${action}`).send({ revision: 2 }).expect(404);
    }
    await http().delete(`/certificates/certificates/${id}`).expect(404);
    await http().get(`/certificates/clients/${client.documentId}`).expect(404);
  });

  it('then it is locked for everyone, and the client is told', async () => {
    app.mails.clear();
    const approved = await office(app, professional).approve(id);
    expect(approved).toMatchObject({ state: 'approved', editable: false, approvedBy: { name: 'Pau Roca' } });
    for (const change of [
      app
        .request(client.jwt)
        .put(`/api/certificates/${id}`)
        .send({ data: { notes: 'later' } }),
      upload(app.request(client.jwt), id, 'scan.png'),
      app.request(manager.jwt).put(`/certificates/certificates/${id}`).send({ validUntil: '2030-01-01' }),
    ]) {
      const answer = await change;
      expect(answer.status).toBe(409);
      expect(answer.body.error.details.code).toBe('locked');
    }
    expect(await app.mails.waitFor({ to: client.email })).toHaveLength(1);
  });
});

describe('5. the clock moves', () => {
  let id: string;
  beforeAll(async () => {
    id = named(await own(), 'Certificado médico').documentId;
    app.mails.clear();
  });
  const at = async (instant: string) => {
    clock.set(instant);
    return named(await own(), 'Certificado médico').state;
  };

  it('15 days before the validity date it expires soon, in Madrid’s midnight, before any sweep', async () => {
    expect(await at('2026-03-15T22:59:59Z')).toBe('approved');
    expect(await at('2026-03-15T23:00:00Z')).toBe('expiring_soon');
    expect(await office(app, professional).total('filters[state]=expiring_soon')).toBe(1);
    expect(await office(app, professional).total('filters[state]=approved')).toBe(0);
  });

  it('and the client is told once, however often the sweep runs', async () => {
    await sweep();
    await sweep();
    expect(await app.mails.waitFor({ to: client.email })).toHaveLength(1);
  });

  it('at the end of the validity day in Madrid, where summer time has begun meanwhile, it has expired', async () => {
    expect(await at('2026-03-31T21:59:59Z')).toBe('expiring_soon');
    expect(await at('2026-03-31T22:00:00Z')).toBe('expired');
  });

  it('then it is history, with exactly one successor, and each is told once', async () => {
    app.mails.clear();
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const successor = named(await own(), 'Certificado médico');
    expect(successor).toMatchObject({ state: 'missing_info', document: null, validUntil: null });
    expect((await ownHistory()).map(({ documentId, state }) => ({ documentId, state }))).toEqual([
      { documentId: id, state: 'expired' },
    ]);
    expect((await office(app, professional).certificate(successor.documentId)).predecessor?.documentId).toBe(id);
    const actions = (await office(app, professional).events(id)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'document_viewed')).toHaveLength(3);
    expect(actions.filter((action) => action !== 'document_viewed')).toEqual([
      'issued',
      'center_set',
      'uploaded',
      'uploaded',
      'approved',
      'expiring_soon',
      'expired',
      'archived',
    ]);
    expect(await app.mails.waitFor({ to: client.email, count: 2 })).toHaveLength(2);
  });

  it('also when the sweep slept for three months, across the end of summer time', async () => {
    const { documentId } = named(await own(), 'Certificado médico');
    await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil: '2026-10-24' }).expect(200);
    await office(app, professional).approve(documentId);
    await app.mails.waitFor({ to: client.email, count: 3 });
    app.mails.clear();
    // The last day of summer time: the day after has 25 hours.
    expect(await at('2026-10-24T21:59:59Z')).toBe('expiring_soon');
    expect(await at('2026-10-24T22:00:00Z')).toBe('expired');
    clock.set('2027-01-20T12:00:00Z');
    await sweep();
    expect(named(await own(), 'Certificado médico').state).toBe('missing_info');
    expect(await ownHistory()).toHaveLength(2);
    const mails = await app.mails.waitFor({ to: client.email, count: 2 });
    // Expired and the new request; nobody is told now that it would expire soon.
    expect(mails).toHaveLength(2);
  });
});

describe('6. and the rest of the day', () => {
  const review = { reason: 'wrong_document', comment: 'Es de otra persona' };

  it('staff reject with a reason, and the client resubmits the same request', async () => {
    const { documentId } = named(await own(), 'Certificado médico');
    await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil: '2027-12-31' }).expect(200);
    const { revision } = await office(app, professional).certificate(documentId);
    app.mails.clear();
    await office(app, professional).post(`/certificates/${documentId}/reject`, { revision, ...review });
    expect(named(await own(), 'Certificado médico')).toMatchObject({
      documentId,
      state: 'missing_info',
      rejection: { reason: 'wrong_document', comment: 'Es de otra persona' },
      document: { name: 'scan.png' },
    });
    const [mail] = await app.mails.waitFor({ to: client.email });
    expect(mail?.text).toContain('Es de otra persona');

    await app
      .request(client.jwt)
      .put(`/api/certificates/${documentId}`)
      .send({ data: { notes: 'Perdón' } })
      .expect(200);
    expect(named(await own(), 'Certificado médico').state).toBe('missing_info');
    await upload(app.request(client.jwt), documentId, 'signed.pdf').expect(200);
    expect(named(await own(), 'Certificado médico')).toMatchObject({
      documentId,
      state: 'pending_approval',
      rejection: null,
    });
  });

  it('revoke what they approved; archive only what is approved; the client sees why', async () => {
    const { documentId } = named(await own(), 'Certificado médico');
    const archive = () =>
      app.request(professional.jwt).post(`/certificates/certificates/${documentId}/archive`).send({});
    expect((await archive()).status).toBe(409);
    const { revision } = await office(app, professional).approve(documentId);
    await office(app, professional).post(`/certificates/${documentId}/revoke`, {
      revision,
      reason: 'other',
      comment: null,
    });
    expect(named(await own(), 'Certificado médico')).toMatchObject({
      state: 'missing_info',
      rejection: { reason: 'other' },
    });
    await upload(app.request(client.jwt), documentId, 'signed.pdf').expect(200);
    await office(app, professional).approve(documentId);
    expect((await archive()).status).toBe(200);
    expect((await ownHistory()).map((one) => one.documentId)).toContain(documentId);
  });

  it('delete to Trash, where staff still see it and nobody restores it', async () => {
    const issued = await office(app, professional).issue(client.documentId, medical.documentId);
    await app.request(professional.jwt).delete(`/certificates/certificates/${issued.documentId}`).expect(200);
    expect((await own()).map(({ documentId }) => documentId)).not.toContain(issued.documentId);
    await app.request(client.jwt).get(`/api/certificates/${issued.documentId}`).expect(404);
    expect((await office(app, professional).list('trashed=true')).map(({ documentId }) => documentId)).toContain(
      issued.documentId
    );
    const again = await app.request(professional.jwt).delete(`/certificates/certificates/${issued.documentId}`);
    expect(again.status).toBe(409);
  });

  it('issue to 2,000 clients in bulk, with progress; asked twice, no duplicate', async () => {
    const users = Array.from({ length: 2_000 }, (_, index) => ({
      username: `bulk${index}`,
      email: `bulk${index}@example.com`,
      provider: 'local',
      documentId: `bulk${String(index).padStart(20, '0')}`,
      confirmed: false,
    }));
    await app.strapi.db.query('plugin::users-permissions.user').createMany({ data: users });
    const template = await office(app, manager).createTemplate({ name: 'Licencia' });
    const generate = async () =>
      (await office(app, manager).post(`/templates/${template.documentId}/generate`)) as unknown as {
        run: { documentId: string };
      };
    const [first, second] = await Promise.all([generate(), generate()]);
    expect(second.run.documentId).toBe(first.run.documentId);
    const progress = async () =>
      (await office(app, manager).get(`/generation-runs/${first.run.documentId}`)).data as {
        state: string;
        total: number;
        done: number;
        issued: number;
      };
    await waitUntil(async () => (await progress()).state === 'done');
    const run = await progress();
    expect(run).toMatchObject({ done: run.total, issued: run.total });
    expect(run.total).toBeGreaterThanOrEqual(2_000);

    // Strapi takes a relation given as text for a row id where the text begins with a digit.
    const made = await office(app, manager).list(`filters[template]=${template.documentId}&pageSize=100`);
    expect(made).toHaveLength(100);
    for (const { documentId } of made) expect(documentId).toMatch(/^[a-z][0-9a-z]{23}$/);

    const later = await generate();
    expect(later.run.documentId).not.toBe(first.run.documentId);
    await waitUntil(
      async () =>
        ((await office(app, manager).get(`/generation-runs/${later.run.documentId}`)).data as { state: string })
          .state === 'done'
    );
    expect((await office(app, manager).get(`/generation-runs/${later.run.documentId}`)).data).toMatchObject({
      issued: 0,
      skipped: run.total,
    });
    expect(await office(app, manager).total(`filters[template]=${template.documentId}`)).toBe(run.total);
  });

  it('clone a template under a name of its own', async () => {
    const copy = (await office(app, manager).post(`/templates/${medical.documentId}/clone`)) as unknown as StaffView;
    expect(copy).toMatchObject({ name: 'Certificado médico (2)', issueToNewClients: true, renewOnExpiry: true });
    await app.request(manager.jwt).delete(`/certificates/templates/${copy.documentId}`).expect(200);
  });

  it('and users who come by createMany, the Document Service or raw SQL get theirs, each once', async () => {
    const users = app.strapi.db.query('plugin::users-permissions.user');
    await users.createMany({
      data: [
        { username: 'many1', email: 'many1@example.com', provider: 'local', documentId: 'many00000000000000000001' },
        { username: 'many2', email: 'many2@example.com', provider: 'local', documentId: 'many00000000000000000002' },
      ],
    });
    await app.strapi
      .documents('plugin::users-permissions.user')
      .create({ data: { username: 'doc1', email: 'doc1@example.com', provider: 'local' } as never });
    await app.strapi.db
      .connection('up_users')
      .insert({ username: 'raw1', email: 'raw1@example.com', provider: 'local', confirmed: true, blocked: false });
    await sweep();
    await sweep();
    for (const name of ['many1', 'many2', 'doc1', 'raw1']) {
      const found = await office(app, manager).list(`_q=${name}@example.com`);
      expect(found.map((one) => one.name)).toEqual(['Certificado médico']);
      expect(found[0]?.client.documentId).toEqual(expect.any(String));
    }
    expect(await app.mails.waitFor({ to: 'raw1@example.com' })).toHaveLength(1);
    expect(app.mails.to('many1@example.com')).toEqual([]);
  });
});
