import supertest from 'supertest';
import { startStrapi, type Client, type Home } from '../helpers';
import { bucket, privateFolder } from '../helpers/document-places';
import { startInstance, type Instance } from '../helpers/instance';
import { jpeg } from '../unit/documents/build-files';

const CLIENTS = 20;
const MB = 1_000_000;

let home: Home;
const uploads: { client: Client; documentId: string }[] = [];

/** A JPEG of this size whose picture is noise, as a photo's is. */
const photo = (bytes: number): Buffer => {
  const noise = Buffer.alloc(bytes);
  let state = 0x2545f491;
  for (let at = 0; at < bytes; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[at] = (state >>> 0) % 0xff;
  }
  return jpeg({ data: noise });
};

beforeAll(async () => {
  const app = await startStrapi();
  home = app.home;
  const admin = await app.adminLogin();
  const template = await app
    .request(admin.jwt)
    .post('/certificates/templates')
    .send({ name: 'Medical certificate', issueToNewClients: true })
    .expect(201);
  for (let at = 0; at < CLIENTS; at += 1) {
    const client = await app.registerClient();
    const { body } = await app.request(client.jwt).get('/api/certificates').expect(200);
    expect(body.data[0].template.documentId).toBe(template.body.data.documentId);
    uploads.push({ client, documentId: body.data[0].documentId });
  }
  await app.stop({ keep: true });
}, 120_000);

afterAll(() => home.remove());

describe.each([
  ['the private folder', privateFolder],
  ['S3', bucket],
])('twenty documents of 10 MB at once, kept in %s', (name, open) => {
  let instance: Instance;
  let place: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    place = await open();
    instance = startInstance({ home, config: { documents: place.config } });
    await instance.ready();
  }, 120_000);
  afterAll(async () => {
    await instance.kill();
    await place.close();
  });

  const uploadAll = async (file: Buffer) => {
    const url = await instance.url();
    const answers = await Promise.all(
      uploads.map(({ client, documentId }) =>
        supertest(url)
          .post(`/api/certificates/${documentId}/document`)
          .auth(client.jwt, { type: 'bearer' })
          .attach('files', file, 'photo.jpg')
      )
    );
    expect(answers.map(({ status }) => status)).toEqual(uploads.map(() => 200));
    expect(answers.every(({ body }) => body.data.document.size === file.length)).toBe(true);
  };

  it('cost the server less than 64 MB', async () => {
    // What a server that has been used once holds on to, whatever the size: code, connections, pools of buffers.
    for (let round = 0; round < 3; round += 1) await uploadAll(photo(100_000));
    instance.peakMemory();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = instance.peakMemory();

    const started = performance.now();
    await uploadAll(photo(10 * MB));
    const growth = instance.peakMemory() - before;
    process.stdout.write(
      `20 x 10 MB at once, ${name}: ${(growth / MB).toFixed(1)} MB more than ${(before / MB).toFixed(0)} MB, ` +
        `in ${((performance.now() - started) / 1_000).toFixed(1)} s\n`
    );
    expect(before).toBeGreaterThan(50 * MB);
    expect(growth).toBeLessThan(64 * MB);
  }, 120_000);
});
