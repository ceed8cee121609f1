/**
 * `npm run load`: five minutes of everything that clients and staff do at once, many times as dense as in a day, while a
 * sweep of 100,000 certificates runs and mails go to a real SMTP server on loopback. Ends with PASS where no request failed
 * and memory stayed flat.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { provideDatabase } from '../scripts/databases.mjs';
import { fail, setup } from '../scripts/setup.mjs';
import { buildApp, databaseVersion } from './harness/home.mjs';
import { layout } from './harness/layout.mjs';
import { adminOf, clientsOf, tokenOf } from './harness/logins.mjs';
import { memoryOf } from './harness/memory.mjs';
import { formOf, pdfOf } from './harness/pdf.mjs';
import { machine } from './harness/report.mjs';
import { openStage, startProcess } from './harness/stage.mjs';
import { spread } from './harness/statistics.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const HELP = `npm run load -- [options]
  --db=sqlite                  or postgres, mariadb
  --size=1200000               certificates in the table; a sixth of them, 100,000 at most, fall due in the middle
  --seconds=300                how long it lasts`;
/** Memory in use after all of it, beyond that before the sweep: more is a leak. */
const MEMORY_MB = 64;
/** Certificates that wait for approval: more than can be approved while it lasts. */
const POOL = 12_000;
const say = (line = '') => process.stdout.write(`${line}\n`);

const optionsOf = (words) => {
  const given = Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('=')));
  const { db = 'sqlite', size = '1200000', seconds = '300', help } = given;
  return { client: db === 'mariadb' ? 'mysql' : db, size: Number(size), seconds: Number(seconds), help };
};

