import { readFile } from 'node:fs/promises';

import type * as ClientModule from '../../client';
import type { CertificatesClient, CertificatesClientOptions, CertificateFilters } from '../../client';
import contentRoutes from '../../server/src/routes/content-api';
import { fixture, startStrapi, testClock, type Client, type Staff, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';
import { browserSubscription, startPushService } from './push-service';
import { agreements } from './typed-client.contracts';

/** As it is published: the built package, by its name. */
const { createCertificatesClient, CertificatesError } = nativeRequire(
  'strapi-plugin-certificates/client'
) as typeof ClientModule;

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let push: Awaited<ReturnType<typeof startPushService>>;
let manager: Staff;
let owner: Client;
let templates: { medical: string; insurance: string };

const clientFor = (token: CertificatesClientOptions['token'], more: Partial<CertificatesClientOptions> = {}) =>
  createCertificatesClient({ baseUrl: app.url, token, ...more });

const file = async (name: string) => new File([await readFile(fixture(name))], name);

/** What a call is refused with. */
const refusal = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason
  );
  if (!(error instanceof CertificatesError)) throw new Error(`no refusal but ${String(error)}`);
  return { code: error.code, status: error.status, details: error.details, message: error.message };
};

const codeOf = async (call: Promise<unknown>) => (await refusal(call)).code;

beforeAll(async () => {
  push = await startPushService();
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { push: { webPush: push.config } } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  const staff = office(app, manager);
  const medical = await staff.createTemplate({ name: 'Medical certificate', accessRule: 'block', renewOnExpiry: true });
  const insurance = await staff.createTemplate({ name: 'Insurance', accessRule: 'warn' });
  templates = { medical: medical.documentId, insurance: insurance.documentId };
});
afterAll(async () => {
  await app?.stop();
  await push?.close();
});

let certificates: CertificatesClient;
let medical: string;
let insurance: string;

beforeEach(async () => {
  clock.set('2026-03-01T10:00:00Z');
  owner = await app.registerClient();
  certificates = clientFor(owner.jwt);
  const staff = office(app, manager);
  medical = (await staff.issue(owner.documentId, templates.medical)).documentId;
  clock.advance({ minutes: 1 });
  insurance = (await staff.issue(owner.documentId, templates.insurance)).documentId;
});

it('has the types of the contracts', () => {
  expect(agreements).not.toContain(false);
});

