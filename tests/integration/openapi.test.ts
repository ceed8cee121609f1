import type { Response } from 'supertest';
import contentRoutes from '../../server/src/routes/content-api';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { generateOpenapi } from '../helpers/generate-openapi';
import { createHome } from '../helpers/home';
import { office, upload } from '../helpers/office';
import { openapiChecker, type OpenapiDocument } from '../helpers/openapi';
import type { Agent, Client } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
/** As `strapi openapi generate` leaves it. */
let document: OpenapiDocument;

beforeAll(async () => {
  const home = await createHome();
  document = await generateOpenapi(home);
  app = await startStrapi({
    home,
    clock,
    config: {
      sweep: { enabled: false },
      notifications: { email: { enabled: false }, push: { expo: {} } },
    },
  });
});
afterAll(() => app.stop());

const template = (route: string) => `/certificates${route}`.replace(/\/$/, '').replace(/:(\w+)/g, '{$1}');
const routes = contentRoutes.routes.map(({ method, path: route }) => [method, template(route)] as const);
const takesBody = (method: string, route: string) =>
  contentRoutes.routes.some((one) => one.method === method && template(one.path) === route && 'body' in one.request);

const validity = async (one: OpenapiDocument) => {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  return new Validator().validate(structuredClone(one) as never);
};

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await validity(document)).toEqual({ valid: true });
    const broken = { ...document, paths: { '/x': { get: { responses: 1 } } } } as unknown as OpenapiDocument;
    expect(await validity(broken)).toMatchObject({ valid: false });
  });

  it.each(routes)('describes %s %s', (method, route) => {
    const operation = document.paths[route]?.[method.toLowerCase()];
    const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(inPath).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(operation?.requestBody?.content ?? {})).toHaveLength(takesBody(method, route) ? 1 : 0);
    expect(operation?.responses).toHaveProperty('500');
  });

  it('needs nothing after it: statuses, media types and the shape of errors are there', () => {
    const answersOf = (method: string, route: string) =>
      Object.entries(document.paths[`/certificates${route}`]?.[method]?.responses ?? {});
    const good = (method: string, route: string) =>
      answersOf(method, route)
        .filter(([status]) => /^[23]/.test(status))
        .map(([status, { content }]) => [status, Object.keys(content ?? {})]);
    expect(good('post', '/calendar')).toEqual([['201', ['application/json']]]);
    expect(good('delete', '/calendar')).toEqual([['204', []]]);
    expect(good('get', '/{documentId}/preview')).toEqual([['200', ['image/jpeg']]]);
    expect(good('get', '/{documentId}/document')).toEqual([
      ['200', expect.arrayContaining(['application/pdf', 'image/heic'])],
      ['302', []],
    ]);
    for (const [status, { content }] of answersOf('put', '/{documentId}')) {
      if (/^4/.test(status)) expect(JSON.stringify(content)).toContain('#/components/schemas/CertificatesError');
    }
    expect(document.components.schemas).toMatchObject({
      CertificatesCertificate: {},
      CertificatesAccess: {},
      CertificatesError: {},
    });
    expect(JSON.stringify(document)).not.toContain('x-certificates-operation');
  });

  it('is the same for code that asks Strapi for it', () => {
    const { generate } = nativeRequire('@strapi/openapi') as {
      generate: (strapi: unknown, options: object) => { document: OpenapiDocument };
    };
    const { paths } = generate(app.strapi, { type: 'content-api' }).document;
    for (const [, route] of routes) expect(paths[route]).toEqual(document.paths[route]);
  });
});

