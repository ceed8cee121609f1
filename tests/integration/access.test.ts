import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-01-10T09:00:00Z');
let app: TestStrapi;
let manager: Staff;
let token: string;

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  token = await app.apiToken('custom', ['plugin::certificates.client-access.findOne']);
});
afterAll(() => app.stop());

const own = async (client: Client, query = '') =>
  (await app.request(client.jwt).get(`/api/certificates/access${query}`).expect(200)).body.data;
const names = (list: { template: { name: string }; reason: string }[]) =>
  list.map((one) => `${one.template.name}: ${one.reason}`);

describe('access', () => {
  it('depends on what a client was asked for, and on what covers their centres', async () => {
    const staff = office(app, manager);
    const before = await app.registerClient();
    const center = await staff.createCenter({ name: 'North', timeZone: 'UTC' });
    await staff.createTemplate({ name: 'Medical', accessRule: 'block', issueToNewClients: true });
    await staff.createTemplate({
      name: 'Insurance',
      accessRule: 'warn',
      issueToNewClients: true,
      centers: [center.documentId],
    });
    const optional = await staff.createTemplate({ name: 'Licence', accessRule: 'block' });
    await staff.createTemplate({ name: 'Free', issueToNewClients: true });

    expect(await own(before)).toMatchObject({ allowed: false, warnings: [] });
    const client = await app.registerClient();
    expect(names((await own(client)).blocking)).toEqual(['Medical: missing']);
    await staff.post(`/centers/${center.documentId}/clients`, { add: [client.documentId] });
    await staff.issue(client.documentId, optional.documentId);
    const access = await own(client);
    expect([names(access.blocking), names(access.warnings)]).toEqual([
      ['Licence: missing', 'Medical: missing'],
      ['Insurance: missing'],
    ]);

    const current = await staff.list(`filters[client]=${client.documentId}`);
    for (const { documentId } of current) {
      await upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil: '2026-12-31' }).expect(200);
      await staff.approve(documentId);
    }
    expect(await own(client)).toEqual({ allowed: true, blocking: [], warnings: [] });
    expect(names((await own(client, '?on=2027-01-01')).blocking)).toEqual(['Licence: expired', 'Medical: expired']);

    const turnstile = await app.request(token).get(`/api/certificates/clients/${client.documentId}/access`).expect(200);
    expect(turnstile.body.data).toEqual({ allowed: true, blocking: [], warnings: [] });
    const { documentId: revoked } = current.find(({ name }) => name === 'Medical')!;
    await staff.post(`/certificates/${revoked}/revoke`, { revision: 2, reason: 'other' });
    expect(names((await own(client)).blocking)).toEqual(['Medical: rejected']);
  });

  it('is answered to nobody else', async () => {
    const [client, other] = [await app.registerClient(), await app.registerClient()];
    const path = `/api/certificates/clients/${client.documentId}/access`;
    expect((await app.request().get('/api/certificates/access')).status).toBe(403);
    expect((await app.request(other.jwt).get(path)).status).toBe(403);
    expect((await app.request().get(path)).status).toBe(403);
    expect((await app.request(await app.apiToken('full-access')).get('/api/certificates/access')).status).toBe(403);
    expect((await app.request(token).get('/api/certificates/clients/nobody/access')).status).toBe(404);
    expect((await app.request(client.jwt).get('/api/certificates/access?on=tomorrow')).body.error.details.code).toBe(
      'validity_invalid'
    );
  });

  it('is not that of today where another day was meant', async () => {
    const { jwt, documentId } = await app.registerClient();
    for (const [who, path] of [
      [jwt, '/api/certificates/access'],
      [token, `/api/certificates/clients/${documentId}/access`],
    ]) {
      const { status, body } = await app.request(who).get(`${path}?date=2027-01-31`);
      expect([status, body.error?.details.code]).toEqual([400, 'parameter_unknown']);
      app.strapi.config.set('api.rest.strictParams', false);
      await app.request(who).get(`${path}?cache-buster=1`).expect(200);
      app.strapi.config.set('api.rest.strictParams', true);
    }
  });
});