describe('lists', () => {
  const ids = async (filters: CertificateFilters) =>
    (await certificates.list({ filters })).data.map(({ documentId }) => documentId);

  it('come in the order asked for, page by page, with a total where one is asked for', async () => {
    const newest = await certificates.list();
    expect(newest.data.map(({ documentId }) => documentId)).toEqual([insurance, medical]);
    expect(newest.meta.pagination).toEqual({ page: 1, pageSize: 25 });

    const second = await certificates.list({
      sort: ['issuedAt:asc', 'name'],
      pagination: { page: 2, pageSize: 1, withCount: true },
    });
    expect(second.data.map(({ documentId }) => documentId)).toEqual([insurance]);
    expect(second.meta.pagination).toEqual({ page: 2, pageSize: 1, pageCount: 2, total: 2 });

    const rest = await certificates.list({ sort: 'name:desc', pagination: { start: 1, limit: 5 } });
    expect(rest.data.map(({ name }) => name)).toEqual(['Insurance']);
  });

  it('are filtered by state, date, template and any mixture', async () => {
    await certificates.update(medical, { validUntil: '2026-06-30' });
    expect(await ids({ template: { documentId: templates.medical } })).toEqual([medical]);
    expect(await ids({ validUntil: { $gte: '2026-06-30' } })).toEqual([medical]);
    expect(await ids({ validUntil: { $null: true } })).toEqual([insurance]);
    expect(await ids({ issuedAt: { $gt: new Date('2026-03-01T10:00:30Z') } })).toEqual([insurance]);
    expect(await ids({ state: ['approved', 'expired'] })).toEqual([]);
    expect(await ids({ $or: [{ documentId: medical }, { $not: { state: 'missing_info' } }] })).toEqual([medical]);
    expect(await ids({ $and: [{ state: { $in: ['missing_info'] } }, { documentId: { $ne: medical } }] })).toEqual([
      insurance,
    ]);
  });

  it('are filtered by Strapi’s operators on text, and by several conditions on one field', async () => {
    await certificates.update(medical, { validUntil: '2026-06-30' });
    const [head, tail] = [medical.slice(0, 12), medical.slice(12)];
    expect(await ids({ documentId: { $startsWith: head } })).toEqual([medical]);
    expect(await ids({ documentId: { $endsWith: tail.toUpperCase() } })).toEqual([medical]);
    expect(await ids({ documentId: { $eqi: medical.toUpperCase() } })).toEqual([medical]);
    expect(await ids({ documentId: { $nei: medical.toUpperCase() } })).toEqual([insurance]);
    expect(await ids({ documentId: { $notContains: head } })).toEqual([insurance]);
    expect(await ids({ documentId: { $contains: '%' } })).toEqual([]);
    expect(await ids({ state: { $startsWith: 'missing' } })).toEqual([insurance, medical]);
    expect(await ids({ state: { $nei: 'MISSING_INFO' } })).toEqual([]);
    const { template } = await certificates.one(medical);
    expect(await ids({ template: { documentId: { $endsWith: template!.documentId.slice(4) } } })).toEqual([medical]);
    expect(await ids({ documentId: { $or: [{ $eq: medical }, insurance] } })).toEqual([insurance, medical]);
    expect(await ids({ validUntil: { $or: [{ $lt: '2026-01-01' }, { $gt: '2026-06-01' }] } })).toEqual([medical]);
    expect(await ids({ validUntil: { $and: [{ $notNull: true }, { $not: { $lt: '2026-06-30' } }] } })).toEqual([
      medical,
    ]);
  });

  it('refuse what is no filter, and say so by a word', async () => {
    const wrong = { filters: { password: 'x' } as CertificateFilters };
    expect(await refusal(certificates.list(wrong))).toMatchObject({ code: 'filter_invalid', status: 400 });
  });

  it('never show more because a filter came to nothing', async () => {
    const everybody = clientFor(await app.apiToken('read-only'));
    const nothing = undefined as unknown as string;
    const filters: CertificateFilters[] = [
      { client: { documentId: nothing } },
      { client: { documentId: { $eq: nothing } } },
      { client: {} as { documentId: string } },
      { client: { documentId: { $in: [] } } },
      { client: { documentId: [nothing] } },
      { state: [] },
      { validUntil: null as unknown as string },
      { $or: [] },
      { $or: [{ state: 'approved' }, {}] },
      { $not: {} },
    ];
    for (const filter of filters) {
      const refused = { code: 'filter_invalid', status: 0 };
      expect(await refusal(everybody.list({ filters: filter }))).toMatchObject(refused);
      expect(await refusal(everybody.history({ filters: filter }))).toMatchObject(refused);
    }
    expect((await certificates.list({ filters: {} })).data).toHaveLength(2);
    expect((await certificates.list({ filters: undefined, sort: undefined })).data).toHaveLength(2);
  });

  it('keep what is archived apart', async () => {
    await certificates.upload(medical, { file: await file('signed.pdf'), validUntil: '2026-12-31' });
    await office(app, manager).approve(medical);
    await office(app, manager).post(`/certificates/${medical}/archive`);
    expect(await ids({})).toEqual([insurance]);
    const { data } = await certificates.history({ pagination: { pageSize: 5 } });
    expect(data).toMatchObject([{ documentId: medical, state: 'approved', archivedAt: expect.any(String) }]);
  });
});

