import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NOTIFICATION_EVENTS, UID } from '../../server/src/constants';
import { PASSWORD, startStrapi, testClock, waitUntil, type Staff, type TestStrapi } from '../helpers';
import { runShell, shellBlock } from '../helpers/documented-commands';
import { office, upload } from '../helpers/office';

const clock = testClock('2026-05-01T10:20:00Z');

let app: TestStrapi;
let manager: Staff;
let receiver: Server;
let calls: { event: string; certificate: { documentId: string } }[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      calls.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  app = await startStrapi({
    clock,
    config: { sweep: { enabled: false }, notifications: { staffDigest: { enabled: true } } },
  });
  const admin = await app.adminLogin();
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  await app
    .request(admin.jwt)
    .post('/admin/webhooks')
    .send({
      name: 'All',
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      events: [...NOTIFICATION_EVENTS],
      headers: {},
    })
    .expect(201);
});
afterAll(async () => {
  await app.stop();
  await new Promise((resolve) => receiver.close(resolve));
});

const sweep = () => app.strapi.plugin('certificates').service('sweep').run();
const eventsOf = (documentId: string) =>
  calls.filter(({ certificate }) => certificate.documentId === documentId).map(({ event }) => event);
const heard = (documentId: string, event: string) => waitUntil(() => eventsOf(documentId).includes(event));

it('webhooks hear of everything that happens to a certificate, by ids alone', async () => {
  const staff = await app.createAdminUser({ roles: ['certificates-professional'] });
  const center = await office(app, manager).createCenter({
    name: 'Centro',
    timeZone: 'UTC',
    staff: [staff.documentId],
  });
  const template = await office(app, manager).createTemplate({ name: 'Medical certificate' });
  const client = await app.registerClient();
  await office(app, manager).post(`/centers/${center.documentId}/clients`, { add: [client.documentId] });
  const { documentId } = await office(app, manager).issue(client.documentId, template.documentId);
  await heard(documentId, 'certificate.created');
  const revision = async () => (await office(app, manager).certificate(documentId)).revision;
  const review = async (verdict: string) =>
    office(app, manager).post(`/certificates/${documentId}/${verdict}`, {
      revision: await revision(),
      reason: 'unreadable',
      comment: 'secret words',
    });
  const send = () =>
    upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil: '2026-06-30' }).expect(200);

  await send();
  await heard(documentId, 'certificate.submitted');
  // The staff of the centre get one mail about it at the next full hour.
  expect(app.mails.to(staff.email)).toEqual([]);
  clock.set('2026-05-01T11:00:00Z');
  expect(await app.mails.waitFor({ to: staff.email })).toMatchObject([
    { subject: 'Pending approval: Medical certificate' },
  ]);

  await review('reject');
  await heard(documentId, 'certificate.rejected');
  await send();
  await office(app, manager).approve(documentId);
  await heard(documentId, 'certificate.approved');
  await review('revoke');
  await heard(documentId, 'certificate.revoked');
  await send();
  await office(app, manager).approve(documentId);
  clock.set('2026-06-16T00:00:00Z');
  await sweep();
  await heard(documentId, 'certificate.expiring');
  clock.set('2026-07-01T00:00:00Z');
  await sweep();
  await heard(documentId, 'certificate.expired');

  expect(eventsOf(documentId)).toEqual(expect.arrayContaining(NOTIFICATION_EVENTS.map((event) => event as string)));
  expect(calls.find(({ event }) => event === 'certificate.expired')).toEqual({
    event: 'certificate.expired',
    createdAt: expect.any(String),
    certificate: { documentId },
    template: { documentId: template.documentId },
    client: { documentId: client.documentId },
    center: { documentId: center.documentId },
    occurredAt: '2026-07-01T00:00:00.000Z',
  });
  expect(JSON.stringify(calls)).not.toMatch(new RegExp(`${client.username}|${client.email}|secret words|Medical`));
});

it('a listener that fails is nobody else’s trouble', async () => {
  const failing = async () => {
    throw new Error('not my day');
  };
  app.strapi.eventHub.on('certificate.created', failing);
  const template = await office(app, manager).createTemplate({ name: 'Insurance' });
  const client = await app.registerClient();
  const first = await office(app, manager).issue(client.documentId, template.documentId);
  const second = await office(app, manager).issue(client.documentId, template.documentId);
  for (const { documentId } of [first, second]) await heard(documentId, 'certificate.created');
  app.strapi.eventHub.off('certificate.created', failing);
});

it('what is rolled back is not announced', async () => {
  const template = await office(app, manager).createTemplate({ name: 'New clients', issueToNewClients: true });
  calls = [];
  await expect(
    app.strapi.db.transaction(async () => {
      await app.strapi.db.query(UID.user).create({ data: { username: 'ghost', email: 'ghost@example.com' } });
      throw new Error('changed my mind');
    })
  ).rejects.toThrow('changed my mind');
  const client = await app.registerClient();
  await waitUntil(() => calls.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(calls).toMatchObject([
    {
      event: 'certificate.created',
      client: { documentId: client.documentId },
      template: { documentId: template.documentId },
    },
  ]);
});

it('the example of the page makes a webhook', async () => {
  const { email } = await app.adminLogin();
  const block = shellBlock('docs/webhooks.md', '/admin/webhooks')
    .replaceAll('https://your-strapi.example', app.url)
    .replace('admin@example.com', email)
    .replace('"password": "..."', `"password": "${PASSWORD}"`);
  expect(JSON.parse(await runShell(block))).toMatchObject({
    data: { name: 'certificates', events: ['certificate.approved', 'certificate.expired'] },
  });
});

it('a validity date that comes near twice, because the days of warning were changed, is told once', async () => {
  clock.set('2026-05-01T10:20:00Z');
  const { documentId: template } = await office(app, manager).createTemplate({ name: 'Licence', expiringSoonDays: 3 });
  const client = await app.registerClient();
  const { documentId } = await office(app, manager).issue(client.documentId, template);
  await upload(app.request(client.jwt), documentId, 'signed.pdf', { validUntil: '2026-06-01' }).expect(200);
  await office(app, manager).approve(documentId);
  for (const expiringSoonDays of [40, 3, 40]) {
    const agent = office(app, manager).http();
    await agent.put(`/certificates/templates/${template}`).send({ expiringSoonDays }).expect(200);
    await sweep();
  }
  await app.mails.waitFor({ to: client.email, subject: /^Expires soon/ });
  const hook = async () => {
    // What is announced is announced in order: had there been another, it would have been heard by now.
    const { documentId: last } = await office(app, manager).issue(client.documentId, template);
    await heard(last, 'certificate.created');
    return eventsOf(documentId).filter((event) => event === 'certificate.expiring');
  };
  expect(await hook()).toHaveLength(1);
  const where = { certificate: { documentId }, event: 'certificate.expiring' };
  expect(await app.strapi.db.query(UID.notification).count({ where })).toBe(1);
  const entries = (await office(app, manager).events(documentId)).map(({ action }) => action);
  expect(entries.filter((action) => action === 'expiring_soon')).toHaveLength(1);
});
