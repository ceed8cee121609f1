import http from 'node:http';
import fc from 'fast-check';

import adminRoutes from '../../server/src/routes/admin';
import contentRoutes from '../../server/src/routes/content-api';
import { databaseClient } from '../helpers';
import { FORM_TYPE, forms } from './hostile/forms';
import { operations } from './hostile/operations';
import { pathTo, REQUESTS, type Request } from './hostile/requests';
import { changes, instead, seldom, text, toJson, wellFormed } from './hostile/values';
import { startHostileWorld, type HostileWorld, type Things } from './hostile/world';

/** Requests for each route; more, and others: `INPUT_RUNS=500 INPUT_SEED=7 npm run test:integration -- hostile`. */
const RUNS = Number(process.env.INPUT_RUNS ?? (databaseClient() === 'sqlite' ? 16 : 6));
const SEED = Number(process.env.INPUT_SEED ?? 20_260_401);

let world: HostileWorld;
beforeAll(async () => {
  world = await startHostileWorld();
}, 120_000);
afterAll(() => world?.app.stop());

interface Sent {
  method: string;
  path: string;
  token: string | undefined;
  type?: string | undefined;
  content?: string | Buffer | undefined;
}
interface Answer {
  status: number;
  text: string;
  code: string | undefined;
}

/** Sends it as it is: no library mends the path or the body on the way. */
const send = ({ method, path, token, type, content = '' }: Sent) =>
  new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(world.app.url);
    const bytes = Buffer.from(content);
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(type && { 'content-type': type, 'content-length': bytes.length }),
    };
    const request = http.request({ hostname, port, method, path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => {
        const { error } = body.startsWith('{') ? JSON.parse(body) : { error: undefined };
        resolve({ status: answer.statusCode ?? 0, text: body, code: error?.details?.code });
      });
    });
    request.on('error', reject);
    request.end(bytes);
  });

/** Refused before anybody looked at a value: for its form, its name, or for who sent it. */
const AT_THE_DOOR = ['field_unknown', 'parameter_unknown', undefined];
const isReached = ({ status, code }: Answer) => status < 300 || (status < 500 && !AT_THE_DOOR.includes(code));

interface Spoilt {
  id: string | null;
  query: [at: number, name: string | null, value: unknown][];
  change: (body: unknown) => unknown;
  broken: string | null;
  form: Buffer;
}

const BROKEN = ['{', '{"a":', '[', '"', 'null', '1', '[]', '{"a":1}x', '\ufeff{}', '{"a":"\u0000"}', ''];
const PROBES = [
  ...['filters[client][password][$startsWith]', 'filters[client][documentId][$contains]', 'filters[__proto__][a]'],
  ...['filters[constructor][prototype][a]', 'filters[$or]', 'filters[$not][$not][state]', 'filters', 'sort[a][b]'],
  ...['populate[client][populate][role]', 'populate', 'fields[0]', 'cursor', 'status', 'locale', '__proto__[x]'],
  ...['pagination', 'pagination[start]', 'filters[state][$in][200]', 'filters[validUntil][$between]', 'where[id]'],
];

/** What is wrong with a request: mostly one thing, so that the rest of it is looked at. */
const spoilt = (form: unknown): fc.Arbitrary<Spoilt> =>
  fc.record({
    id: seldom(text, 15),
    query: fc.array(
      fc.tuple(
        fc.nat({ max: 30 }),
        seldom(fc.constantFrom(...PROBES), 2),
        fc.oneof(
          { weight: 3, arbitrary: text },
          { weight: 2, arbitrary: instead('2027-01-01') },
          { weight: 1, arbitrary: instead(1) }
        )
      ),
      { maxLength: 2 }
    ),
    change: changes(form),
    broken: seldom(fc.constantFrom(...BROKEN), 15),
    form: forms,
  });