describe('a certificate', () => {
  it('is read, and changed in part', async () => {
    expect(await certificates.one(medical)).toMatchObject({ name: 'Medical certificate', state: 'missing_info' });
    await certificates.update(medical, { validUntil: '2026-12-31', notes: 'Dr. Núñez 👍' });
    expect(await certificates.update(medical, { validUntil: null })).toMatchObject({
      validUntil: null,
      notes: 'Dr. Núñez 👍',
    });
  });

  it.each(['signed.pdf', 'photo.heic', 'scan.png', 'photo-gps-rotated.jpg'])(
    'takes %s and gives it back, byte for byte',
    async (name) => {
      const document = await file(name);
      const progress: { loaded: number; total: number }[] = [];
      const sent = await certificates.upload(
        medical,
        { file: document, validUntil: '2026-12-31', notes: 'Page 1' },
        { onProgress: (step) => progress.push(step) }
      );
      expect(sent).toMatchObject({
        state: 'pending_approval',
        validUntil: '2026-12-31',
        notes: 'Page 1',
        document: { name, size: document.size },
      });
      const { loaded, total } = progress.at(-1) ?? {};
      expect(loaded).toBe(total);

      const original = await certificates.document(medical);
      expect(Buffer.from(await original.arrayBuffer()).equals(await readFile(fixture(name)))).toBe(true);
      if (name === 'signed.pdf') {
        expect(sent.document?.previewUrl).toBeNull();
        expect(await codeOf(certificates.preview(medical))).toBe('not_found');
      } else {
        expect((await certificates.preview(medical)).type).toBe('image/jpeg');
      }
    }
  );

  it('gets a file in place of a date and notes, which null takes away', async () => {
    await certificates.update(medical, { validUntil: '2026-12-31', notes: 'Page 1' });
    const kept = await certificates.upload(medical, { file: await file('scan.png') });
    expect(kept).toMatchObject({ validUntil: '2026-12-31', notes: 'Page 1', state: 'pending_approval' });
    const taken = await certificates.upload(medical, { file: await file('scan.png'), validUntil: null, notes: null });
    expect(taken).toMatchObject({ validUntil: null, state: 'missing_info' });
    expect(taken.notes || null).toBeNull();
  });

  it('takes a Blob without a name under the name that is given', async () => {
    const blob = new Blob([await readFile(fixture('scan.png'))]);
    const { document } = await certificates.upload(medical, { file: blob, fileName: 'camera.png' });
    expect(document?.name).toBe('camera.png');
  });

  it('is refused with a word, a status and what else there is to know', async () => {
    const text = new File(['hello'], 'hello.pdf');
    expect(await refusal(certificates.upload(medical, { file: text }))).toMatchObject({
      code: 'file_type',
      status: 400,
    });
    const late = { file: await file('signed.pdf'), validUntil: '2026-02-28' };
    expect(await refusal(certificates.upload(medical, late))).toMatchObject({
      code: 'validity_in_past',
      details: { validUntil: '2026-02-28' },
    });
    expect(await codeOf(certificates.update(medical, { notes: 'x'.repeat(401) }))).toBe('notes_too_long');
    expect(await refusal(certificates.one('nothere'))).toMatchObject({ code: 'not_found', status: 404 });
    expect((await certificates.one(medical)).document).toBeNull();
  });

  it('is locked once it is approved', async () => {
    await certificates.upload(medical, { file: await file('signed.pdf'), validUntil: '2026-12-31' });
    await office(app, manager).approve(medical);
    expect(await refusal(certificates.update(medical, { notes: 'late' }))).toMatchObject({
      code: 'locked',
      status: 409,
    });
  });

  it('is nobody else’s', async () => {
    const other = clientFor((await app.registerClient()).jwt);
    expect(await codeOf(other.one(medical))).toBe('not_found');
    expect(await codeOf(other.document(medical))).toBe('not_found');
    expect((await other.list()).data).toEqual([]);
  });
});

describe('access', () => {
  it('says who is in order, today and on a day, and what is missing', async () => {
    expect(await certificates.access()).toMatchObject({
      allowed: false,
      blocking: [{ template: { name: 'Medical certificate' }, reason: 'missing', state: 'missing_info' }],
      warnings: [{ template: { name: 'Insurance' } }],
    });
    await certificates.upload(medical, { file: await file('signed.pdf'), validUntil: '2026-12-31' });
    await office(app, manager).approve(medical);
    expect(await certificates.access()).toMatchObject({ allowed: true, blocking: [] });
    expect(await certificates.access({ on: '2027-01-01' })).toMatchObject({
      allowed: false,
      blocking: [{ reason: 'expired' }],
    });
    expect(await codeOf(certificates.access({ on: '2026-02-30' }))).toBe('validity_invalid');
  });

  it('is told of anybody to an API token, and of nobody to a client', async () => {
    const turnstile = clientFor(await app.apiToken('read-only'));
    expect(await turnstile.accessOf(owner.documentId, { on: '2026-03-02' })).toMatchObject({ allowed: false });
    const [seen] = (await turnstile.list({ filters: { client: { documentId: owner.documentId } } })).data;
    expect(seen?.client).toEqual({ documentId: owner.documentId, username: owner.username });
    expect(await codeOf(certificates.accessOf(owner.documentId))).toBe('forbidden');
  });
});

describe('push', () => {
  it('is set up without a log-in, subscribed, listed and removed', async () => {
    expect(await clientFor(null).push.setUp()).toEqual({ publicKey: push.config.publicKey, drivers: ['web-push'] });
    const browser = {
      ...browserSubscription(push.origin, '/typed'),
      driver: 'web-push' as const,
      expirationTime: null,
    };
    const device = await certificates.push.subscribe(browser);
    expect(device).toMatchObject({ driver: 'web-push', locale: 'es' });
    expect(await certificates.push.list()).toEqual([device]);
    await certificates.push.remove(device.documentId);
    expect(await certificates.push.list()).toEqual([]);
    expect(await refusal(certificates.push.remove(device.documentId))).toMatchObject({ status: 404 });
    expect(await codeOf(certificates.push.subscribe({ driver: 'fcm', token: 'abc' }))).toBe('push_driver');
  });
});