/** Who asks for what, so many times a second. */
const trafficOf = async (stage) => {
  const { url } = stage.server;
  const people = await clientsOf(stage, 10);
  const [admin, token] = [await adminOf(stage), await tokenOf(stage)];
  const [{ id, jwt }] = people;
  const [upload, edited] = await stage.server.call(path.join(here, 'rows/09-uploads.mjs'), 'addMissing', id, 2);
  const own = `${url}/api/certificates/${upload}`;
  const form = formOf(pdfOf(200_000), { validUntil: '2099-12-31' });
  const sent = await fetch(`${own}/document`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}`, 'content-type': form.type },
    body: form.body,
  });
  if (!sent.ok) throw new Error(`The first upload was answered ${sent.status}: ${await sent.text()}`);
  const jwts = people.map((one) => one.jwt);
  const query = '{ certificates { documentId name state validUntil template { name } document { name url } } }';
  const waiting = await stage.server.call(fileURLToPath(import.meta.url), 'addPending', id, POOL);
  const serial = countFrom(1);
  const json = (body) => ({ method: 'POST', type: 'application/json', body: JSON.stringify(body) });
  return [
    { name: 'own list', rate: 15, tokens: jwts, url: `${url}/api/certificates` },
    { name: 'own access', rate: 5, tokens: jwts, url: `${url}/api/certificates/access` },
    { name: 'own list, GraphQL', rate: 3, tokens: jwts, url: `${url}/graphql`, ...json({ query }) },
    { name: 'download of 200 kB', rate: 4, tokens: [jwt], url: `${own}/document` },
    { name: 'upload of 200 kB', rate: 2, tokens: [jwt], url: `${own}/document`, method: 'POST', ...form },
    {
      name: 'turnstile',
      rate: 5,
      tokens: [token],
      url: `${url}/api/certificates/clients/${await clientOf(stage, id)}/access`,
    },
    { name: 'staff, first page', rate: 3, tokens: [admin], url: `${url}/certificates/certificates?pageSize=25` },
    {
      name: 'staff, queue',
      rate: 2,
      tokens: [admin],
      url: `${url}/certificates/certificates?filters[state]=pending_approval`,
    },
    {
      name: 'edit of notes',
      rate: 3,
      tokens: [jwt],
      url: `${url}/api/certificates/${edited}`,
      method: 'PUT',
      type: 'application/json',
      next: () => ({ body: JSON.stringify({ data: { notes: `Seen ${serial()} times` } }) }),
    },
    {
      name: 'registration',
      rate: 1,
      url: `${url}/api/auth/local/register`,
      method: 'POST',
      type: 'application/json',
      next: () => {
        const username = `load-${serial()}`;
        const account = { username, email: `${username}@example.com`, password: 'Correct-Horse-9' };
        return { body: JSON.stringify(account) };
      },
    },
    {
      name: 'staff, approval',
      rate: 1,
      tokens: [admin],
      url: `${url}/certificates/certificates/bulk/approve`,
      method: 'POST',
      type: 'application/json',
      next: () => ({
        path: `/certificates/certificates/${waiting.pop()}/approve`,
        body: JSON.stringify({ revision: 1 }),
      }),
    },
    {
      name: 'staff, ten in bulk',
      rate: 1,
      tokens: [admin],
      url: `${url}/certificates/certificates/bulk/approve`,
      method: 'POST',
      type: 'application/json',
      next: () => ({
        body: JSON.stringify({ rows: waiting.splice(-10).map((documentId) => ({ documentId, revision: 1 })) }),
      }),
    },
    { name: 'staff, figures', rate: 1, tokens: [admin], url: `${url}/certificates/stats` },
  ];
};

const clientOf = async (stage, id) => await stage.server.call(fileURLToPath(import.meta.url), 'documentIdOf', id);

const headersOf = (token, type) => ({
  ...(token ? { authorization: `Bearer ${token}` } : {}),
  ...(type ? { 'content-type': type } : {}),
});

const countFrom = (first) => {
  let at = first - 1;
  return () => (at += 1);
};

/** Keeps one kind of request going at its rate until it is told to stop. @returns what it measured */
const keepAsking = ({ url, rate, tokens = [null], method = 'GET', type, body, next }, until) =>
  new Promise((resolve, reject) => {
    let turn = 0;
    const run = autocannon(
      {
        url,
        method,
        body,
        connections: Math.min(tokens.length, rate),
        duration: 3_600,
        timeout: 30,
        overallRate: rate,
        setupClient: (client) => {
          const token = tokens[turn++ % tokens.length];
          if (!next) client.setHeaders(headersOf(token, type));
        },
        // One that is different each time; autocannon takes its headers from here alone.
        ...(next && {
          requests: [
            {
              method,
              headers: headersOf(tokens[0], type),
              setupRequest: (request) => ({ ...request, ...next() }),
            },
          ],
        }),
      },
      (error, result) => (error ? reject(error) : resolve(result))
    );
    void until.then(() => run.stop());
  });

const phase = async (name, traffic, until) => {
  const from = performance.now();
  const results = await Promise.all(traffic.map((kind) => keepAsking(kind, until)));
  const seconds = (performance.now() - from) / 1000;
  say(`\n${name}: ${seconds.toFixed(0)} s`);
  let bad = 0;
  for (const [at, { requests, latency, non2xx, errors, timeouts }] of results.entries()) {
    const wrong = non2xx + errors + timeouts;
    bad += wrong;
    const times = `p50 ${latency.p50} ms, p99 ${latency.p99} ms, worst ${latency.max} ms`;
    say(`  ${traffic[at].name.padEnd(20)} ${String(requests.total).padStart(6)} requests, ${times}, ${wrong} failed`);
  }
  return bad;
};

/** What the SMTP server has got. */
const mailsOf = (sink) =>
  new Promise((resolve) => {
    sink.child.once('message', ({ mails }) => resolve(mails));
    sink.child.send({ take: false });
  });

/**
 * Megabytes that the server holds once everything that nothing holds any longer is let go: how much more it takes in
 * between is a matter of how much there is on the machine.
 */
const held = async (stage) => {
  await stage.call('collect');
  return memoryOf(stage.server.pid);
};

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const measure = async (stage, { size, seconds }) => {
  const traffic = await trafficOf(stage);
  const samples = [];
  const timer = setInterval(() => samples.push(memoryOf(stage.server.pid)), 1_000);
  let bad = await phase('Alone', traffic, pause(seconds / 5));
  const before = await held(stage);
  const due = layout(size).sliceRows * 2;
  let swept;
  const sweep = stage.server.call(fileURLToPath(import.meta.url), 'sweep', size).then((result) => {
    swept = result;
  });
  bad += await phase(`While ${due} certificates expire and are renewed`, traffic, sweep);
  say(`  the sweep: ${JSON.stringify(swept)}`);
  bad += await phase('After it', traffic, pause(Math.max(seconds / 5, seconds - samples.length)));
  clearInterval(timer);
  const after = await held(stage);
  const [usual, most] = [spread(samples).median, Math.max(...samples)].map((value) => value.toFixed(0));
  say(`\nMemory: ${usual} MB mostly, ${most} MB at most`);
  say(`Memory in use: ${before.toFixed(0)} MB before the sweep, ${after.toFixed(0)} MB at the end`);
  const mails = await stage.mails();
  const twice = mails.length - new Set(mails.map((mail) => mail.id)).size;
  say(`Mails: ${mails.length} have arrived meanwhile, ${twice} of them twice`);
  const kept = after - before;
  return [
    bad > 0 && `${bad} requests failed`,
    kept > MEMORY_MB && `${kept.toFixed(0)} MB of memory were kept, ${MEMORY_MB} MB at most`,
    mails.length === 0 && 'no mail has arrived',
    twice > 0 && `${twice} mails came twice`,
    swept.expired < due * 0.9 && `only ${swept.expired} of ${due} have expired`,
  ].filter(Boolean);
};

/** Runs in Strapi's process. */
export const inside = {
  /** Certificates that wait for approval. @returns their document ids */
  async addPending({ knex, tables, clock }, clientId, count) {
    const at = clock.now();
    const ids = Array.from({ length: count }, (_, serial) => `pending${String(serial).padStart(17, '0')}`);
    const row = {
      ...{
        name: 'Licence',
        expires: true,
        state: 'pending_approval',
        template_id: 1,
        client_id: clientId,
        revision: 1,
      },
      ...{
        issued_at: at,
        created_at: at,
        updated_at: at,
        published_at: at,
        uploaded_at: at,
        valid_until: '2099-12-31',
      },
      ...{ expiring_soon_at: new Date('2099-12-16'), expires_at: new Date('2100-01-01') },
      ...{ document_name: 'scan.pdf', document_mime: 'application/pdf', document_size: 1, document_key: '00/none' },
    };
    for (let from = 0; from < count; from += 50) {
      await knex(tables.certificates).insert(ids.slice(from, from + 50).map((id) => ({ ...row, document_id: id })));
    }
    return ids;
  },

  documentIdOf: async ({ knex, tables }, id) =>
    (await knex(tables.users).where({ id }).first('document_id')).document_id,

  async sweep(host, size) {
    host.clock.set(new Date(layout(size).endOf(1).getTime() + 1_000));
    const { ms, queries, result } = await host.time(() => host.service('sweep').run());
    return { seconds: Math.round(ms / 100) / 10, queries, ...result };
  },
};

const main = async () => {
  const options = optionsOf(process.argv.slice(2));
  if (options.help !== undefined) return say(HELP);
  const { client } = options;
  await setup();
  const dist = buildApp();
  const database = client === 'sqlite' ? { env: {}, stop: async () => {} } : await provideDatabase(client);
  try {
    say(`${await databaseVersion(client, database.env)}, ${options.size} certificates; ${JSON.stringify(machine())}`);
    const sink = await startProcess(path.join(here, 'limits/smtp-sink.mjs'), {});
    const env = { BENCH_MAIL: 'send', SMTP_PORT: String(sink.port) };
    const stage = await openStage({
      ...{ client, serverEnv: database.env, env, size: options.size, first: true, dist, options },
    });
    stage.closing(() => sink.stop());
    stage.mails = () => mailsOf(sink);
    try {
      const problems = await measure(stage, options);
      say(problems.length === 0 ? 'PASS' : `SHORT: ${problems.join('; ')}`);
      process.exitCode = problems.length === 0 ? 0 : 1;
    } finally {
      await stage.close();
    }
  } finally {
    await database.stop();
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch(fail);
  // A connection that was left open is no reason to stay.
  process.exit();
}