const queryOf = (right: [string, string][], wrong: Spoilt['query']): string => {
  const pairs = right.map((pair): [string, string] => [...pair]);
  for (const [at, name, value] of wrong) {
    const pair = pairs[at % Math.max(1, pairs.length)];
    const said = typeof value === 'string' ? value.slice(0, 3_000) : toJson(value).slice(0, 3_000);
    if (name !== null || !pair) pairs.push([name ?? 'page', said]);
    else pair[1] = said;
  }
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`).join('&');
};

const routes = [
  ...contentRoutes.routes.map(({ method, path }) => ({ method, path: `/api/certificates${path}` })),
  ...adminRoutes.routes.map(({ method, path }) => ({ method, path: `/certificates${path}` })),
].map((route) => ({ ...route, name: `${route.method} ${route.path}` }));

const takesFiles = (name: string) => name.startsWith('POST ') && name.endsWith('/document');
/** Not for clients: `/api/certificates/clients/...` is for API tokens. */
const tokenFor = (name: string) => {
  if (!name.includes(' /api/')) return world.credentials.manager;
  return name.includes('/clients/') ? world.credentials.token : world.credentials.client;
};

const NOTHING = { certificate: 'c', client: 'c', template: 't', center: 'c', staff: 's', revision: 1 } as Things;

/** Sends a route requests that are right but for something, as somebody. @returns all answers */
const attack = async (
  { method, path, name }: (typeof routes)[number],
  token: string | undefined,
  numRuns: number
): Promise<Answer[]> => {
  const { stage = 'issued', body, query } = REQUESTS[name] as Request;
  const answers: Answer[] = [];
  let things = await world.things(name, stage);
  const once = async (wrong: Spoilt | null) => {
    const id = wrong?.id ?? null;
    const target = pathTo(path, things).replace(
      ...((id === null
        ? ['', '']
        : [/(?<=\/)[\w-]{24,43}(?=\/|$)/, encodeURIComponent(wellFormed(id).slice(0, 3_000))]) as [string, string])
    );
    const search = queryOf(query?.(things) ?? [], wrong?.query ?? []);
    const right = body?.(things, world.another('unique'));
    const content = takesFiles(name)
      ? wrong?.form
      : body && (wrong?.broken ?? toJson(wrong === null ? right : wrong.change(right)));
    const sent = {
      method,
      path: `${target}${search && '?'}${search}`,
      token,
      ...(content !== undefined && { type: takesFiles(name) ? FORM_TYPE : 'application/json', content }),
    };
    const answer = await send(sent);
    answers.push(answer);
    const { status } = answer;
    if (status >= 500)
      throw new Error(`${status} for ${sent.path} ${String(sent.content).slice(0, 800)}: ${answer.text}`);
    if (status >= 400 && answer.text.startsWith('{')) expect(JSON.parse(answer.text)).toHaveProperty('error.message');
    if (status < 300 && method !== 'GET') things = await world.things(name, stage);
  };
  if (!takesFiles(name)) await once(null);
  const property = fc.asyncProperty(spoilt(body?.(NOTHING, 'unique') ?? {}), once);
  await fc.assert(property, { numRuns, seed: SEED, endOnFailure: true });
  return answers;
};

let requests = 0;
let reached = 0;
afterAll(() =>
  process.stderr.write(`Hostile requests: ${requests}, of which ${reached} were looked at for their values\n`)
);
const count = (answers: Answer[]) => {
  const far = answers.filter(isReached).length;
  requests += answers.length;
  reached += far;
  return far;
};

it('knows a right request for every route', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(routes.map(({ name }) => name).sort());
});

it.each(routes)(
  '$name looks at what it is sent, and never fails of it',
  async (route) => {
    const answers = await attack(route, tokenFor(route.name), RUNS);
    // A request with nothing wrong is what the others are made of.
    if (!takesFiles(route.name)) expect([answers[0], answers[0]!.status < 300]).toEqual([answers[0], true]);
    expect(count(answers)).toBeGreaterThanOrEqual(RUNS / 3);
    expect(answers.some(({ status }) => status < 300)).toBe(true);
  },
  60_000 + RUNS * 500
);

describe.each(['token', 'nobody'] as const)('%s', (who) => {
  it.each(routes.filter(({ path }) => path.startsWith('/api/')))(
    '$name answers, and never fails of what it is sent',
    async (route) => {
      const token = who === 'token' ? world.credentials.token : undefined;
      count(await attack(route, token, Math.ceil(RUNS / 3)));
    },
    60_000 + RUNS * 500
  );
});

describe('GraphQL', () => {
  const asked = (data: string): Answer & { codes: string[] } => {
    const { errors = [] } = JSON.parse(data) as { errors?: { extensions?: { code?: string } }[] };
    return {
      status: 0,
      text: data,
      code: undefined,
      codes: errors.map(({ extensions }) => extensions?.code ?? 'none'),
    };
  };

  it.each(Object.entries(operations))(
    '%s answers whatever it is asked',
    async (name, made) => {
      const seen = new Map<string, number>();
      for (const [who, token, runs] of [
        ['client', world.credentials.client, RUNS * 2],
        ['token', world.credentials.token, RUNS],
        ['nobody', undefined, Math.ceil(RUNS / 3)],
      ] as const) {
        // What is taken away has to be there again for the next.
        const route = name === 'removePushSubscription' ? 'DELETE /push-subscriptions/:id' : '';
        let things = await world.things(route, 'issued');
        const property = fc.asyncProperty(made, async (make) => {
          if (route) things = await world.things(route, 'issued');
          const content = make(things, world.another('unique'));
          const { status, text: body } = await send({
            method: 'POST',
            path: '/graphql',
            token,
            type: 'application/json',
            content,
          });
          const { codes } = asked(body);
          for (const code of [...new Set(codes), ...(codes.length === 0 ? ['ok'] : [])]) {
            seen.set(`${who} ${code}`, (seen.get(`${who} ${code}`) ?? 0) + 1);
          }
          requests += 1;
          if (codes.every((code) => !['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'].includes(code)))
            reached += 1;
          if (status >= 500 || codes.includes('INTERNAL_SERVER_ERROR')) {
            throw new Error(`${status} for ${content.slice(0, 1_500)}: ${body}`);
          }
        });
        await fc.assert(property, { numRuns: runs, seed: SEED, endOnFailure: true });
      }
      expect(seen.get('client ok')).toBeGreaterThan(RUNS / 8);
    },
    120_000 + RUNS * 1_000
  );
});

it('and goes on as before', async () => {
  const { client } = world.credentials;
  await world.app.request(client).get('/api/certificates').expect(200);
});
