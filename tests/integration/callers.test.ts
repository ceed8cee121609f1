import { graphql } from '../helpers';
import { ask, GRAPHQL, operationsOf, outcomeOf } from './callers/graphql';
import { call, cellOf, everythingOf, REST } from './callers/rest';
import { cellsOf, routesUnder } from './callers/table';
import { CALLERS, isForeign, NOWHERE, startWorld, type World } from './callers/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.app.stop());

const UNDER = '/api/certificates';
const foreigners = CALLERS.filter(isForeign);

describe('REST', () => {
  it('has no route that the table leaves out', () => {
    expect(routesUnder(world.app, UNDER)).toEqual(REST.map(({ name }) => name).sort());
  });

  it.each(cellsOf(REST))('%s as %s: %s', async (name, caller, expected, { action }) => {
    const target = await world.target(caller);
    const before = await world.possessions();
    const answer = await call(world, name, caller, action, target);
    expect(cellOf(answer)).toBe(expected);
    if (answer.ok) expect(answer.headers['cache-control']).toMatch(/^private, no-(store|cache)$/);
    // Whoever has a link may read what it shows: that is what it is for.
    if (!isForeign(caller) || action === '(the link)') return;
    expect(world.tellsOfClient(answer.text ?? '')).toBe(false);
    expect(await world.possessions()).toEqual(before);
  });

  it.each(['GET /', 'GET /:documentId'])('%s tells those who may read', async (name) => {
    const readers = CALLERS.filter((caller) => !isForeign(caller));
    const { action = '' } = REST.find((row) => row.name === name) ?? {};
    const told = await Promise.all(
      readers.map(async (caller) => {
        const { text } = await call(world, name, caller, action, await world.target(caller));
        return [caller, world.tellsOfClient(text)];
      })
    );
    expect(told).toEqual(readers.map((caller) => [caller, true]));
  });

  const pointed = REST.filter(({ name, action }) => name.includes(':') && action !== '(the link)');
  it.each(pointed)('$name answers foreigners alike, whether it is there or not', async ({ name, action }) => {
    for (const caller of foreigners) {
      const there = await call(world, name, caller, action, await world.target('client'));
      const nowhere = await call(world, name, caller, action, NOWHERE);
      expect([caller, everythingOf(there)]).toEqual([caller, everythingOf(nowhere)]);
    }
  });

  it('answers wrong input about somebody else’s as about nothing', async () => {
    const other = () => world.app.request(world.people.other.jwt);
    const { certificate } = await world.target('client');
    const bodies = [
      { data: { validUntil: '2020-01-01' } },
      { data: { notes: 'x'.repeat(401) } },
      { data: { id: 1 } },
      {},
    ];
    for (const body of bodies) {
      const [there, nowhere] = await Promise.all(
        [certificate, NOWHERE.certificate].map((id) => other().put(`${UNDER}/${id}`).send(body))
      );
      expect(everythingOf(there!)).toEqual(everythingOf(nowhere!));
    }
    for (const file of ['', 'no picture', 'x'.repeat(11_000_000)]) {
      const [there, nowhere] = await Promise.all(
        [certificate, NOWHERE.certificate].map((id) =>
          other()
            .post(`${UNDER}/${id}/document`)
            .set('Content-Type', 'multipart/form-data; boundary=b')
            .send(`--b${file}`)
        )
      );
      expect(everythingOf(there!)).toEqual(everythingOf(nowhere!));
      expect(cellOf(there!)).toBe('404:not_found');
    }
    for (const list of ['', '/history']) {
      for (const filter of ['documentId', 'template[documentId]']) {
        const query = (value: string) =>
          `${UNDER}${list}?filters[documentId]=${certificate}&filters[${filter}]=${value}`;
        const [there, nowhere] = await Promise.all(
          [filter === 'documentId' ? certificate : world.template, 'z'.repeat(24)].map((id) => other().get(query(id)))
        );
        expect(everythingOf(there!)).toEqual(everythingOf(nowhere!));
      }
    }
  });
});

describe('GraphQL', () => {
  it('has no operation that the table leaves out', async () => {
    expect((await operationsOf(world)).sort()).toEqual(GRAPHQL.map(({ name }) => name).sort());
  });

  it.each(cellsOf(GRAPHQL))('%s as %s: %s', async (name, caller, expected, { action }) => {
    const target = await world.target(caller);
    const before = await world.possessions();
    const answer = await ask(world, name, caller, action, target);
    expect(outcomeOf(answer)).toBe(expected);
    if (!isForeign(caller)) return;
    expect(world.tellsOfClient(JSON.stringify(answer.data))).toBe(false);
    expect(await world.possessions()).toEqual(before);
  });

  it.each(GRAPHQL)('$name answers foreigners alike, whether it is there or not', async ({ name, action }) => {
    for (const caller of foreigners) {
      const there = await ask(world, name, caller, action, await world.target('client'));
      const nowhere = await ask(world, name, caller, action, NOWHERE);
      expect([caller, there]).toEqual([caller, nowhere]);
    }
  });
});

