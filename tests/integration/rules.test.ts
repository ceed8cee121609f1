import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, upload, type StaffView } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-01-10T09:00:00Z');
let app: TestStrapi;
let manager: Staff;

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
});
afterAll(() => app.stop());
beforeEach(() => clock.set('2026-01-10T09:00:00Z'));

const staff = () => office(app, manager);
const sweep = () => app.strapi.plugin('certificates').service('sweep').run();
const approved = async (client: Client, template: string, validUntil?: string): Promise<string> => {
  const { documentId } = await staff().issue(client.documentId, template);
  await upload(app.request(client.jwt), documentId, 'signed.pdf', validUntil ? { validUntil } : {}).expect(200);
  await staff().approve(documentId);
  return documentId;
};
const current = (client: Client, more = '') => staff().list(`filters[client]=${client.documentId}${more}`);
const ids = (list: StaffView[]) => list.map(({ documentId }) => documentId).sort();

describe('many at once', () => {
  it('register, and each gets theirs', async () => {
    const templates = await Promise.all(
      ['Arrival A', 'Arrival B'].map((name) => staff().createTemplate({ name, issueToNewClients: true }))
    );
    const clients = await Promise.all(Array.from({ length: 25 }, () => app.registerClient()));
    for (const client of clients) expect(await current(client)).toHaveLength(2);
    for (const { documentId } of templates)
      await app.request(manager.jwt).delete(`/certificates/templates/${documentId}`);
  });

  it('put the same client into a centre', async () => {
    const center = await staff().createCenter({ name: 'Crowd', timeZone: 'UTC' });
    const client = await app.registerClient();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        app
          .request(manager.jwt)
          .post(`/certificates/centers/${center.documentId}/clients`)
          .send({ add: [client.documentId] })
      )
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('change one certificate, and one after the other succeeds', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Contended' });
    const certificate = await staff().issue(client.documentId, documentId);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        app
          .request(client.jwt)
          .put(`/api/certificates/${certificate.documentId}`)
          .send({ data: { notes: `n${index}` } })
      )
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect((await staff().certificate(certificate.documentId)).revision).toBe(13);
  });

  it('approve the same revision, and one of them does', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Raced' });
    const certificate = await staff().issue(client.documentId, documentId);
    await upload(app.request(client.jwt), certificate.documentId, 'signed.pdf', { validUntil: '2026-12-31' }).expect(
      200
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        app
          .request(manager.jwt)
          .post(`/certificates/certificates/${certificate.documentId}/approve`)
          .send({ revision: 2 })
      )
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect((await staff().events(certificate.documentId)).filter(({ action }) => action === 'approved')).toHaveLength(
      1
    );
  });

  it('start runs of several templates, and each is worked on', async () => {
    const templates = await Promise.all(['Run A', 'Run B', 'Run C'].map((name) => staff().createTemplate({ name })));
    const runs = await Promise.all(
      templates.map(
        ({ documentId }) =>
          staff().post(`/templates/${documentId}/generate`) as unknown as Promise<{ run: { documentId: string } }>
      )
    );
    for (const { run } of runs) {
      await waitUntil(
        async () =>
          ((await staff().get(`/generation-runs/${run.documentId}`)).data as { state: string }).state === 'done'
      );
    }
  });
});

describe('filters on the state', () => {
  it('know what never expires, also when they are negated', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'For life', expires: false });
    const lasting = await approved(client, documentId);
    const { documentId: dated } = await staff().createTemplate({ name: 'For a year' });
    const soon = await approved(client, dated, '2026-01-20');
    clock.set('2026-02-10T00:00:00Z');
    const filter = (query: string) => current(client, `&${query}`).then(ids);
    expect(await filter('filters[state]=approved')).toEqual([lasting]);
    expect(await filter('filters[state]=expired')).toEqual([soon]);
    expect(await filter('filters[state][$ne]=expired')).toEqual([lasting]);
    expect(await filter('filters[state][$notIn][0]=expired')).toEqual([lasting]);
    expect(await filter('filters[$not][state]=expired')).toEqual([lasting]);
    expect(await filter('filters[state][$in][0]=approved&filters[state][$in][1]=expired')).toEqual(
      [lasting, soon].sort()
    );
  });
});

