import { graphql, startStrapi, type Client, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';

/** More than one page can hold. */
const ROWS = 105;

let app: TestStrapi;
let client: Client;
let token: string;

beforeAll(async () => {
  app = await startStrapi({
    graphql: true,
    config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } },
  });
  const staff = office(app, await app.createAdminUser({ roles: ['certificates-manager'] }));
  client = await app.registerClient();
  token = await app.apiToken('read-only');
  const templates: string[] = [];
  for (const name of ['Medical', 'Insurance', 'Licence']) {
    templates.push((await staff.createTemplate({ name, accessRule: 'block' })).documentId);
  }
  for (let at = 0; at < ROWS; at += 1) {
    const { documentId } = await staff.issue(client.documentId, templates[at % templates.length]!);
    if (at % 10 > 0) continue;
    await upload(app.request(client.jwt), documentId, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
    if (at % 20 > 0) continue;
    await staff.post(`/certificates/${documentId}/reject`, { revision: 2, reason: 'other', comment: 'Too dark' });
  }
});
afterAll(() => app.stop());

const ask = graphql(() => app);

const FIELDS = `documentId name state expires validUntil notes issuedAt uploadedAt uploadedBy approvedAt archivedAt
  expiresAt rejection { reason comment at } editable document { name mime size url previewUrl }
  template { documentId name instructions } client { documentId username }`;

/** Asks for a page of a list, and counts the statements that the database gets meanwhile. */
const page = async (name: string, limit: number, who: string) => {
  const rows = name.endsWith('_connection') ? `{ nodes { ${FIELDS} } pageInfo { total } }` : `{ ${FIELDS} }`;
  let queries = 0;
  const count = () => void (queries += 1);
  app.strapi.db.connection.on('query', count);
  const { data, errors } = await ask(`{ ${name}(pagination: { limit: ${limit} }) ${rows} }`, who);
  app.strapi.db.connection.removeListener('query', count);
  expect(errors).toEqual([]);
  return { rows: ((data[name].nodes ?? data[name]) as unknown[]).length, queries };
};

/** What a page costs by itself: the least of a few, because the dispatcher asks the database now and then too. */
const costOf = async (name: string, limit: number, who: string) => {
  const tries = [];
  for (let at = 0; at < 4; at += 1) tries.push(await page(name, limit, who));
  return { rows: tries[0]!.rows, queries: Math.min(...tries.map(({ queries }) => queries)) };
};

describe.each([
  ['certificates', () => undefined],
  // As an import by SQL leaves them.
  [
    'certificateHistory',
    () => app.strapi.db.connection('certificates_certificates').update({ archived_at: new Date() }),
  ],
])('%s', (list, prepare) => {
  beforeAll(async () => {
    await prepare();
  });

  it.each([
    [list, 'a client', () => client.jwt],
    [`${list}_connection`, 'a client', () => client.jwt],
    [list, 'an API token', () => token],
    [`${list}_connection`, 'an API token', () => token],
  ])('%s costs %s as many queries for 1, 10 and 100 rows', async (name, _, who) => {
    const pages = [];
    for (const limit of [1, 10, 100]) pages.push(await costOf(name, limit, who()));
    const [{ queries } = { queries: 0 }] = pages;
    expect(queries).toBeGreaterThan(0);
    expect(pages).toEqual([1, 10, 100].map((rows) => ({ rows, queries })));
  });

  it('gives 25 at once where nothing else is asked, and never more than 100', async () => {
    const count = async (args: string) =>
      ((await ask(`{ ${list}${args} { documentId } }`, client.jwt)).data[list] as unknown[]).length;
    expect(await count('')).toBe(25);
    expect(await count('(pagination: { limit: 5000 })')).toBe(100);
    expect(await count('(pagination: { pageSize: 5000 })')).toBe(100);
    expect(await count('(pagination: { page: 2, pageSize: 5000 })')).toBe(ROWS - 100);
  });

  it.each([
    [10, 10],
    [-1, 100],
    [undefined, 100],
    [5000, 100],
  ])('gives at most what the host allows: maxLimit %s, %i rows', async (maxLimit, expected) => {
    const before = app.strapi.config.get('plugin::graphql.maxLimit');
    app.strapi.config.set('plugin::graphql.maxLimit', maxLimit);
    const { data } = await ask(
      `{ ${list}_connection(pagination: { limit: 5000 }) { nodes { documentId } pageInfo { pageSize pageCount } } }`,
      client.jwt
    );
    app.strapi.config.set('plugin::graphql.maxLimit', before);
    expect(data[`${list}_connection`].nodes).toHaveLength(expected);
    expect(data[`${list}_connection`].pageInfo).toEqual({ pageSize: expected, pageCount: Math.ceil(ROWS / expected) });
  });

  it.each([
    ['deep', `${'not: { '.repeat(6)}state: { eq: "approved" }${' }'.repeat(6)}`],
    ['wide', `or: [${'{ state: { eq: "approved" } } '.repeat(60)}]`],
    ['long', `state: { in: [${'"approved" '.repeat(101)}] }`],
  ])('takes no filter that is too %s', async (_, filters) => {
    const { code, data } = await ask(`{ ${list}(filters: { ${filters} }) { documentId } }`, client.jwt);
    expect([code, data[list] ?? null]).toEqual(['filter_invalid', null]);
  });
});

describe('a request', () => {
  it('asks so many times under other names and no more', async () => {
    const aliases = (count: number) =>
      `{ ${Array.from({ length: count }, (_, at) => `a${at}: certificateAccess { allowed }`).join(' ')} }`;
    expect((await ask(aliases(50), client.jwt)).errors).toEqual([]);
    expect((await ask(aliases(51), client.jwt)).code).toBe('too_many_operations');
  });

  it('cannot go round in circles: no type leads back to itself', async () => {
    interface Type {
      name: string | null;
      ofType: Type | null;
    }
    const { data } = await ask(
      `{ __schema { types { name fields { name type ${'{ name ofType '.repeat(4)}{ name }${' }'.repeat(4)} } } } }`
    );
    const types = data.__schema.types as { name: string; fields: { name: string; type: Type }[] | null }[];
    const nameOf = ({ name, ofType }: Type): string => name ?? (ofType ? nameOf(ofType) : '');
    const depthOf = (name: string, way: string[]): number => {
      if (way.includes(name)) throw new Error(`${[...way, name].join(' > ')} is a circle`);
      const fields = types.find((type) => type.name === name)?.fields ?? [];
      return 1 + Math.max(0, ...fields.map(({ type }) => depthOf(nameOf(type), [...way, name])));
    };
    const roots = types
      .filter(({ name }) => name === 'Query' || name === 'Mutation')
      .flatMap(({ fields }) => fields ?? [])
      .map(({ type }) => nameOf(type))
      .filter((name) => name.startsWith('Certificates'));
    expect(roots.length).toBeGreaterThanOrEqual(9);
    // Page, certificate, template, its name: far from any limit that a host sets (Strapi recommends 10).
    expect(Math.max(...roots.map((name) => depthOf(name, [])))).toBe(4);
  });
});
