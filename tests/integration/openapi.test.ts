import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Response } from 'supertest';
import contentRoutes from '../../server/src/routes/content-api';
import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import { openapiChecker, type OpenapiDocument } from '../helpers/openapi';
import type { Agent, Client } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
const command = path.resolve(__dirname, '../../bin/strapi-plugin-certificates.mjs');
let app: TestStrapi;
/** As `strapi openapi generate` leaves it, and as the plugin's command completes it. */
let generated: OpenapiDocument;
let document: OpenapiDocument;

const complete = async (): Promise<string> => {
  const file = path.join(app.home.dir, 'specification.json');
  await writeFile(file, JSON.stringify(generated));
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, 'openapi', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  document = JSON.parse(await readFile(file, 'utf8'));
  return stdout;
};

beforeAll(async () => {
  app = await startStrapi({
    clock,
    config: {
      sweep: { enabled: false },
      notifications: { email: { enabled: false }, push: { expo: {} } },
    },
  });
  const { generate } = nativeRequire('@strapi/openapi') as {
    generate: (strapi: unknown, options: object) => { document: OpenapiDocument };
  };
  generated = generate(app.strapi, { type: 'content-api' }).document;
  await complete();
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
  it('is valid OpenAPI 3.1, as Strapi makes it and completed', async () => {
    expect(generated.openapi).toMatch(/^3\.1\./);
    expect(await validity(generated)).toEqual({ valid: true });
    expect(await validity(document)).toEqual({ valid: true });
    const broken = { ...document, paths: { '/x': { get: { responses: 1 } } } } as unknown as OpenapiDocument;
    expect(await validity(broken)).toMatchObject({ valid: false });
  });

  it.each(routes)('describes %s %s', (method, route) => {
    for (const one of [generated, document]) {
      const operation = one.paths[route]?.[method.toLowerCase()];
      const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(Object.keys(operation?.requestBody?.content ?? {})).toHaveLength(takesBody(method, route) ? 1 : 0);
      expect(operation?.responses).toHaveProperty('500');
    }
    expect(generated.paths[route]?.[method.toLowerCase()]?.responses).toHaveProperty('200.content');
  });

  it('gives shapes their names, and is complete once and for all', async () => {
    const names = Object.keys(document.components.schemas).filter((name) => name.startsWith('Certificates'));
    expect(names).toEqual(
      expect.arrayContaining(['CertificatesCertificate', 'CertificatesAccess', 'CertificatesError'])
    );
    expect(JSON.stringify(document)).not.toContain('x-certificates-operation');
    const once = document;
    expect(await complete()).toContain(`${routes.length} operations`);
    generated = document;
    expect(await complete()).toContain('0 operations');
    expect(document).toEqual(once);
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
      // What a test cannot bring about: a store that is down, a picture that cannot be shown, an accident.
      const reachable = described.filter((status) => !['422', '500', '503'].includes(status));
      expect([method, route, statuses.sort()]).toEqual([method, route, reachable.sort()]);
    }
  });
});
