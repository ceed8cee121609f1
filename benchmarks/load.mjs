/**
 * `npm run load`: five minutes of everything that clients and staff do at once, many times as dense as in a day, while a
 * sweep of 100,000 certificates runs. Ends with PASS where no request failed and memory stayed flat.
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
import { openStage } from './harness/stage.mjs';
import { spread } from './harness/statistics.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const HELP = `npm run load -- [options]
  --db=sqlite                  or postgres, mariadb
  --size=1200000               certificates in the table; a sixth of them, 100,000 at most, fall due in the middle
  --seconds=300                how long it lasts`;
/** More than this from the second minute to the last is a leak. */
const MEMORY_MB = 64;
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
  const [upload] = await stage.server.call(path.join(here, 'rows/09-uploads.mjs'), 'addMissing', id, 1);
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
    { name: 'staff, figures', rate: 1, tokens: [admin], url: `${url}/certificates/stats` },
  ];
};

const clientOf = async (stage, id) => await stage.server.call(fileURLToPath(import.meta.url), 'documentIdOf', id);

/** Keeps one kind of request going at its rate until it is told to stop. @returns what it measured */
const keepAsking = ({ url, rate, tokens, method = 'GET', type, body }, until) =>
  new Promise((resolve, reject) => {
    let next = 0;
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
          const token = tokens[next++ % tokens.length];
          client.setHeaders({ authorization: `Bearer ${token}`, ...(type ? { 'content-type': type } : {}) });
        },
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

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const measure = async (stage, { size, seconds }) => {
  const traffic = await trafficOf(stage);
  const samples = [];
  const timer = setInterval(() => samples.push(memoryOf(stage.server.pid)), 1_000);
  let bad = await phase('Alone', traffic, pause(seconds / 5));
  const steady = samples.slice(Math.floor(samples.length / 2));
  const due = layout(size).sliceRows * 2;
  let swept;
  const sweep = stage.server.call(fileURLToPath(import.meta.url), 'sweep', size).then((result) => {
    swept = result;
  });
  bad += await phase(`While ${due} certificates expire and are renewed`, traffic, sweep);
  say(`  the sweep: ${JSON.stringify(swept)}`);
  bad += await phase('After it', traffic, pause(Math.max(seconds / 5, seconds - samples.length)));
  clearInterval(timer);
  const [before, after] = [steady, samples.slice(-steady.length)].map((values) => spread(values).median);
  say(
    `\nMemory: ${before.toFixed(0)} MB alone, ${Math.max(...samples).toFixed(0)} MB at most, ${after.toFixed(0)} MB at the end`
  );
  const kept = after - before;
  return [
    bad > 0 && `${bad} requests failed`,
    kept > MEMORY_MB && `${kept.toFixed(0)} MB of memory were kept, ${MEMORY_MB} MB at most`,
    swept.expired < due * 0.9 && `only ${swept.expired} of ${due} have expired`,
  ].filter(Boolean);
};

/** Runs in Strapi's process. */
export const inside = {
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
    const stage = await openStage({ client, serverEnv: database.env, size: options.size, first: true, dist, options });
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