describe('the calendar', () => {
  it('is behind a link that any app reads without a log-in, until it is revoked', async () => {
    await certificates.upload(medical, { file: await file('signed.pdf'), validUntil: '2026-12-31' });
    const { url } = await certificates.calendar.create({ names: true, locale: 'es' });
    expect(url).toMatch(`${app.url}/api/certificates/calendar/`);
    const calendar = await (await fetch(url)).text();
    expect(calendar).toContain('SUMMARY:Medical certificate: último día de validez');
    expect(calendar).toContain('DTSTART;VALUE=DATE:20261231');

    const discreet = await certificates.calendar.create();
    expect((await fetch(url)).status).toBe(403);
    expect(await (await fetch(discreet.url)).text()).not.toContain('Medical');
    await certificates.calendar.revoke();
    expect((await fetch(discreet.url)).status).toBe(403);
    expect(await codeOf(certificates.calendar.create({ locale: '?' }))).toBe('input_invalid');
  });
});

describe('the log-in', () => {
  it('is asked for at each call, may take its time, and may fail in its own words', async () => {
    let asked = 0;
    const lazy = clientFor(async () => {
      asked += 1;
      await Promise.resolve();
      return owner.jwt;
    });
    await lazy.list();
    await lazy.access();
    expect(asked).toBe(2);
    const broken = clientFor(() => Promise.reject(new Error('the keychain is locked')));
    await expect(broken.list()).rejects.toThrow('the keychain is locked');
  });

  it('that is missing or no longer good is told by word and status', async () => {
    expect(await refusal(clientFor(undefined).list())).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await refusal(clientFor('expired').list())).toMatchObject({ status: 401, code: 'unauthorized' });
  });
});

describe('a call', () => {
  it('is ended by its signal, before and while it is under way', async () => {
    const signal = AbortSignal.abort(new Error('the screen was left'));
    await expect(certificates.list({}, { signal })).rejects.toThrow('the screen was left');
    const upload = { file: await file('photo.heic'), validUntil: '2026-12-31' };
    await expect(certificates.upload(medical, upload, { signal })).rejects.toThrow('the screen was left');

    const leave = new AbortController();
    const call = certificates.upload(medical, upload, { signal: leave.signal });
    setTimeout(() => leave.abort(new Error('cancelled')), 1);
    await expect(call).rejects.toThrow('cancelled');
    expect((await certificates.one(medical)).document).toBeNull();
  });

  it('to a server that is not there is a network error, not a surprise', async () => {
    const nowhere = createCertificatesClient({ baseUrl: 'http://127.0.0.1:1/', token: 'x' });
    expect(await refusal(nowhere.list())).toMatchObject({ code: 'network', status: 0 });
  });

  it('answered by something else than Strapi is told by its status', async () => {
    const proxy = (status: number) =>
      clientFor(owner.jwt, { fetch: () => Promise.resolve(new Response('<html>', { status })) });
    expect(await refusal(proxy(502).list())).toMatchObject({ code: 'server_error', status: 502 });
    expect(await codeOf(proxy(413).list())).toBe('file_too_large');
    expect(await codeOf(proxy(429).list())).toBe('rate_limited');
    expect(await codeOf(proxy(200).list())).toBe('network');
  });
});

it('reaches every route that clients have', async () => {
  const asked: string[] = [];
  const spy = createCertificatesClient({
    baseUrl: 'http://strapi/',
    prefix: '/v2/',
    token: 'x',
    fetch: (url, init) => {
      asked.push(`${init?.method} ${String(url).replace('http://strapi/v2/certificates', '')}`);
      return Promise.resolve(Response.json({ data: { url: '/x' }, meta: {} }));
    },
  });
  const { access, push: devices } = spy;
  await Promise.all([spy.list(), spy.history(), spy.one('ID'), spy.update('ID', {}), spy.document('ID')]);
  await Promise.all([spy.preview('ID'), access(), spy.accessOf('ID'), devices.setUp(), devices.list()]);
  await Promise.all([
    devices.remove('ID'),
    devices.subscribe({ driver: 'expo' }),
    spy.upload('ID', { file: new Blob([]) }),
    spy.calendar.create(),
    spy.calendar.revoke(),
  ]);

  const routes = contentRoutes.routes
    // Calendar apps read the link by themselves.
    .filter(({ path }) => path !== '/calendar/:token')
    .map(({ method, path }) => `${method} ${path.replace(/:\w+/g, 'ID').replace(/^\/$/, '')}`);
  expect(asked.sort()).toEqual(routes.sort());
});
