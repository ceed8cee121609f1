import { createServer, type AddressInfo, type Server } from 'node:net';
import { readFileSync } from 'node:fs';

import { fixture, startStrapi, type TestStrapi } from '../helpers';
import { clamdMissing, startClamd, VIRUS, type Clamd } from '../helpers/clamd';
import { privateFolder, type DocumentPlace } from '../helpers/document-places';
import { office } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import { concat, pdf, pdfStream } from '../unit/documents/build-files';

let clamd: Clamd | undefined;
let place: DocumentPlace;
let app: TestStrapi;
let manager: Staff;
let client: Client;
let template: { documentId: string };

const start = (antivirus: object) =>
  startStrapi({ config: { sweep: { enabled: false }, documents: { ...place.config, antivirus } } });

const setUp = async () => {
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  client = await app.registerClient();
  template = await office(app, manager).createTemplate({ name: `Checked ${Date.now()}` });
};

beforeAll(async () => {
  place = await privateFolder();
});
afterAll(async () => {
  await app?.stop();
  await clamd?.stop();
  await place?.close();
});

const issue = async () => (await office(app, manager).issue(client.documentId, template.documentId)).documentId;
const send = (id: string, bytes: Buffer, name = 'certificate.pdf') =>
  app
    .request(client.jwt)
    .post(`/api/certificates/${id}/document`)
    .field('validUntil', '2099-06-30')
    .attach('files', bytes, name);
/** A sound PDF of so many bytes and more, with the signature at its very end. */
const infected = (size = 0) => pdf({ objects: [pdfStream('', concat(Buffer.alloc(size, 'x'), VIRUS))] });

const expectRefused = async (bytes: Buffer, status: number, code: string) => {
  const id = await issue();
  const registered = (): Promise<number> => app.strapi.db.query('plugin::certificates.stored-file').count();
  const before = [await place.everything(), await registered()];
  const answer = await send(id, bytes);
  expect([answer.status, answer.body.error?.details.code]).toEqual([status, code]);
  expect([await place.everything(), await registered()]).toEqual(before);
  const { document, state } = await office(app, manager).certificate(id);
  expect([document, state]).toEqual([null, 'missing_info']);
};

/** A clone with Node alone runs the rest; where packages can be installed, the whole check installs this one. */
const missing = clamdMissing();
if (missing) process.stderr.write(`Skipped: the virus check with a real clamd. ${missing}\n`);

(missing ? describe.skip : describe).each([
  ['TCP', () => ({ host: clamd?.host, port: clamd?.port })],
  ['a socket', () => ({ socket: clamd?.socket })],
])('with clamd over %s', (_, address) => {
  beforeAll(async () => {
    clamd ??= await startClamd();
    app = await start(address());
    await setUp();
  });
  afterAll(() => app.stop());

  it('harmless documents are taken, and come back as they were', async () => {
    for (const file of ['photo.heic', 'signed.pdf', 'photo-gps-rotated.jpg', 'scan.png']) {
      const id = await issue();
      const bytes = readFileSync(fixture(file));
      expect((await send(id, bytes, file)).status).toBe(200);
      const answer = await app.request(client.jwt).get(`/api/certificates/${id}/document`).buffer(true);
      expect(Buffer.compare(answer.body as Buffer, bytes)).toBe(0);
    }
  });

  it.each([
    ['small', 0],
    ['large', 8 * 1024 * 1024],
  ])('a %s infected one is refused, and nothing is kept', async (__, size) => {
    await expectRefused(infected(size), 400, 'file_infected');
  });

  it('ten at once get their own answers', async () => {
    const sent = await Promise.all(
      Array.from({ length: 10 }, async (__, index) => {
        const id = await issue();
        return (await send(id, index % 2 ? infected(100_000) : pdf())).status;
      })
    );
    expect(sent).toEqual(Array.from({ length: 10 }, (__, index) => (index % 2 ? 400 : 200)));
  });
});

describe('without an answer', () => {
  /** What stands where clamd should: what it says before it hangs up. */
  let saying: string | null;
  let other: Server;

  beforeAll(async () => {
    other = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      if (saying === null) socket.destroy();
      else socket.end(saying);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    app = await start({ host: '127.0.0.1', port: (other.address() as AddressInfo).port });
    await setUp();
  });
  afterAll(async () => {
    other?.close();
    await app.stop();
  });

  it.each([
    ['the line breaks', null],
    ['clamd says nothing', ''],
    ['clamd says that it cannot', 'INSTREAM size limit exceeded. ERROR\0'],
    ['it is no clamd', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('every document is refused when %s', async (_, answer) => {
    saying = answer;
    await expectRefused(pdf(), 503, 'antivirus_unavailable');
  });

  it('every document is refused when nobody listens', async () => {
    await new Promise((resolve) => other.close(resolve));
    await expectRefused(pdf(), 503, 'antivirus_unavailable');
  });
});
