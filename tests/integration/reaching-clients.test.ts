import { UID } from '../../server/src/constants';
import { startStrapi, waitUntil, type Client, type Staff, type TestStrapi } from '../helpers';
import { office } from '../helpers/office';
import { browserSubscription, startPushService } from './push-service';

let app: TestStrapi;
let push: Awaited<ReturnType<typeof startPushService>>;
let manager: Staff;
let template: string;

beforeAll(async () => {
  push = await startPushService();
  app = await startStrapi({
    config: { sweep: { enabled: false }, notifications: { push: { webPush: push.config } } },
  });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  template = (await office(app, manager).createTemplate({ name: 'Medical certificate' })).documentId;
});
afterAll(async () => {
  await app.stop();
  await push.close();
});

const subscribe = (client: Client, data: object) =>
  app.request(client.jwt).post('/api/certificates/push-subscriptions').send({ data });
const devices = async (client: Client) =>
  (await app.request(client.jwt).get('/api/certificates/push-subscriptions').expect(200)).body.data as {
    documentId: string;
  }[];
/** Channels and states of what was queued for a client. */
const queued = async (clientId: number): Promise<Record<string, string>> => {
  const rows: { channel: string; state: string }[] = await app.strapi.db.query(UID.notification).findMany({
    where: { client: { id: clientId } },
  });
  return Object.fromEntries(rows.map(({ channel, state }) => [channel, state]));
};

describe('push subscriptions of a client', () => {
  it('begin with the public key, which needs no log-in', async () => {
    const { body } = await app.request().get('/api/certificates/push/public-key').expect(200);
    expect(body.data).toEqual({ publicKey: push.config.publicKey, drivers: ['web-push'] });
  });

  it('are registered, listed and removed by their owner alone', async () => {
    const [owner, other] = [await app.registerClient(), await app.registerClient()];
    const { body } = await subscribe(owner, browserSubscription(push.origin, '/own')).expect(201);
    expect(Object.keys(body.data).sort()).toEqual(['createdAt', 'documentId', 'driver', 'lastSuccessAt', 'locale']);
    expect(await devices(owner)).toEqual([body.data]);
    expect(await devices(other)).toEqual([]);

    const path = `/api/certificates/push-subscriptions/${body.data.documentId}`;
    await app.request(other.jwt).delete(path).expect(404);
    expect(await devices(owner)).toHaveLength(1);
    await app.request(owner.jwt).delete(path).expect(204);
    await app.request(owner.jwt).delete(path).expect(404);
    expect(await devices(owner)).toEqual([]);
  });

  it.each([
    ['a driver that is not set up', { driver: 'fcm', token: 'abc' }, 'push_driver'],
    ['an address in the own network', { ...browserSubscription('http://10.0.0.1', '/x') }, 'push_endpoint'],
    ['keys that are none', { ...browserSubscription('https://fcm.googleapis.com', '/x'), keys: {} }, 'push_keys'],
  ])('are refused with %s', async (_, data, code) => {
    const { body } = await subscribe(await app.registerClient(), data).expect(400);
    expect(body.error.details.code).toBe(code);
  });

  it('are asked for in the wrapper that all routes have', async () => {
    const client = await app.registerClient();
    const bare = app.request(client.jwt).post('/api/certificates/push-subscriptions');
    await bare.send(browserSubscription(push.origin, '/bare')).expect(400);
  });

  it('are nobody’s without a log-in, and no matter of API tokens', async () => {
    const path = '/api/certificates/push-subscriptions';
    const data = browserSubscription(push.origin, '/x');
    await app.request().get(path).expect(403);
    await app.request().post(path).send({ data }).expect(403);
    for (const token of [await app.apiToken('full-access'), await app.apiToken('read-only')]) {
      await app.request(token).get(path).expect(403);
      await app.request(token).post(path).send({ data }).expect(403);
      await app.request(token).delete(`${path}/x`).expect(403);
    }
  });
});

describe('what happens to a certificate', () => {
  it('is told by push and by mail to a client who has a device', async () => {
    const client = await app.registerClient();
    await subscribe(client, browserSubscription(push.origin, '/phone')).expect(201);
    await office(app, manager).issue(client.documentId, template);
    await waitUntil(() => push.received.includes('/phone'));
    await app.mails.waitFor({ to: client.email });
    await waitUntil(async () => {
      expect(await queued(client.id)).toEqual({ email: 'sent', push: 'sent' });
      return true;
    });
  });

  it('queues no push for a client who has none', async () => {
    const client = await app.registerClient();
    await office(app, manager).issue(client.documentId, template);
    await app.mails.waitFor({ to: client.email });
    expect(Object.keys(await queued(client.id))).toEqual(['email']);
  });
});

