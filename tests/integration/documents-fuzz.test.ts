import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import supertest from 'supertest';

import { startStrapi, waitUntil, type Client, type Home } from '../helpers';
import { startInstance, type Instance } from '../helpers/instance';
import { brokenFile, createTally, inLanes, REFUSALS } from '../unit/documents/broken-files';

/** `npm run fuzz -- --http` asks for more. */
const COUNT = Number(process.env.FUZZ_COUNT ?? 200);
/** The long run has the machine to itself; beside other suites everything takes longer. */
const ANSWER_MS = process.env.FUZZ_COUNT ? 2_000 : 15_000;
const AT_ONCE = 2;

const directory = mkdtempSync(join(tmpdir(), 'certificates-fuzz-http-'));
const [documents, temporary] = [join(directory, 'documents'), mkdtempSync(join(directory, 'tmp-'))];
const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Tells, when asked by a signal, for how long the event loop was held up since it was last asked. */
const LAG = 'The event loop was held up for ';
const prelude = `
  process.env.TMPDIR = ${JSON.stringify(temporary)};
  const lag = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  process.on('SIGUSR2', () => { console.log(${JSON.stringify(LAG)} + (lag.max / 1e6).toFixed(0) + ' ms.'); lag.reset(); });
`;

let home: Home;
let instance: Instance;
const uploads: { client: Client; documentId: string }[] = [];

const lagSoFar = async (): Promise<number> => {
  const told = () => instance.output().split(LAG).length;
  const before = told();
  instance.signal('SIGUSR2');
  await waitUntil(() => told() > before);
  return Number.parseInt(instance.output().split(LAG).at(-1) as string, 10);
};

beforeAll(async () => {
  const app = await startStrapi({ config: { sweep: { enabled: false } } });
  home = app.home;
  const admin = await app.adminLogin();
  await app.request(admin.jwt).post('/certificates/templates').send({ name: 'Broken', issueToNewClients: true });
  for (let at = 0; at < AT_ONCE; at += 1) {
    const client = await app.registerClient();
    const { body } = await app.request(client.jwt).get('/api/certificates').expect(200);
    uploads.push({ client, documentId: body.data[0].documentId });
  }
  await app.stop({ keep: true });
  instance = startInstance({
    home,
    config: { sweep: { enabled: false }, documents: { directory: documents } },
    prelude,
  });
  await instance.ready();
}, 120_000);

afterAll(async () => {
  await instance.kill();
  await home.remove();
  rmSync(directory, { recursive: true, force: true });
});

it(
  `${COUNT} broken files, sent to a server, are each answered within ${ANSWER_MS / 1000} s, and it goes on as if nothing had been`,
  async () => {
    const url = await instance.url();
    const tally = createTally();
    await lagSoFar();

    const as = ({ client }: (typeof uploads)[number]) => supertest.agent(url).auth(client.jwt, { type: 'bearer' });
    const offer = async (index: number, lane: number): Promise<string> => {
      const upload = uploads[lane] as (typeof uploads)[number];
      const { name, bytes } = brokenFile(index);
      const path = `/api/certificates/${upload.documentId}`;
      const answer = await as(upload).post(`${path}/document`).attach('files', bytes, name);
      const code = String(answer.body.error?.details?.code);
      if (answer.status !== 200)
        return answer.status === 400 && REFUSALS.includes(code) ? code : `${answer.status} ${code}`;
      const { previewUrl } = answer.body.data.document as { previewUrl: string | null };
      if (previewUrl === null) return 'accepted';
      const { status } = await as(upload).get(previewUrl);
      return { 200: 'shown', 422: 'preview_failed' }[status] ?? `preview: ${status}`;
    };

    const failed = await inLanes(COUNT, AT_ONCE, async (index, lane) => {
      const started = performance.now();
      const outcome = await offer(index, lane);
      const ms = performance.now() - started;
      tally.add(brokenFile(index), outcome, ms);
      const isKnown = [...REFUSALS, 'accepted', 'shown', 'preview_failed'].includes(outcome);
      if (!isKnown || ms >= ANSWER_MS) throw new Error(`file ${index}: ${outcome} after ${ms.toFixed(0)} ms`);
    });
    const lag = await lagSoFar();
    if (process.env.FUZZ_COUNT) tally.print(lag);

    expect(failed).toEqual([]);
    expect(lag).toBeLessThan(ANSWER_MS);
    expect(files(temporary)).toEqual([]);
    // Of each certificate the document that was let in last, and perhaps its preview.
    const kept = files(documents).filter((name) => !name.endsWith('.preview'));
    let shown = 0;
    for (const upload of uploads) {
      const { body } = await as(upload).get(`/api/certificates/${upload.documentId}`).expect(200);
      if (body.data.document !== null) shown += 1;
    }
    expect(kept).toHaveLength(shown);
  },
  COUNT * 1_000 + 60_000
);
