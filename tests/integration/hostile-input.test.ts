import http from 'node:http';
import fc from 'fast-check';
import adminRoutes from '../../server/src/routes/admin';
import contentRoutes from '../../server/src/routes/content-api';
import { startStrapi, type TestStrapi } from '../helpers';
import { office, upload } from '../helpers/office';

/** Requests for each route and caller; more, and others: `INPUT_RUNS=500 INPUT_SEED=7 npm run test:integration -- hostile`. */
const RUNS = Number(process.env.INPUT_RUNS ?? 12);
const SEED = Number(process.env.INPUT_SEED ?? 20_260_401);

let app: TestStrapi;
let manager: string;
let client: string;
/** Ids that exist: hostile input gets furthest beside what is right. */
const known: string[] = [];

beforeAll(async () => {
  app = await startStrapi({ config: { sweep: { enabled: false }, notifications: { email: { enabled: false } } } });
  // Strapi's body parser logs each broken JSON with a stack.
  app.strapi.log.silent = true;
  const boss = await app.createAdminUser({ roles: ['certificates-manager'] });
  manager = boss.jwt;
  const staff = office(app, boss);
  const owner = await app.registerClient();
  client = owner.jwt;
  const center = await staff.createCenter({ name: 'Here', timeZone: 'UTC', clients: [owner.documentId] });
  const template = await staff.createTemplate({ name: 'Medical certificate', reminders: { daysBefore: [3] } });
  for (let at = 0; at < 3; at += 1) {
    const { documentId } = await staff.issue(owner.documentId, template.documentId);
    await upload(app.request(client), documentId, 'scan.png', { validUntil: '2099-12-31' }).expect(200);
    known.push(documentId);
  }
  known.push(owner.documentId, center.documentId, template.documentId, boss.documentId);
});
afterAll(() => app.stop());

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202egnp.exe',
  '💣'.repeat(3),
  '\ud800',
  "' OR 1=1 --",
  '%',
  '%00',
  '../../../etc',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '99999999999999999999999999',
  '2026-02-30',
  '9999-12-31',
  '+275760-09-13',
  '0000-00-00',
  '[object Object]',
  '{{name}}',
  '{{#a}}',
  '<script>',
  'x'.repeat(3_000),
];
const FIELDS = [
  ...['validUntil', 'notes', 'name', 'client', 'template', 'center', 'revision', 'reason', 'comment', 'rows', 'files'],
  ...['instructions', 'expires', 'expiringSoonDays', 'renewalLeadDays', 'accessRule', 'centers', 'reminders', 'staff'],
  ...['clients', 'add', 'remove', 'timeZone', 'includeHolders', 'documentId', 'driver', 'endpoint', 'token', 'keys'],
  ...['locale', 'event', 'language', 'subject', 'text', 'html', 'data', '__proto__', 'constructor', 'toString', 'id'],
];
const QUERY_KEYS = [
  ...['page', 'pageSize', 'sort', '_q', 'cursor', 'archived', 'trashed', 'on', 'filters', 'pagination', 'populate'],
  ...[
    'filters[state]',
    'filters[state][$in]',
    'filters[state][$in][0]',
    'filters[validUntil][$gte]',
    'filters[$or][0]',
  ],
  ...['filters[client][password][$startsWith]', 'filters[client][documentId]', 'filters[client]', 'filters[template]'],
  ...['filters[__proto__][a]', 'filters[$not][state]', 'filters[template][documentId][$eq]', 'filters[center]'],
  ...['pagination[page]', 'pagination[pageSize]', 'pagination[withCount]', 'pagination[start]', 'pagination[limit]'],
  ...[
    'sort[0]',
    'sort[a][b]',
    'fields[0]',
    'populate[client][populate]',
    'status',
    'locale',
    'download',
    '__proto__[x]',
  ],
];

