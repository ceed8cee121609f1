import { readFile } from 'node:fs/promises';
import type * as StrapiClient from '@strapi/client';
import { fixture, startStrapi, testClock, type Client, type TestStrapi } from '../helpers';
import { runShell, shellBlock } from '../helpers/documented-commands';
import { office } from '../helpers/office';

/** Strapi's own client for apps, which knows nothing of the plugin. */
const { strapi } = nativeRequire('@strapi/client') as typeof StrapiClient;

const clock = testClock('2026-03-01T10:00:00Z');
const PLUGIN = { plugin: { name: 'certificates' } };
let app: TestStrapi;
let owner: Client;
let template: string;
let ids: string[];

const clientFor = (auth?: string) => strapi({ baseURL: `${app.url}/api`, auth });

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false }, push: { expo: {} } } },
  });
  const staff = office(app, await app.createAdminUser({ roles: ['certificates-manager'] }));
  owner = await app.registerClient();
  template = (await staff.createTemplate({ name: 'Medical', accessRule: 'block' })).documentId;
  ids = [];
  for (const _ of [1, 2, 3]) {
    ids.push((await staff.issue(owner.documentId, template)).documentId);
    clock.advance({ minutes: 1 });
  }
  const [, , archived = ''] = ids;
  const http = app.request(owner.jwt);
  await http
    .post(`/api/certificates/${archived}/document`)
    .field('validUntil', '2026-12-31')
    .attach('files', fixture('scan.png'))
    .expect(200);
  await staff.approve(archived);
  await staff.post(`/certificates/${archived}/archive`);
});
afterAll(() => app.stop());

describe('@strapi/client', () => {
  it('lists, filters, sorts and pages', async () => {
    const certificates = clientFor(owner.jwt).collection('certificates');
    const { data, meta } = await certificates.find();
    expect(data.map(({ documentId }) => documentId)).toEqual([ids[1], ids[0]]);
    expect(meta.pagination).toEqual({ page: 1, pageSize: 25 });

    const narrow = await certificates.find({
      filters: { state: { $in: ['missing_info'] }, template: { documentId: template }, issuedAt: { $lt: clock.now() } },
      sort: ['issuedAt:asc'],
      pagination: { page: 2, pageSize: 1, withCount: true },
      populate: '*',
      fields: ['name'],
    });
    expect(narrow.data.map(({ documentId }) => documentId)).toEqual([ids[1]]);
    expect(narrow.meta.pagination).toEqual({ page: 2, pageSize: 1, pageCount: 2, total: 2 });

    const history = await clientFor(owner.jwt).collection('history', PLUGIN).find();
    expect(history.data).toMatchObject([{ documentId: ids[2], state: 'approved' }]);
  });

  it('reads one, changes it, and is refused as by Strapi', async () => {
    const certificates = clientFor(owner.jwt).collection('certificates');
    const [id = '', , archived = ''] = ids;
    expect((await certificates.findOne(id)).data).toMatchObject({ documentId: id, name: 'Medical' });
    const changed = await certificates.update(id, { validUntil: '2026-06-30', notes: 'Left knee' });
    expect(changed.data).toMatchObject({ validUntil: '2026-06-30', notes: 'Left knee' });

    const stranger = clientFor((await app.registerClient()).jwt).collection('certificates');
    await expect(stranger.findOne(id)).rejects.toMatchObject({ name: 'HTTPNotFoundError' });
    await expect(certificates.update(id, { state: 'approved' })).rejects.toMatchObject({ name: 'HTTPBadRequestError' });
    await expect(certificates.delete(id)).rejects.toMatchObject({ response: { status: 405 } });
    await expect(clientFor().collection('certificates').find()).rejects.toMatchObject({ name: 'HTTPForbiddenError' });
    const refused = await certificates.update(archived, { notes: 'late' }).catch((error: unknown) => error);
    const { response } = refused as { response: Response };
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { details: { code: 'locked' } } });
  });

  it('sends a document and fetches it', async () => {
    const client = clientFor(owner.jwt);
    const bytes = await readFile(fixture('signed.pdf'));
    const form = new FormData();
    form.append('validUntil', '2026-12-31');
    form.append('files', new File([bytes], 'signed.pdf'));
    const sent = await client.fetch(`/certificates/${ids[1]}/document`, { method: 'POST', body: form });
    expect(await sent.json()).toMatchObject({ data: { state: 'pending_approval', document: { name: 'signed.pdf' } } });
    const document = await client.fetch(`/certificates/${ids[1]}/document`);
    expect(Buffer.from(await document.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('asks for access, and registers a device', async () => {
    const client = clientFor(owner.jwt);
    const access = await client.single('access', PLUGIN).find({ on: '2026-03-02' } as object);
    expect(access.data).toMatchObject({ allowed: false, blocking: [{ template: { name: 'Medical' } }] });
    const devices = client.collection('push-subscriptions', PLUGIN);
    const { data } = await devices.create({ driver: 'expo', token: 'phone' });
    expect((await devices.find()).data).toMatchObject([{ documentId: data.documentId, driver: 'expo' }]);
    await devices.delete(data.documentId);
    expect((await devices.find()).data).toEqual([]);
  });

  it('reads everybody’s with an API token', async () => {
    const token = clientFor(await app.apiToken('read-only'));
    const filters = { client: { documentId: owner.documentId } };
    const { data } = await token.collection('certificates').find({ filters });
    expect(data).toMatchObject([{ client: { username: owner.username } }, { client: { username: owner.username } }]);
    const access = await token
      .single(`clients/${owner.documentId}/access`, PLUGIN)
      .find({ on: '2026-03-02' } as object);
    expect(access.data).toMatchObject({ allowed: false });
  });
});

describe('the examples for curl', () => {
  const run = (block: string, env: Record<string, string>) =>
    runShell(
      block.replaceAll('http://localhost:1337', app.url).replace('certificate.heic', fixture('photo.heic')),
      env
    );

  it('of the README list certificates, and upload a document', async () => {
    const [, id = ''] = ids;
    const said = await run(shellBlock('README.md', '$ID/document'), { JWT: owner.jwt, ID: id });
    expect(said).toContain(id);
    const { body } = await app.request(owner.jwt).get(`/api/certificates/${id}`).expect(200);
    expect(body.data).toMatchObject({ state: 'pending_approval', document: { mime: 'image/heic' } });
  });

  it('of the guide for client apps ask for the access of a client', async () => {
    const token = await app.apiToken('custom', ['plugin::certificates.client-access.findOne']);
    const said = await run(shellBlock('docs/client-apps.md', '$CLIENT/access'), {
      TOKEN: token,
      CLIENT: owner.documentId,
    });
    expect(JSON.parse(said).data).toMatchObject({ allowed: true, blocking: [] });
  });
});