describe('renewal', () => {
  it('issues one request for two certificates of a client that end together', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Twice', renewOnExpiry: true });
    await approved(client, documentId, '2026-02-01');
    await approved(client, documentId, '2026-02-01');
    clock.set('2026-03-01T00:00:00Z');
    await sweep();
    expect((await current(client)).map(({ state }) => state)).toEqual(['missing_info']);
  });

  it('with a lead is issued early, and the old one counts until the new one is approved', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Early', renewOnExpiry: true, renewalLeadDays: 30 });
    const old = await approved(client, documentId, '2026-03-31');
    clock.set('2026-03-01T23:59:59Z');
    await sweep();
    expect(await current(client)).toHaveLength(1);
    clock.set('2026-03-02T00:00:00Z');
    await sweep();
    await sweep();
    const successor = (await current(client)).find(({ predecessor }) => predecessor?.documentId === old);
    expect(await current(client)).toHaveLength(2);
    expect((await staff().certificate(old)).state).toBe('approved');
    await upload(app.request(client.jwt), successor!.documentId, 'scan.png', { validUntil: '2027-03-31' }).expect(200);
    await staff().approve(successor!.documentId);
    expect((await staff().certificate(old)).archivedAt).not.toBeNull();
    clock.set('2026-05-01T00:00:00Z');
    await sweep();
    expect(ids(await current(client))).toEqual([successor!.documentId]);
  });

  it('comes again after the approval was revoked and a superfluous request deleted', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Again', renewOnExpiry: true, renewalLeadDays: 30 });
    const old = await approved(client, documentId, '2026-01-31');
    await sweep();
    const early = (await current(client)).find(({ predecessor }) => predecessor?.documentId === old);
    await staff().post(`/certificates/${old}/revoke`, { revision: 2, reason: 'wrong_date' });
    await app
      .request(client.jwt)
      .put(`/api/certificates/${old}`)
      .send({ data: { validUntil: '2026-12-31' } })
      .expect(200);
    await staff().approve(old);
    await app.request(manager.jwt).delete(`/certificates/certificates/${early!.documentId}`).expect(200);
    clock.set('2027-02-01T00:00:00Z');
    await sweep();
    const [next, ...others] = await current(client);
    expect(others).toEqual([]);
    expect(next).toMatchObject({ state: 'missing_info', predecessor: { documentId: old } });
  });

  it('concerns only what expires after it was switched on', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Late' });
    await approved(client, documentId, '2026-01-15');
    clock.set('2026-02-01T00:00:00Z');
    await app
      .request(manager.jwt)
      .put(`/certificates/templates/${documentId}`)
      .send({ renewOnExpiry: true })
      .expect(200);
    await sweep();
    expect((await current(client)).map(({ state }) => state)).toEqual(['expired']);
  });

  it('is not for blocked clients, and not from deleted templates', async () => {
    const [blocked, other] = [await app.registerClient(), await app.registerClient()];
    const { documentId } = await staff().createTemplate({ name: 'Blocked', renewOnExpiry: true });
    const gone = await staff().createTemplate({ name: 'Gone', renewOnExpiry: true });
    const first = await approved(blocked, documentId, '2026-02-01');
    const second = await approved(other, gone.documentId, '2026-02-01');
    await app.strapi.db
      .query('plugin::users-permissions.user')
      .update({ where: { id: blocked.id }, data: { blocked: true } });
    await app.request(manager.jwt).delete(`/certificates/templates/${gone.documentId}`).expect(200);
    clock.set('2026-03-01T00:00:00Z');
    await sweep();
    for (const id of [first, second])
      expect(await staff().certificate(id)).toMatchObject({ state: 'expired', archivedAt: null });
    expect(await current(blocked)).toHaveLength(1);
    expect(await current(other)).toHaveLength(1);
  });
});

