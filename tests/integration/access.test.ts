import { graphql, PASSWORD, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-01-10T09:00:00Z');
let app: TestStrapi;
let manager: Staff;
let token: string;

beforeAll(async () => {
  app = await startStrapi({
    graphql: true,
    clock,
    config: {
      sweep: { enabled: false },
      notifications: { email: { enabled: false } },
      clients: { filters: { role: { type: 'authenticated' } } },
    },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  token = await app.apiToken('custom', ['plugin::certificates.client-access.findOne']);
});
afterAll(() => app.stop());

const own = async (client: Client, query = '') =>
  (await app.request(client.jwt).get(`/api/certificates/access${query}`).expect(200)).body.data;
const ask = graphql(() => app);
const sweep = () => app.strapi.plugin('certificates').service('sweep').run();
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

describe('a certificate counts on a day', () => {
  const start = '2026-01-10T09:00:00Z';
  let client: Client;
  let template: string;
  let name: string;

  const prepare = async (more: object = {}) => {
    client = await app.registerClient();
    name = `Licence ${client.username}`;
    const staff = office(app, manager);
    template = (await staff.createTemplate({ name, accessRule: 'block', ...more })).documentId;
    const { documentId } = await staff.issue(client.documentId, template);
    return documentId;
  };
  const submit = (id: string, fields: Record<string, string> = { validUntil: '2026-03-31' }) =>
    upload(app.request(client.jwt), id, 'signed.pdf', fields).expect(200);
  const approve = (id: string) => office(app, manager).approve(id);
  /** `allowed`, or why not, on a day or today. */
  const reason = async (on?: string, list: 'blocking' | 'warnings' = 'blocking') => {
    const access = await own(client, on && `?on=${on}`);
    const problem = access[list].find((one: { template: { name: string } }) => one.template.name === name);
    return problem ? `${problem.reason}:${problem.state}` : 'allowed';
  };

  afterEach(() => clock.set(start));

  it('from the day of its approval through its last, and says why before and after', async () => {
    const id = await prepare();
    expect(await reason()).toBe('missing:missing_info');
    await submit(id);
    clock.advance({ days: 2 });
    expect(await reason()).toBe('pending:pending_approval');
    await approve(id);
    expect(await reason('2026-01-11')).toBe('pending:pending_approval');
    expect(await reason('2026-01-12')).toBe('allowed');
    expect(await reason('2026-03-31')).toBe('allowed');
    expect(await reason('2026-04-01')).toBe('expired:expired');
  });

  it('until somebody archives it', async () => {
    const id = await prepare();
    const other = await office(app, manager).issue(client.documentId, template);
    await submit(id);
    await approve(id);
    clock.advance({ days: 5 });
    await office(app, manager).post(`/certificates/${id}/archive`);
    expect(await reason('2026-01-14')).toBe('allowed');
    expect(await reason('2026-01-15')).toBe('allowed');
    expect(await reason('2026-01-16')).toBe('missing:missing_info');
    await office(app, manager).http().delete(`/certificates/certificates/${other.documentId}`).expect(200);
    expect(await reason('2026-01-16')).toBe('allowed');
  });

  it('for ever where it does not expire', async () => {
    const id = await prepare({ expires: false });
    await submit(id, {});
    await approve(id);
    expect(await reason()).toBe('allowed');
    expect(await reason('2099-12-31')).toBe('allowed');
  });

  it('and where it does not, a warning keeps nobody out', async () => {
    await prepare({ accessRule: 'warn' });
    expect(await reason()).toBe('allowed');
    expect(await reason(undefined, 'warnings')).toBe('missing:missing_info');
  });

  it('while the next one is asked for early, and the next one in its place', async () => {
    const id = await prepare({ renewOnExpiry: true, renewalLeadDays: 20 });
    await submit(id);
    await approve(id);
    clock.set('2026-03-20T09:00:00Z');
    await sweep();
    const [next] = (await office(app, manager).list(`filters[client]=${client.documentId}`)).filter(
      ({ predecessor }) => predecessor?.documentId === id
    );
    expect(await reason()).toBe('allowed');
    expect(await reason('2026-04-01')).toBe('expired:expired');
    await submit(next!.documentId, { validUntil: '2027-03-31' });
    expect(await reason('2026-04-01')).toBe('pending:pending_approval');
    await approve(next!.documentId);
    expect(await reason()).toBe('allowed');
    expect(await reason('2027-03-31')).toBe('allowed');
    expect(await reason('2027-04-01')).toBe('expired:expired');
  });

  it('and says the same before the sweep and after it', async () => {
    const id = await prepare({ renewOnExpiry: true });
    await submit(id);
    await approve(id);
    clock.set('2026-04-02T09:00:00Z');
    const before = [await reason(), await reason('2026-03-31'), await reason('2026-06-01')];
    expect(before).toEqual(['expired:expired', 'allowed', 'expired:expired']);
    await sweep();
    expect((await app.request(client.jwt).get('/api/certificates/history').expect(200)).body.data).toHaveLength(1);
    expect([await reason(), await reason('2026-03-31'), await reason('2026-06-01')]).toEqual(before);
  });
});

describe('who is no client', () => {
  let coachRole: number;

  beforeAll(async () => {
    const actions = ['access.find', 'certificates.find'].map((action) => `plugin::certificates.${action}`);
    const role = await app.strapi.db.query('plugin::users-permissions.role').create({
      data: { name: 'Coach', type: 'coach', permissions: [] },
    });
    for (const action of actions) {
      await app.strapi.db.query('plugin::users-permissions.permission').create({ data: { action, role: role.id } });
    }
    coachRole = role.id;
    const staff = office(app, manager);
    await staff.createTemplate({ name: 'For all', accessRule: 'block', issueToNewClients: true });
    await staff.createTemplate({ name: 'Hint', accessRule: 'warn', issueToNewClients: true });
  });

  const newCoach = async (username: string): Promise<Client> => {
    const email = `${username}@example.com`;
    const users = app.strapi.plugin('users-permissions').service('user');
    const user = { username, email, password: PASSWORD, provider: 'local', confirmed: true, role: coachRole };
    const { id, documentId } = await users.add(user);
    const { body } = await app.request().post('/api/auth/local').send({ identifier: email, password: PASSWORD });
    return { id, documentId, username, email, jwt: body.jwt };
  };
  const certificatesOf = (client: Client) =>
    app.strapi.db.query('plugin::certificates.certificate').count({ where: { client: client.id } });

  it('is asked for nothing that is issued to clients', async () => {
    const coach = await newCoach('coach-one');
    const nothing = { allowed: true, blocking: [], warnings: [] };
    expect(await own(coach)).toEqual(nothing);
    const question = '{ certificateAccess { allowed blocking { reason } warnings { reason } } }';
    expect((await ask(question, coach.jwt)).data.certificateAccess).toEqual(nothing);
    await app.request(token).get(`/api/certificates/clients/${coach.documentId}/access`).expect(404);
    expect(names((await own(await app.registerClient())).blocking)).toContain('For all: missing');
  });

  it('answers for what they have been given', async () => {
    const person = await app.registerClient();
    const staff = office(app, manager);
    const { documentId } = await staff.createTemplate({ name: 'Lifeguard', accessRule: 'block' });
    await staff.issue(person.documentId, documentId);
    for (const one of await staff.list(`filters[client]=${person.documentId}&filters[name][$ne]=Lifeguard`)) {
      await staff.http().delete(`/certificates/certificates/${one.documentId}`).expect(200);
    }
    await app.strapi.db.query('plugin::users-permissions.user').update({
      where: { id: person.id },
      data: { role: coachRole },
    });
    expect(names((await own(person)).blocking)).toEqual(['Lifeguard: missing']);
  });

  it('is issued nothing, by whatever way, and is on no list of clients', async () => {
    const coach = await newCoach('coach-two');
    const staff = office(app, manager);
    await app.strapi.plugin('certificates').service('catch-up').run();
    const local = await staff.createCenter({ name: 'Pool', timeZone: 'UTC' });
    const { documentId } = await staff.createTemplate({
      name: 'Pool',
      accessRule: 'block',
      issueToNewClients: true,
      centers: [local.documentId],
    });
    await staff
      .http()
      .post(`/certificates/centers/${local.documentId}/clients`)
      .send({ add: [coach.documentId] });
    const { run } = (await staff.post(`/templates/${documentId}/generate`)) as unknown as {
      run: { documentId: string };
    };
    await waitUntil(
      async () => ((await staff.get(`/generation-runs/${run.documentId}`)).data as { state: string }).state === 'done',
      { what: 'the run' }
    );
    const byHand = { client: coach.documentId, template: documentId };
    expect((await staff.http().post('/certificates/certificates').send(byHand)).status).toBe(404);
    expect(await certificatesOf(coach)).toBe(0);
    expect(((await staff.get('/clients?_q=coach-two')).data as object[]).length).toBe(0);
    expect(await own(coach)).toEqual({ allowed: true, blocking: [], warnings: [] });
  });
});