/** No address can carry half a surrogate pair; a body can. */
const wellFormed = (text: string) => Buffer.from(text).toString();

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.nat({ max: 6 }).map((at) => known[at % known.length] ?? 'none') }
);
const leaf = fc.oneof(
  word,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, 2 ** 31, [], {}, [[]], [null]),
  fc.constantFrom<unknown>('approved', 'unreadable', 'web-push', 'certificate.created', 'es', 'block', '2099-01-01')
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), tie('any'), { maxKeys: 3 }) }
  ),
})).any;
const object = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 6 });
const body = fc.oneof(
  { weight: 5, arbitrary: object.map((it) => JSON.stringify(it)) },
  { weight: 3, arbitrary: object.map((it) => JSON.stringify({ data: it })) },
  { weight: 1, arbitrary: value.map((it) => JSON.stringify(it) ?? '') },
  { weight: 1, arbitrary: fc.constantFrom('{', '{"a":', '[', '"', '{"__proto__":{"admin":true}}', '[]', 'null', '1') }
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...QUERY_KEYS), word), { maxLength: 4 })
  .map((pairs) => pairs.map(([key, it]) => `${key}=${encodeURIComponent(wellFormed(it))}`).join('&'));
const BOUNDARY = 'b0undary';
const part = fc
  .tuple(
    fc.constantFrom(...FIELDS),
    fc.option(word),
    fc.constantFrom('', 'image/png', 'x'.repeat(300), 'text/html'),
    word
  )
  .map(([name, file, type, content]) => {
    const fileName = file === null ? '' : `; filename="${file.replaceAll(/["\r\n]/g, '')}"`;
    const head = `Content-Disposition: form-data; name="${name}"${fileName}\r\n${type && `Content-Type: ${type}\r\n`}`;
    return `--${BOUNDARY}\r\n${head}\r\n${content}\r\n`;
  });
const multipart = fc
  .tuple(fc.array(part, { maxLength: 4 }), fc.constantFrom('', `--${BOUNDARY}--\r\n`, `--${BOUNDARY}`))
  .map(([parts, end]) => parts.join('') + end);

interface Sent {
  method: string;
  path: string;
  token: string;
  type?: string;
  content?: string;
}

/** Sends it as it is: no library mends the path or the body on the way. */
const send = ({ method, path, token, type, content = '' }: Sent) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    const bytes = Buffer.from(content);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(type ? { 'content-type': type, 'content-length': bytes.length } : {}),
    };
    const request = http.request({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(bytes);
  });

const withParams = (path: string, words: string[]): string => {
  let at = 0;
  return path.replaceAll(/:\w+/g, () => encodeURIComponent(wellFormed(words[(at += 1) - 1] ?? 'x')));
};

const routes = [
  ...contentRoutes.routes.map(({ method, path }) => ({ method, path: `/api/certificates${path}`, panel: false })),
  ...adminRoutes.routes.map(({ method, path }) => ({ method, path: `/certificates${path}`, panel: true })),
];

it.each(routes)(
  '$method $path answers whatever it is sent, and never with an error of its own',
  async (route) => {
    const takesFiles = route.path.endsWith('/document') && route.method === 'POST';
    const content = fc.oneof(
      { weight: takesFiles ? 1 : 6, arbitrary: body.map((it) => ({ type: 'application/json', content: it })) },
      {
        weight: takesFiles ? 6 : 1,
        arbitrary: multipart.map((it) => ({ type: `multipart/form-data; boundary=${BOUNDARY}`, content: it })),
      },
      { weight: 1, arbitrary: word.map((it) => ({ type: 'text/plain', content: it })) }
    );
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 2, maxLength: 2 }), query, content, async (words, search, sent) => {
        const path = `${withParams(route.path, words)}${search && '?'}${search}`;
        const withBody = route.method === 'GET' || route.method === 'HEAD' ? {} : sent;
        const token = route.panel ? manager : client;
        const { status, text } = await send({ method: route.method, path, token, ...withBody });
        answered += 1;
        if (status >= 500) throw new Error(`${status} for ${path} ${JSON.stringify(withBody).slice(0, 500)}: ${text}`);
        if (status >= 400 && text.startsWith('{')) expect(JSON.parse(text)).toHaveProperty('error.message');
      }),
      { numRuns: RUNS, seed: SEED }
    );
    expect(answered).toBeGreaterThanOrEqual(RUNS);
  },
  60_000 + RUNS * 500
);