describe('a probe for what lists do not tell', () => {
  const secrets = ['password', 'email', 'resetPasswordToken', 'confirmationToken', 'username', 'id', 'role'];
  const own = [
    'documentKey',
    'documentSha256',
    'originKey',
    'notes',
    'revision',
    'approvedBy',
    'rejection',
    'id',
    'where',
  ];
  const nested = (relation: string) => secrets.map((field) => `[${relation}][${field}]`);
  const paths = [
    ...[...nested('client'), ...nested('approvedBy'), '[template][certificates]', '[center][staff][password]'],
    ...own.map((field) => `[${field}]`),
    ...['[$and][0]', '[$or][0]', '[$not]'].map((group) => `${group}[client][password]`),
  ];
  const probes = [
    ...paths.flatMap((path) => [`filters${path}[$startsWith]=$2`, `filters${path}[$notNull]=true`, `filters${path}=x`]),
    ...[...secrets.map((field) => `client.${field}`), 'password', 'originKey', 'template.client.password'].flatMap(
      (field) => [`sort=${field}`, `sort[0]=${field}:desc`, `sort[${field.split('.').join('][')}]=asc`]
    ),
  ];
  /** What Strapi's own lists know: what these tell is fixed. */
  const fixed = [
    ...['populate=*', 'populate[client][fields][0]=password', 'populate=approvedBy', 'populate[template][populate]=*'],
    ...['fields[0]=originKey', 'fields=documentKey', 'status=draft', 'locale=es', '__proto__[state]=approved'],
  ];
  const stray = ['where[client][password]=x', '_q=scan', 'filter[state]=approved', 'page=2'];

  it.each(['', '/history'])(
    'is refused or changes nothing in REST: %s',
    async (list) => {
      for (const caller of ['client', 'full'] as const) {
        const agent = world.app.request(await world.credential(caller, ''));
        const ask = async (query = '') => agent.get(`${UNDER}${list}?${query}`);
        for (const probe of probes) expect([probe, (await ask(probe)).status]).toEqual([probe, 400]);
        const plain = everythingOf(await ask());
        for (const query of fixed) expect([query, everythingOf(await ask(query))]).toEqual([query, plain]);
        for (const query of stray) expect([query, cellOf(await ask(query))]).toEqual([query, '400:parameter_unknown']);
      }
    },
    180_000
  );

  it.each(GRAPHQL.filter(({ name }) => /^certificate(s|History)/.test(name)))(
    'is refused in GraphQL: $name',
    async ({ name }) => {
      const fields = name.endsWith('_connection') ? '{ nodes { documentId } }' : '{ documentId }';
      const fieldProbes = ['client { password }', 'client { email }', 'approvedBy { id }', 'documentKey', 'originKey'];
      const argumentProbes = [
        ...secrets.map((field) => `filters: { client: { ${field}: { startsWith: "$2" } } }`),
        ...own.map((field) => `filters: { or: [{ ${field}: { notNull: true } }] }`),
        ...['client.password', 'password', 'client.id', 'originKey:desc'].map((field) => `sort: "${field}"`),
      ];
      for (const caller of ['client', 'full'] as const) {
        const token = await world.credential(caller, '');
        const ask = async (query: string) => graphql(() => world.app)(query, token);
        for (const probe of argumentProbes) {
          const { errors, data } = await ask(`{ ${name}(${probe}) ${fields} }`);
          expect([probe, errors.length, data[name] ?? null]).toEqual([probe, 1, null]);
        }
        for (const probe of fieldProbes) {
          const part = fields.replace('documentId', probe);
          expect([probe, (await ask(`{ ${name} ${part} }`)).status]).toEqual([probe, 400]);
        }
      }
    }
  );

  it('finds no way through the users either', async () => {
    const agent = world.app.request(await world.credential('full', ''));
    const paths = ['[staff][password]', '[staff][email]', '[name]', '[clients][password]', ''];
    for (const path of paths) {
      const { status } = await agent.get(`/api/users?filters[certificateCenters]${path}[$startsWith]=$2`);
      expect([path, status]).toEqual([path, 400]);
    }
    for (const query of ['populate=certificateCenters', 'populate[certificateCenters][populate]=staff']) {
      expect([query, (await agent.get(`/api/users?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await agent.get('/api/users?populate=*').expect(200)).text).not.toContain('ertificateCenters');
    const { status } = await graphql(() => world.app)(
      '{ usersPermissionsUsers(filters: { certificateCenters: { name: { startsWith: "a" } } }) { documentId } }',
      await world.credential('full', '')
    );
    expect(status).toBe(400);
  });
});

describe('a grant that was made by mistake', () => {
  beforeAll(async () => {
    await world.grantAll('public');
    await world.grantAll('authenticated');
  });

  it.each(REST)('opens $name to nobody who is not logged in', async ({ name, action }) => {
    const answer = await call(world, name, 'nobody', action, await world.target('client'));
    expect(cellOf(answer)).toBe(action.startsWith('(') ? '200' : '401:unauthorized');
  });

  it.each(GRAPHQL)('opens $name to nobody who is not logged in', async ({ name, action }) => {
    expect(outcomeOf(await ask(world, name, 'nobody', action, await world.target('client')))).toBe('unauthorized');
  });

  it('lets no client ask for the access of others, nor their own that way', async () => {
    for (const target of [await world.target('client'), NOWHERE]) {
      const answer = await call(world, 'GET /clients/:clientDocumentId/access', 'client', '', target);
      expect(cellOf(answer)).toBe('403:forbidden');
    }
  });
});