describe('when things move', () => {
  it('a new zone of the centre moves the end of the day', async () => {
    const client = await app.registerClient();
    const center = await staff().createCenter({ name: 'Movable', timeZone: 'UTC', clients: [client.documentId] });
    const { documentId } = await staff().createTemplate({ name: 'Zoned' });
    const id = await approved(client, documentId, '2026-06-30');
    expect((await staff().certificate(id)).expiresAt).toBe('2026-07-01T00:00:00.000Z');
    await app
      .request(manager.jwt)
      .put(`/certificates/centers/${center.documentId}`)
      .send({ timeZone: 'Pacific/Kiritimati' })
      .expect(200);
    expect((await staff().certificate(id)).expiresAt).toBe('2026-06-30T10:00:00.000Z');
    const refused = await app.request(manager.jwt).delete(`/certificates/centers/${center.documentId}`);
    expect([refused.status, refused.body.error.details.code]).toEqual([409, 'center_in_use']);
  });

  it('new days of warning hold at once, and what was told once is not told again', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Warned', expiringSoonDays: 5 });
    const id = await approved(client, documentId, '2026-02-10');
    const warn = (expiringSoonDays: number) =>
      app.request(manager.jwt).put(`/certificates/templates/${documentId}`).send({ expiringSoonDays }).expect(200);
    await warn(40);
    expect((await staff().certificate(id)).state).toBe('expiring_soon');
    await sweep();
    await warn(3);
    expect((await staff().certificate(id)).state).toBe('approved');
    await warn(40);
    await sweep();
    const told = (await staff().events(id)).filter(({ action }) => action === 'expiring_soon');
    expect(told).toHaveLength(1);
    expect((await staff().certificate(id)).state).toBe('expiring_soon');
  });

  it('a client who moves to another centre is seen there and no longer here', async () => {
    const here = await app.createAdminUser({ roles: ['certificates-professional'] });
    const there = await app.createAdminUser({ roles: ['certificates-professional'] });
    const client = await app.registerClient();
    const from = await staff().createCenter({
      name: 'From',
      timeZone: 'UTC',
      staff: [here.documentId],
      clients: [client.documentId],
    });
    const to = await staff().createCenter({ name: 'To', timeZone: 'UTC', staff: [there.documentId] });
    const { documentId } = await staff().createTemplate({ name: 'Moving' });
    const { documentId: id } = await staff().issue(client.documentId, documentId);
    const sees = async (who: Staff) => (await app.request(who.jwt).get(`/certificates/certificates/${id}`)).status;
    expect([await sees(here), await sees(there)]).toEqual([200, 404]);
    await staff().post(`/centers/${from.documentId}/clients`, { remove: [client.documentId] });
    await staff().post(`/centers/${to.documentId}/clients`, { add: [client.documentId] });
    expect([await sees(here), await sees(there)]).toEqual([404, 200]);
    const foreign = await app
      .request(there.jwt)
      .post('/certificates/certificates')
      .send({ client: client.documentId, template: documentId, center: from.documentId });
    expect(foreign.status).toBe(404);
    const bulk = await app
      .request(here.jwt)
      .post('/certificates/certificates/bulk/delete')
      .send({ rows: [{ documentId: id }] });
    expect(bulk.body.data).toEqual([{ documentId: id, ok: false, code: 'not_found' }]);
  });
});

describe('what was sent back', () => {
  it('stays reachable for staff from the history once it is replaced', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Sent back' });
    const { documentId: id } = await staff().issue(client.documentId, documentId);
    await upload(app.request(client.jwt), id, 'scan.png', { validUntil: '2026-12-31' }).expect(200);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    await upload(app.request(client.jwt), id, 'signed.pdf').expect(200);
    const entry = (await staff().events(id)).find(({ action }) => action === 'rejected') as unknown as {
      details: { document: { name: string; url: string } };
    };
    expect(entry.details.document).toMatchObject({ name: 'scan.png' });
    expect(JSON.stringify(entry)).not.toContain('"key"');
    const answer = await app.request(manager.jwt).get(entry.details.document.url).buffer(true).expect(200);
    expect(answer.headers['content-type']).toBe('image/png');
    await app
      .request(client.jwt)
      .get(`/api/certificates${entry.details.document.url.slice('/certificates/certificates'.length)}`)
      .expect(404);
  });
});

describe('lists', () => {
  it('find names with accents, whatever their case', async () => {
    await app.strapi.db.query('plugin::users-permissions.user').create({
      data: {
        username: 'JOSÉ ÑANDÚ',
        email: 'jn@example.com',
        provider: 'local',
        documentId: 'jose00000000000000000001',
      },
    });
    for (const search of ['JOSÉ', 'josé', 'ñandú', 'jn@EXAMPLE']) {
      const { body } = await app.request(manager.jwt).get('/certificates/clients').query({ _q: search }).expect(200);
      expect(body.data.map(({ username }: Client) => username)).toContain('JOSÉ ÑANDÚ');
    }
    const none = await app.request(manager.jwt).get('/certificates/clients').query({ _q: '%' }).expect(200);
    expect(none.body.data).toEqual([]);
  });

  it('go on by cursor, each row once, in both directions', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Paged' });
    for (let n = 0; n < 7; n += 1) {
      clock.advance({ seconds: n % 3 });
      const one = await staff().issue(client.documentId, documentId);
      if (n % 2)
        await app
          .request(client.jwt)
          .put(`/api/certificates/${one.documentId}`)
          .send({ data: { validUntil: `2026-0${n + 1}-01` } })
          .expect(200);
    }
    for (const sort of [
      'issuedAt:DESC',
      'issuedAt:ASC',
      'validUntil:ASC',
      'validUntil:DESC',
      'name:ASC',
      'client:ASC',
    ]) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await app
          .request(manager.jwt)
          .get(`/certificates/certificates?filters[template]=${documentId}&sort=${sort}&pageSize=2&cursor=${cursor}`)
          .expect(200);
        seen.push(...body.data.map((one: StaffView) => one.documentId));
        expect(body.meta.pagination.total).toBe(7);
        cursor = body.meta.pagination.nextCursor ?? '';
      } while (cursor);
      expect(new Set(seen).size).toBe(7);
      const whole = await staff().list(`filters[template]=${documentId}&sort=${sort}`);
      expect(seen).toEqual(whole.map((one) => one.documentId));
    }
  });
});