describe('a client who confirms the account', () => {
  const unconfirmed = async () => {
    const username = `waiting-${Math.random().toString(36).slice(2)}`;
    const user = await app.strapi.db.query(UID.user).create({
      data: { username, email: `${username}@example.com`, provider: 'local', confirmed: false },
    });
    await office(app, manager).issue(user.documentId, template);
    // Put off, the dispatcher having looked at it.
    await waitUntil(async () => {
      const row = await app.strapi.db.query(UID.notification).findOne({ where: { client: { id: user.id } } });
      return new Date(row.nextAttemptAt).getTime() > Date.now() + 60_000;
    });
    return { id: Number(user.id), email: `${username}@example.com` };
  };

  it('gets at once what has waited for that', async () => {
    const user = await unconfirmed();
    expect(app.mails.to(user.email)).toEqual([]);
    // As the link in the confirmation mail does.
    await app.strapi.plugin('users-permissions').service('user').edit(user.id, { confirmed: true });
    expect(await app.mails.waitFor({ to: user.email, timeout: 3_000 })).toHaveLength(1);
  });

  it('also when a whole list is confirmed together, by what it was before', async () => {
    const users = [await unconfirmed(), await unconfirmed()];
    await app.strapi.db.query(UID.user).updateMany({ where: { confirmed: false }, data: { confirmed: true } });
    for (const { email } of users) await app.mails.waitFor({ to: email, timeout: 3_000 });
  });

  it('but not when the confirmation is rolled back', async () => {
    const user = await unconfirmed();
    await expect(
      app.strapi.db.transaction(async () => {
        await app.strapi.db.query(UID.user).update({ where: { id: user.id }, data: { confirmed: true } });
        throw new Error('changed my mind');
      })
    ).rejects.toThrow('changed my mind');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(app.mails.to(user.email)).toEqual([]);
  });
});

describe('the list of notifications', () => {
  const list = async (query: string) => app.request(manager.jwt).get(`/certificates/notifications?${query}`);
  const found = async (query: string) => {
    const { status, body } = await list(query);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as {
      data: { documentId: string; client: { username: string } }[];
      meta: { pagination: { nextCursor: string | null; total: number } };
    };
  };

  it('is searched by client and certificate, sorted by when they were queued, and read on by cursor', async () => {
    const { documentId } = await office(app, manager).createTemplate({ name: 'Diving licence' });
    const clients: Client[] = [];
    for (let n = 0; n < 3; n += 1) {
      const client = await app.registerClient();
      await office(app, manager).issue(client.documentId, documentId);
      clients.push(client);
    }
    const names = clients.map(({ username }) => username);
    const usersOf = ({ data }: Awaited<ReturnType<typeof found>>) => data.map(({ client }) => client.username);
    expect(usersOf(await found('_q=diving'))).toEqual([...names].reverse());
    expect(usersOf(await found('_q=diving&sort=createdAt:ASC'))).toEqual(names);
    expect(usersOf(await found(`_q=${names[1]}`))).toEqual([names[1]]);
    expect(usersOf(await found(`_q=${clients[2]?.email}`))).toEqual([names[2]]);
    expect((await found('_q=nobody-at-all')).meta.pagination.total).toBe(0);

    const first = await found('_q=diving&pageSize=2');
    expect(first.meta.pagination).toMatchObject({ total: 3, nextCursor: expect.any(String) });
    const second = await found(`_q=diving&pageSize=2&cursor=${first.meta.pagination.nextCursor}`);
    expect([...usersOf(first), ...usersOf(second)]).toEqual([...names].reverse());
    expect(second.meta.pagination.nextCursor).toBeNull();
    const turned = await list(`sort=createdAt:ASC&cursor=${first.meta.pagination.nextCursor}`);
    expect(turned.body.error.details.code).toBe('cursor_invalid');
  });

  it.each([
    ['sort=state', 'sort_invalid'],
    ['sort[]=createdAt&sort[]=createdAt', 'sort_invalid'],
    ['sort=createdAt:up', 'sort_invalid'],
    ['filters[lastError]=x', 'filter_invalid'],
    ['filters[state]=eaten', 'filter_invalid'],
    ['filters[state][$eq]=failed&filters[state][$ne]=sent', 'filter_invalid'],
    ['cursor=nonsense', 'cursor_invalid'],
    ['cursor[]=x', 'cursor_invalid'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await list(query);
    expect([status, body.error.details.code]).toEqual([400, code]);
  });
});

it('staff retry what has failed; what has not is a conflict, and what there is not is not found', async () => {
  const client = await app.registerClient();
  await office(app, manager).issue(client.documentId, template);
  await app.mails.waitFor({ to: client.email });
  const row = () =>
    app.strapi.db.query(UID.notification).findOne({ where: { client: { id: client.id }, channel: 'email' } });
  await waitUntil(async () => (await row()).state === 'sent');
  const { documentId } = await row();
  const retry = async (id: string) => {
    const { status, body } = await app.request(manager.jwt).post(`/certificates/notifications/${id}/retry`);
    return [status, body.error?.details?.code];
  };
  expect(await retry(documentId)).toEqual([409, 'wrong_state']);
  expect(await retry('n'.repeat(24))).toEqual([404, 'not_found']);
  await app.strapi.db.query(UID.notification).update({ where: { documentId }, data: { state: 'failed' } });
  expect(await retry(documentId)).toEqual([200, undefined]);
  await waitUntil(() => app.mails.to(client.email).length === 2);
});
