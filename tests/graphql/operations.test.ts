import { graphql, startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let manager: Staff;
let client: Client;
let medical: string;
let insurance: string;

beforeAll(async () => {
  app = await startStrapi({
    graphql: true,
    clock,
    config: {
      sweep: { enabled: false },
      notifications: { email: { enabled: false }, push: { expo: {} } },
    },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  client = await app.registerClient();
  const staff = office(app, manager);
  const block = { accessRule: 'block', instructions: 'Both sides' };
  medical = (await staff.createTemplate({ name: 'Medical', ...block })).documentId;
  insurance = (await staff.createTemplate({ name: 'Insurance', accessRule: 'warn' })).documentId;
});
afterAll(() => app.stop());

const ask = graphql(() => app);

const FIELDS = `documentId name state expires validUntil notes issuedAt uploadedAt uploadedBy approvedAt archivedAt
  expiresAt rejection { reason comment at } editable document { name mime size url previewUrl }
  template { documentId name instructions }`;

const issue = async (to: Client = client, template = medical): Promise<string> =>
  (await office(app, manager).issue(to.documentId, template)).documentId;

const submit = (id: string, by: Client = client, validUntil = '2026-06-30') =>
  upload(app.request(by.jwt), id, 'scan.png', { validUntil, notes: 'Doctor’s stamp' }).expect(200);

const ids = (rows: { documentId: string }[]) => rows.map(({ documentId }) => documentId);

const update = (id: string, data: string, by: Client = client) =>
  ask(`mutation { updateCertificate(documentId: "${id}", data: ${data}) { ${FIELDS} } }`, by.jwt);

describe('certificates', () => {
  it('are what REST says they are, field by field', async () => {
    const [rejected, archived] = [await issue(), await issue()];
    await issue();
    for (const id of [rejected, archived]) await submit(id);
    const staff = office(app, manager);
    await staff.post(`/certificates/${rejected}/reject`, { revision: 2, reason: 'other', comment: 'Too dark' });
    await staff.approve(archived);
    await staff.post(`/certificates/${archived}/archive`);

    const http = app.request(client.jwt);
    const current = (await http.get('/api/certificates').expect(200)).body.data;
    const history = (await http.get('/api/certificates/history').expect(200)).body.data;
    const answer = await ask(
      `query ($id: ID!) {
        certificates { ${FIELDS} }
        certificates_connection { nodes { ${FIELDS} } }
        certificateHistory { ${FIELDS} }
        certificateHistory_connection { nodes { ${FIELDS} } }
        certificate(documentId: $id) { ${FIELDS} }
      }`,
      client.jwt,
      { id: archived }
    );
    expect(answer.errors).toEqual([]);
    expect(current).toHaveLength(2);
    expect(history).toMatchObject([{ documentId: archived, validUntil: '2026-06-30' }]);
    expect(answer.data).toEqual({
      certificates: current,
      certificates_connection: { nodes: current },
      certificateHistory: history,
      certificateHistory_connection: { nodes: history },
      certificate: history[0],
    });
  });

  it('follow the clock', async () => {
    const person = await app.registerClient();
    const id = await issue(person);
    await submit(id, person, '2026-04-30');
    await office(app, manager).approve(id);
    const state = async () => (await ask('{ certificates { state } }', person.jwt)).data.certificates;
    expect(await state()).toEqual([{ state: 'approved' }]);
    clock.set('2026-04-20T10:00:00Z');
    expect(await state()).toEqual([{ state: 'expiring_soon' }]);
    const { data } = await ask('{ certificates(filters: { state: { eq: "expiring_soon" } }) { state } }', person.jwt);
    expect(data.certificates).toHaveLength(1);
    clock.set('2026-03-01T10:00:00Z');
  });
});

describe('lists', () => {
  let person: Client;
  let pending: string;
  let missing: string;
  let insured: string;

  beforeAll(async () => {
    person = await app.registerClient();
    pending = await issue(person);
    clock.advance({ hours: 1 });
    missing = await issue(person);
    clock.advance({ hours: 1 });
    insured = await issue(person, insurance);
    await submit(pending, person);
  });

  const list = async (args: string, who = person.jwt) => ask(`{ certificates${args} { documentId } }`, who);

  it.each([
    ['', () => [insured, missing, pending]],
    ['(sort: "issuedAt")', () => [pending, missing, insured]],
    ['(sort: ["validUntil:DESC", "issuedAt:DESC"])', () => [pending, insured, missing]],
    ['(filters: { state: { eq: "pending_approval" } })', () => [pending]],
    ['(filters: { state: { in: ["pending_approval", "approved"] } })', () => [pending]],
    ['(filters: { not: { state: { eq: "pending_approval" } } })', () => [insured, missing]],
    ['(filters: { validUntil: { gte: "2026-06-30" } })', () => [pending]],
    ['(filters: { validUntil: { null: true } })', () => [insured, missing]],
    ['(filters: { validUntil: { between: ["2026-06-01", "2026-06-30"] } })', () => [pending]],
    ['(filters: { issuedAt: { lt: "2026-03-01T10:30:00Z" } })', () => [pending]],
    ['(filters: { state: { eqi: "PENDING_APPROVAL" } })', () => [pending]],
    ['(filters: { state: { startsWith: "pend" } })', () => [pending]],
    ['(filters: { state: { notContains: "missing" } })', () => [pending]],
    ['(filters: { state: { or: ["pending_approval", "approved"] } })', () => [pending]],
    ['(filters: { validUntil: { not: { null: true } } })', () => [pending]],
    ['(pagination: { page: 2, pageSize: 2 })', () => [pending]],
    ['(pagination: { start: 1, limit: 1 })', () => [missing]],
    ['(pagination: { start: null, limit: null, page: 1 })', () => [insured, missing, pending]],
  ])('certificates%s', async (args, expected) => {
    expect(ids((await list(args)).data.certificates)).toEqual(expected());
  });

  it('filter by template, and combine filters', async () => {
    const filters = `{ or: [{ template: { documentId: { eq: "${insurance}" } } }, { documentId: { eq: "${missing}" } }] }`;
    expect(ids((await list(`(filters: ${filters})`)).data.certificates)).toEqual([insured, missing]);
  });

  it('show nobody where the variable that was to choose the client is missing', async () => {
    const token = await app.apiToken('full-access');
    const of = (client?: object) =>
      ask(
        `query ($c: CertificatesRelationFiltersInput) { certificates(filters: { client: $c }) { documentId } }`,
        token,
        client && { c: client }
      );
    expect((await of({ documentId: { eq: person.documentId } })).data.certificates).toHaveLength(3);
    expect((await of()).code).toBe('filter_invalid');
  });

  it('have page information', async () => {
    const connection = async (pagination: string) =>
      (
        await ask(
          `{ certificates_connection(pagination: ${pagination}) {
            nodes { documentId } pageInfo { total page pageSize pageCount } } }`,
          person.jwt
        )
      ).data.certificates_connection as { pageInfo: object; nodes: { documentId: string }[] };
    const second = await connection('{ page: 2, pageSize: 2 }');
    expect(second.pageInfo).toEqual({ total: 3, page: 2, pageSize: 2, pageCount: 2 });
    expect(ids(second.nodes)).toEqual([pending]);
    expect((await connection('{ limit: 5000 }')).pageInfo).toEqual({ total: 3, page: 1, pageSize: 100, pageCount: 1 });
  });

  it.each([
    ['(filters: { client: { documentId: { eq: "x" } } })', 'filter_invalid'],
    ['(filters: { state: { eq: "nonsense" } })', 'filter_invalid'],
    ['(filters: { state: { eq: null } })', 'filter_invalid'],
    ['(filters: {})', 'filter_invalid'],
    ['(filters: { not: {} })', 'filter_invalid'],
    ['(filters: { or: [] })', 'filter_invalid'],
    ['(filters: { or: [{ state: { eq: "missing_info" } }, {}] })', 'filter_invalid'],
    ['(filters: { state: { or: [] } })', 'filter_invalid'],
    ['(filters: { validUntil: { startsWith: "2026-01-01" } })', 'filter_invalid'],
    ['(filters: { not: { not: { not: { not: { not: { not: {} } } } } } })', 'filter_invalid'],
    ['(sort: "password")', 'sort_invalid'],
    ['(pagination: { limit: -1 })', 'pagination_invalid'],
    ['(pagination: { page: 0 })', 'pagination_invalid'],
    ['(filters: { password: { eq: "x" } })', undefined],
    ['(filters: { validUntil: { eq: "31/01/2026" } })', undefined],
    ['(pagination: { withCount: true })', undefined],
  ])('refuse certificates%s', async (args, expected) => {
    const { code, errors, data } = await list(args);
    expect(code).toBe(expected);
    expect(errors[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    expect(data.certificates ?? null).toBeNull();
  });

  it('let an API token see everybody, whose each is, and filter by client', async () => {
    const token = await app.apiToken('read-only');
    const filters = `filters: { client: { documentId: { eq: "${person.documentId}" } } }`;
    const { data } = await ask(`{ certificates(${filters}) { client { documentId username } } }`, token);
    const whose = { client: { documentId: person.documentId, username: person.username } };
    expect(data.certificates).toEqual([whose, whose, whose]);
    expect((await ask('{ certificates { client { username } } }', person.jwt)).data.certificates).toContainEqual({
      client: null,
    });
  });
});

describe('updateCertificate', () => {
  it('changes what is named and leaves the rest', async () => {
    const id = await issue();
    expect((await update(id, '{ validUntil: "2027-01-31" }')).data.updateCertificate).toMatchObject({
      validUntil: '2027-01-31',
      notes: null,
    });
    expect((await update(id, '{ notes: "Left knee" }')).data.updateCertificate).toMatchObject({
      validUntil: '2027-01-31',
      notes: 'Left knee',
    });
    expect((await update(id, '{ validUntil: null }')).data.updateCertificate).toMatchObject({ validUntil: null });
  });

  it('says no in the words of REST', async () => {
    const id = await issue();
    expect(await update(id, '{ validUntil: "2020-01-01" }')).toMatchObject({
      code: 'validity_in_past',
      data: { updateCertificate: null },
      errors: [{ extensions: { code: 'BAD_USER_INPUT', error: { name: 'ValidationError' } } }],
    });
    expect((await update(id, `{ notes: "${'é'.repeat(401)}" }`)).code).toBe('notes_too_long');
    expect((await update(id, '{ notes: "\\u0000" }')).code).toBe('notes_invalid');
    expect((await update(id, '{ validUntil: "2026-02-30" }')).status).toBe(400);
    expect((await update(id, '{ state: "approved" }')).status).toBe(400);
    const stranger = await app.registerClient();
    for (const nowhere of [id, 'nothing', 'x'.repeat(500), '\\u0000']) {
      expect(await update(nowhere, '{ notes: "x" }', stranger)).toMatchObject({
        code: 'not_found',
        errors: [{ extensions: { code: 'STRAPI_NOT_FOUND_ERROR', error: { name: 'NotFoundError' } } }],
      });
    }
    await submit(id);
    await office(app, manager).approve(id);
    expect(await update(id, '{ notes: "late" }')).toMatchObject({
      code: 'locked',
      errors: [{ extensions: { error: { name: 'ConflictError' } } }],
    });
  });
});

describe('certificateAccess', () => {
  it('is the answer of REST', async () => {
    const person = await app.registerClient();
    const id = await issue(person);
    await issue(person, insurance);
    const QUERY = `query ($on: Date) { certificateAccess(on: $on) {
      allowed blocking { template { documentId name } state reason } warnings { template { documentId name } state reason } } }`;
    const rest = async (query = '') =>
      (await app.request(person.jwt).get(`/api/certificates/access${query}`)).body.data;
    expect((await ask(QUERY, person.jwt)).data.certificateAccess).toEqual(await rest());
    await submit(id, person);
    await office(app, manager).approve(id);
    for (const on of ['2026-06-30', '2026-07-01']) {
      const { data } = await ask(QUERY, person.jwt, { on });
      expect(data.certificateAccess).toEqual(await rest(`?on=${on}`));
    }
    expect((await ask(QUERY, person.jwt, { on: '2026-07-01' })).data.certificateAccess).toMatchObject({
      allowed: false,
      blocking: [{ reason: 'expired', state: 'expired' }],
    });
    expect((await ask(QUERY, person.jwt, { on: 'tomorrow' })).status).toBe(400);
    expect((await ask(QUERY, await app.apiToken('full-access'))).code).toBe('forbidden');
  });
});

describe('push subscriptions', () => {
  it('are registered, listed and removed', async () => {
    const person = await app.registerClient();
    const REGISTER = `mutation ($data: CertificatesPushSubscriptionInput!) {
      registerPushSubscription(data: $data) { documentId driver locale createdAt lastSuccessAt } }`;
    const { data } = await ask(REGISTER, person.jwt, { data: { driver: 'expo', token: 'phone-1', locale: 'es' } });
    const rest = (await app.request(person.jwt).get('/api/certificates/push-subscriptions').expect(200)).body.data;
    expect(rest).toEqual([data.registerPushSubscription]);
    const list = async () =>
      (await ask('{ pushSubscriptions { documentId driver locale createdAt lastSuccessAt } }', person.jwt)).data
        .pushSubscriptions;
    expect(await list()).toEqual(rest);

    const remove = (who: string) =>
      ask(`mutation { removePushSubscription(documentId: "${rest[0].documentId}") { documentId } }`, who);
    expect((await remove(client.jwt)).code).toBe('not_found');
    expect((await remove(person.jwt)).data.removePushSubscription).toEqual({ documentId: rest[0].documentId });
    expect(await list()).toEqual([]);
    expect((await ask(REGISTER, person.jwt, { data: { driver: 'pigeon' } })).code).toBe('push_driver');
    expect((await ask(REGISTER, person.jwt, { data: { driver: 'expo' } })).code).toBe('push_token');
  });
});

describe('a request', () => {
  it('is told nothing of an accident inside', async () => {
    const working = clock.now;
    clock.now = () => {
      throw new Error('secret of the house');
    };
    const answer = await ask('{ certificates { state } }', client.jwt);
    clock.now = working;
    expect(answer.errors).toMatchObject([{ message: 'Internal Server Error' }]);
    expect(JSON.stringify(answer.errors.map(({ extensions: { error } }) => error))).not.toContain('secret');
  });
});
