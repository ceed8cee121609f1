import { startStrapi, testClock, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let manager: Staff;
let center: { documentId: string };
let client: Client;

interface Row {
  documentId: string;
  name: string;
  username: string;
  email: string;
}

const list = async (path: string, query = '') => {
  const answer = await app.request(manager.jwt).get(`/certificates${path}?${query}`).expect(200);
  const { data, meta } = answer.body as {
    data: Row[];
    meta: { pagination: { total: number; pageCount: number; nextCursor: string | null } };
  };
  return { data, ...meta.pagination };
};

/** Every row, page by page, as who follows `nextCursor` gets them. */
const walk = async (path: string, query: string, pageSize = 7): Promise<Row[]> => {
  const rows: Row[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null; pages += 1) {
    if (pages > 50) throw new Error('The list has no end');
    const page = await list(path, `${query}&pageSize=${pageSize}&cursor=${cursor}`);
    rows.push(...page.data);
    cursor = page.nextCursor;
  }
  return rows;
};

const ids = (rows: Row[]) => rows.map(({ documentId }) => documentId);
const names = async (path: string, query: string) => (await list(path, query)).data.map(({ name }) => name);
const usernames = async (query: string) => (await list('/clients', query)).data.map(({ username }) => username);

/** Some of them have never been asked whether they are blocked. */
const MANY = Array.from({ length: 60 }, (_, index) => ({
  username: `Member ${String(index).padStart(2, '0')}`,
  email: `member${60 - index}@example.com`,
  provider: 'local',
  confirmed: index % 2 === 0,
  blocked: [true, false, null][index % 3],
}));

beforeAll(async () => {
  app = await startStrapi({ clock, config: { sweep: { enabled: false } } });
  await app.adminLogin();
  manager = await app.createAdminUser({ roles: ['certificates-manager'], firstname: 'Mara', lastname: 'Manager' });
  client = await app.registerClient({ username: 'Zoe', email: 'zoe@example.com' });
  for (const data of MANY) await app.strapi.db.query('plugin::users-permissions.user').create({ data });
  const staff = office(app, manager);
  center = await staff.createCenter({ name: 'North', timeZone: 'Europe/Madrid', clients: [client.documentId] });
  await staff.createCenter({ name: 'South', timeZone: 'Europe/Rome' });
  for (let n = 1; n <= 9; n += 1) await staff.createCenter({ name: `Branch ${n}`, timeZone: 'UTC' });
  const medical = await staff.createTemplate({ name: 'Medical', renewOnExpiry: true, accessRule: 'block' });
  const licence = await staff.createTemplate({ name: 'Licence', expires: false, centers: [center.documentId] });
  const old = await staff.createTemplate({ name: 'Old', issueToNewClients: true });
  await staff.http().delete(`/certificates/templates/${old.documentId}`).expect(200);
  const others = (await list('/clients', '_q=Member&pageSize=8')).data;
  for (const { documentId } of others) {
    clock.advance({ hours: 1 });
    await staff.issue(documentId, medical.documentId);
    await staff.issue(documentId, licence.documentId);
  }
  for (const validUntil of ['2026-03-03', '2026-03-08', '2027-03-01']) {
    const { documentId } = await staff.issue(client.documentId, medical.documentId);
    await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil }).expect(200);
    await staff.approve(documentId);
  }
  const { documentId: waiting } = await staff.issue(client.documentId, licence.documentId);
  await upload(app.request(client.jwt), waiting, 'scan.png').expect(200);
  clock.set('2026-03-05T10:00:00Z');
});
afterAll(() => app?.stop());

describe('a list read by cursor', () => {
  it.each([
    'sort=username',
    'sort=username:DESC',
    'sort=email:ASC',
    'sort=email:desc,username',
    '_q=member&sort=email',
  ])('has every client once, in the order of its pages: %s', async (query) => {
    const [first, second] = [await list('/clients', `${query}&pageSize=100`), await walk('/clients', query)];
    expect(first.nextCursor).toBeNull();
    expect(first.total).toBe(query.startsWith('_q') ? 60 : 61);
    expect(ids(second)).toEqual(ids(first.data));
    expect(new Set(ids(second)).size).toBe(first.total);
  });

  it.each([
    ['/centers', 'sort=timeZone,name:DESC', 11],
    ['/centers', 'sort=createdAt:DESC', 11],
    ['/templates', 'sort=renewalLeadDays:DESC', 2],
    ['/staff', '', 2],
    ['/certificates', 'sort=state', 20],
    ['/certificates', 'sort=state:DESC,validUntil', 20],
    ['/certificates', 'sort=template:DESC', 20],
    ['/certificates', 'sort=center,issuedAt:DESC', 20],
    ['/certificates', 'sort=validUntil:DESC,client', 20],
    ['/certificates', 'sort=name,issuedAt:DESC,expiresAt', 20],
  ])('goes through %s by %s', async (path, query, total) => {
    const whole = await list(path, `${query}&pageSize=100`);
    expect([whole.total, whole.data.length]).toEqual([total, total]);
    expect(ids(await walk(path, query, 1))).toEqual(ids(whole.data));
  });

  it('by state follows the clock, in the order of a certificate’s life', async () => {
    const states = (await list('/certificates', 'sort=state&pageSize=100')).data as unknown as { state: string }[];
    expect([...new Set(states.map(({ state }) => state))]).toEqual([
      'missing_info',
      'pending_approval',
      'approved',
      'expiring_soon',
      'expired',
    ]);
  });
});

