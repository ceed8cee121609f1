import adminRoutes from '../../server/src/routes/admin';
import { startStrapi, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

/** The admin API; callers.test.ts does the same for that of clients. */
let app: TestStrapi;
let owner: Client;
let stranger: Staff;
let nobody: Staff;
let certificate: string;

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } } });
  const manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  stranger = await app.createAdminUser({ roles: ['certificates-professional'] });
  nobody = await app.createAdminUser();
  owner = await app.registerClient();
  const staff = office(app, manager);
  await staff.createCenter({ name: 'Theirs', timeZone: 'UTC', clients: [owner.documentId] });
  await staff.createCenter({ name: 'Elsewhere', timeZone: 'UTC', staff: [stranger.documentId] });
  const template = await staff.createTemplate({ name: 'Private' });
  certificate = (await staff.issue(owner.documentId, template.documentId)).documentId;
  await upload(app.request(owner.jwt), certificate, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
});
afterAll(() => app.stop());

const ask = async (method: string, path: string, token?: string) => {
  const agent = app.request(token);
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const { status, text } = await agent[verb](
    path.replace(/:(documentId|id)\b/, certificate).replace(/:\w+/g, owner.documentId)
  );
  return { status, told: text.includes(certificate) || text.includes(owner.username) };
};

const panel = adminRoutes.routes.map(({ method, path }) => [method, `/certificates${path}`]);

describe.each(panel)('%s %s', (method, path) => {
  it('lets nobody in without a log-in, nor a client, nor staff without a right', async () => {
    expect((await ask(method, path)).status).toBe(401);
    expect((await ask(method, path, owner.jwt)).status).toBe(401);
    expect((await ask(method, path, nobody.jwt)).status).toBe(403);
  });

  it('tells a professional of another centre nothing', async () => {
    const { status, told } = await ask(method, path, stranger.jwt);
    expect(told).toBe(false);
    if (path.includes('/certificates/:id') || path.includes('/clients/:id')) expect([400, 403, 404]).toContain(status);
  });
});