describe('real answers', () => {
  let client: Client;
  let http: Agent;
  let check: ReturnType<typeof openapiChecker>;
  const problems: string[] = [];

  const get = async (agent: Agent, route: string, expected: number) =>
    holds(await agent.get(`/api/certificates${route}`), expected);
  const holds = (answer: Response, expected: number) => {
    problems.push(...check.hold(answer));
    if (answer.status !== expected) problems.push(`${answer.status} for ${expected}: ${answer.text}`);
    return answer;
  };

  beforeAll(async () => {
    check = openapiChecker(document);
    client = await app.registerClient();
    http = app.request(client.jwt);
  });

  it('are what it says', async () => {
    const staff = office(app, await app.createAdminUser({ roles: ['certificates-manager'] }));
    const { documentId: medical } = await staff.createTemplate({ name: 'Medical', accessRule: 'block' });
    const issue = async () => (await staff.issue(client.documentId, medical)).documentId;
    const [id, rejected, archived] = [await issue(), await issue(), await issue()];
    const one = `/${id}`;
    const put = async (data: unknown, expected: number) =>
      holds(await http.put(`/api/certificates${one}`).send(data as object), expected);

    await put({ data: { notes: 'Left knee' } }, 200);
    await put({ data: { validUntil: '2020-01-01' } }, 400);
    await put({ data: { state: 'approved' } }, 400);
    await put({}, 400);
    holds(await http.put('/api/certificates/none').send({ data: { notes: 'x' } }), 404);
    for (const file of [id, rejected, archived]) {
      holds(await upload(http, file, 'photo-gps-rotated.jpg', { validUntil: '2026-12-31' }), 200);
    }
    holds(await http.post(`/api/certificates${one}/document`).attach('files', Buffer.from(''), 'a.pdf'), 400);
    holds(await http.post(`/api/certificates${one}/document`).send({}), 400);
    holds(await http.post('/api/certificates/none/document').attach('files', Buffer.from('x'), 'a.pdf'), 404);
    await get(http, `${one}/document`, 200);
    await get(http, `${one}/preview`, 200);
    await staff.post(`/certificates/${rejected}/reject`, { revision: 2, reason: 'other', comment: 'Too dark' });
    await staff.approve(archived);
    await staff.post(`/certificates/${archived}/archive`);
    await get(http, '', 200);
    await get(http, '/history?pagination[withCount]=true', 200);
    await get(http, '?pagination[limit]=1&pagination[withCount]=true', 200);
    for (const query of ['filters[password]=x', 'sort=x', 'pagination[page]=0']) {
      await get(http, `?${query}`, 400);
      await get(http, `/history?${query}`, 400);
    }
    await get(http, one, 200);
    await get(http, '/access', 200);
    await get(http, '/access?on=2027-01-01', 200);
    await get(http, '/access?on=tomorrow', 400);
    for (const nowhere of ['/none', '/none/document', '/none/preview']) await get(http, nowhere, 404);
    await staff.approve(id);
    await put({ data: { notes: 'late' } }, 409);
    holds(await upload(http, id, 'scan.png'), 409);
  });

  it('are what it says for devices', async () => {
    const subscriptions = '/api/certificates/push-subscriptions';
    const register = async (data: object, expected: number) =>
      holds(await http.post(subscriptions).send(data), expected);
    const { body } = await register({ data: { driver: 'expo', token: 'phone', locale: 'es' } }, 201);
    await register({ data: { driver: 'pigeon' } }, 400);
    await register({}, 400);
    await get(http, '/push-subscriptions', 200);
    await get(app.request(), '/push/public-key', 200);
    holds(await http.delete(`${subscriptions}/${body.data.documentId}`), 204);
    holds(await http.delete(`${subscriptions}/${body.data.documentId}`), 404);
  });

  it('are what it says for calendars', async () => {
    const make = async (body: object, expected: number) =>
      holds(await http.post('/api/certificates/calendar').send(body), expected);
    const { body } = await make({ data: { names: true, locale: 'es' } }, 201);
    await make({}, 201);
    await make({ data: { names: 1 } }, 400);
    await make({ data: { colour: 'red' } }, 400);
    holds(await app.request().get(body.data.url), 403);
    const { body: present } = await make({ data: {} }, 201);
    holds(await app.request().get(present.data.url), 200);
    holds(await http.delete('/api/certificates/calendar'), 204);
  });

  it('are what it says for tokens and strangers', async () => {
    const token = app.request(await app.apiToken('full-access'));
    await get(token, `?filters[client][documentId]=${client.documentId}`, 200);
    await get(token, `/clients/${client.documentId}/access`, 200);
    await get(token, '/clients/none/access', 404);
    await get(token, `/clients/${client.documentId}/access?on=x`, 400);
    for (const [method, route] of routes) {
      const place = `/api${route.replace(/\{\w+\}/g, 'none')}`;
      const verb = method.toLowerCase() as 'get';
      if (/public-key$|\{token\}$/.test(route)) continue;
      holds(await app.request()[verb](place), 403);
      holds(await app.request('nonsense')[verb](place), 401);
    }
    holds(await token.put('/api/certificates/none').send({ data: {} }), 403);
  });

  it('leave no operation out', () => {
    expect(problems).toEqual([]);
    for (const [method, route] of routes) {
      const statuses = [...(check.held.get(`${method} ${route}`) ?? [])];
      const described = Object.keys(document.paths[route]?.[method.toLowerCase()]?.responses ?? {});
      // What is not brought about here: links of a store, a store that is down, a picture that cannot be shown, an accident.
      const reachable = described.filter((status) => !['302', '422', '500', '503'].includes(status));
      expect([method, route, statuses.sort()]).toEqual([method, route, reachable.sort()]);
    }
  });
});