describe('a filter', () => {
  it.each([
    ['', ['Licence', 'Medical']],
    ['filters[issueToNewClients]=true', []],
    ['filters[issueToNewClients]=true&archived=true', ['Old']],
    ['filters[archivedAt][$notNull]=true', ['Old']],
    ['filters[renewOnExpiry]=true', ['Medical']],
    ['filters[renewOnExpiry][$ne]=true', ['Licence']],
    ['filters[expires][$in][0]=false', ['Licence']],
    ['filters[accessRule]=block', ['Medical']],
    ['filters[accessRule][$in][0]=none&filters[accessRule][$in][1]=warn', ['Licence']],
    ['filters[name][$containsi]=LIC', ['Licence']],
    ['filters[centers][$notNull]=true', ['Licence']],
    ['filters[expiringSoonDays][$gte]=16', []],
    ['filters[$or][0][name]=Medical&filters[$or][1][name]=Licence&sort=name:DESC', ['Medical', 'Licence']],
  ])('narrows the templates: %s', async (query, expected) => {
    expect(await names('/templates', query)).toEqual(expected);
    expect((await list('/templates', query)).total).toBe(expected.length);
  });

  it.each([
    ['filters[name]=North', ['North']],
    ['filters[timeZone][$in][0]=Europe/Madrid&filters[timeZone][$in][1]=Europe/Rome', ['North', 'South']],
    ['filters[timeZone][$ne]=UTC&sort=name:DESC', ['South', 'North']],
    ['filters[name][$contains]=ranch 9', ['Branch 9']],
  ])('narrows the centres: %s', async (query, expected) => {
    expect(await names('/centers', query)).toEqual(expected);
  });

  it('narrows the clients', async () => {
    expect(await usernames('filters[username]=Member 07')).toEqual(['Member 07']);
    expect(await usernames('filters[email][$containsi]=ZOE@')).toEqual(['Zoe']);
    expect(await usernames(`filters[center]=${center.documentId}`)).toEqual(['Zoe']);
    expect(await usernames(`filters[centers][documentId][$eq]=${center.documentId}`)).toEqual(['Zoe']);
    const totals = ['blocked', 'confirmed'].map(async (flag) =>
      Promise.all(
        ['=true', '=false', '[$ne]=true'].map(async (is) => (await list('/clients', `filters[${flag}]${is}`)).total)
      )
    );
    expect(await Promise.all(totals)).toEqual([
      [20, 41, 41],
      [31, 30, 30],
    ]);
    expect((await list('/clients', `filters[center][$ne]=${center.documentId}`)).total).toBe(60);
  });

  it('narrows the staff', async () => {
    expect(await names('/staff', 'filters[firstname]=Mara')).toEqual(['Mara Manager']);
    expect(await names('/staff', `filters[email]=${manager.email}&sort=lastname:DESC`)).toEqual(['Mara Manager']);
  });
});

/** Why a list does not answer. */
const refusalOf = async (path: string, query: string): Promise<{ message: string; details: { code: string } }> =>
  (await app.request(manager.jwt).get(`/certificates${path}?${query}`).expect(400)).body.error;

it.each([
  ['/certificates', 'state=approved'],
  ['/certificates/export.csv', 'client=somebody'],
  ['/templates', 'name=Medical'],
  ['/clients', 'username=Zoe'],
  ['/centers', 'timeZone=UTC'],
  ['/staff', 'email=mara@example.com'],
  ['/notifications', 'state=failed'],
])('the list of %s does not take everything for %s', async (path, query) => {
  const { details, message } = await refusalOf(path, query);
  expect(details.code).toBe('parameter_unknown');
  expect(message).toContain(`filters[${query.split('=')[0]}]`);
});

describe.each(['/certificates', '/templates', '/clients', '/centers', '/staff'])('the list of %s', (path) => {
  it.each([
    ['filters[password]=x', 'filter_invalid'],
    ['filters[documentId][$gt]=x', 'filter_invalid'],
    ['filters=x', 'filter_invalid'],
    ['sort=password', 'sort_invalid'],
    ['sort[0]=password', 'sort_invalid'],
    ['cursor=nonsense', 'cursor_invalid'],
    ['cursor[0]=a&cursor[1]=b', 'cursor_invalid'],
    ['page=10002&pageSize=100', 'pagination_invalid'],
  ])('refuses %s, and drops nothing', async (query, code) => {
    const { details, message } = await refusalOf(path, query);
    expect(details.code).toBe(code);
    if (code === 'pagination_invalid') expect(message).toContain('cursor');
  });

  it('refuses the cursor of another order', async () => {
    const [sort, other] = path === '/staff' || path === '/clients' ? ['email', 'email:DESC'] : ['name', 'name:DESC'];
    const { nextCursor } = await list(path, `sort=${sort}&pageSize=1`);
    expect(nextCursor).toEqual(expect.any(String));
    await list(path, `sort=${sort}&cursor=${nextCursor}`);
    expect((await refusalOf(path, `sort=${other}&cursor=${nextCursor}`)).details.code).toBe('cursor_invalid');
  });
});