describe('the Trash', () => {
  it('says first what was deleted last, page by page', async () => {
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Thrown away' });
    const issued: string[] = [];
    for (let n = 0; n < 3; n += 1) issued.push((await staff().issue(client.documentId, documentId)).documentId);
    const [first = '', second = '', third = ''] = issued;
    for (const one of [second, third, first]) {
      clock.advance({ minutes: 1 });
      await app.request(manager.jwt).delete(`/certificates/certificates/${one}`).expect(200);
    }
    const page = async (cursor: string) =>
      (
        await app
          .request(manager.jwt)
          .get(
            `/certificates/certificates?trashed=true&filters[template]=${documentId}&sort=trashedAt:DESC&pageSize=2${cursor}`
          )
          .expect(200)
      ).body;
    const top = await page('');
    const rest = await page(`&cursor=${top.meta.pagination.nextCursor}`);
    expect([...top.data, ...rest.data].map((one: StaffView) => one.documentId)).toEqual([first, third, second]);
  });
});

describe('hostile input', () => {
  const forge = (value: unknown, id: unknown, s = 'issuedAt:desc') =>
    Buffer.from(JSON.stringify({ s, v: value, id })).toString('base64url');
  const paths = () => [
    '/certificates/certificates/%00',
    `/certificates/certificates/${'x'.repeat(300)}`,
    '/certificates/templates/%00',
    '/certificates/centers/%00',
    '/certificates/clients/%00',
    '/certificates/generation-runs/%00',
    ...[
      forge('zzz', 1),
      forge(1e300, 1),
      forge(1, 1e30),
      forge(1, -1),
      forge('a\0', 1, 'name:desc'),
      'garbage',
      '%%%',
    ].map((cursor) => `/certificates/certificates?cursor=${cursor}`),
    `/certificates/certificates?sort=name:DESC&cursor=${forge('a\0', 1, 'name:desc')}`,
    `/certificates/certificates?sort=validUntil:ASC&cursor=${forge('zzz', 1, 'validUntil:asc')}`,
    '/certificates/certificates?filters[issuedAt][$gt]=-200000-01-01T00:00:00Z',
    '/certificates/certificates?filters[client][password][$startsWith]=$2',
    '/certificates/certificates?filters[client][email]=x',
    '/certificates/certificates?filters=x',
    '/certificates/certificates?filters[state][$gt]=approved',
    '/certificates/certificates?filters[validUntil][$between][0]=2026-01-01',
    '/certificates/certificates?sort=password:ASC',
    '/certificates/certificates?page=-1',
    '/certificates/certificates?page=1e99&pageSize=abc',
    '/certificates/clients?filters[center][$gt]=x',
    '/certificates/clients?filters[password][$notNull]=true',
    '/certificates/clients?filters[$or][0][password]=x',
  ];

  it('is answered in words, never with a 500 and never with more than asked', async () => {
    for (const path of paths()) {
      const { status, body } = await app.request(manager.jwt).get(path);
      expect({ path, ok: status === 400 || status === 404 }).toEqual({ path, ok: true });
      expect(body.error.details.code).toMatch(/^[a-z_]+$/);
    }
  });

  it('in bodies too', async () => {
    const bodies: unknown[] = [
      [],
      'text',
      { name: ['x'] },
      { name: { $ne: 1 } },
      { name: 'a\0b' },
      { name: 5 },
      { name: ' ' },
      { name: 'x'.repeat(256) },
      { name: 'ok', centers: 'x' },
      { name: 'ok', expiringSoonDays: 1e99 },
      { name: 'ok', reminders: [] },
      { name: 'ok', constructor: 1 },
    ];
    for (const body of bodies) {
      const { status } = await app
        .request(manager.jwt)
        .post('/certificates/templates')
        .send(body as object);
      expect({ body, status }).toEqual({ body, status: 400 });
    }
    const client = await app.registerClient();
    const { documentId } = await staff().createTemplate({ name: 'Bodies' });
    const { documentId: id } = await staff().issue(client.documentId, documentId);
    for (const data of [
      null,
      [],
      'x',
      { validUntil: 5 },
      { validUntil: ['2027-01-01'] },
      { notes: {} },
      { notes: ['x'] },
      { notes: '\ud800' },
      { documentKey: 'x' },
    ]) {
      const { status } = await app.request(client.jwt).put(`/api/certificates/${id}`).send({ data });
      expect({ data, status }).toEqual({ data, status: 400 });
    }
  });
});
