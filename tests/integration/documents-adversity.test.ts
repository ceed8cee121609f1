import { connect, type AddressInfo } from 'node:net';

import { PORT } from '../../server/src/constants';
import type { DocumentStore } from '../../server/src/ports/document-store';
import { startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { privateFolder, type DocumentPlace } from '../helpers/document-places';
import { halfUpload } from '../helpers/half-upload';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import { pdf } from '../unit/documents/build-files';
import { createMemoryStore } from '../unit/documents/memory-store';

const clock = testClock();
let place: DocumentPlace;
let app: TestStrapi;
let manager: Staff;
let client: Client;
let template: { documentId: string };

const start = async (prepare?: Parameters<typeof startStrapi>[0] extends infer O | undefined ? O : never) => {
  app = await startStrapi({ clock, config: { sweep: { enabled: false }, documents: place.config }, ...prepare });
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  client = await app.registerClient();
  template = await office(app, manager).createTemplate({ name: 'Adversity' });
};

beforeAll(async () => {
  place = await privateFolder();
});
afterAll(() => place.close());

const staff = () => office(app, manager);
const issue = async (to: Client = client) => (await staff().issue(to.documentId, template.documentId)).documentId;
const put = (id: string, file: string) =>
  upload(app.request(client.jwt), id, file, { validUntil: '2099-06-30' }).expect(200);
const retain = () => app.strapi.plugin('certificates').service('retention').run();
const janitor = () => app.strapi.plugin('certificates').service('integrity').clean();
const register = () => app.strapi.db.query('plugin::certificates.stored-file');

describe('while a document is on its way', () => {
  beforeAll(() => start());
  afterAll(() => app.stop());

  /** Resolves once the document has begun to be stored. */
  const begin = async (id: string, who: { jwt: string } = client, path = `/api/certificates/${id}/document`) => {
    const before = await register().count();
    const half = halfUpload(`${app.url}${path}`, who.jwt);
    await waitUntil(async () => (await register().count()) > before);
    return half;
  };
  const state = async () => ({ files: (await place.everything()).sort(), registered: await register().count() });

  it('another one comes for the same certificate: one of them stays', async () => {
    const id = await issue();
    const before = (await place.keys()).length;
    const [first, second] = [await begin(id), await begin(id)];
    const answers = await Promise.all([first.finish(), second.finish()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await retain();
    expect(await place.keys()).toHaveLength(before + 1);
    expect((await staff().certificate(id)).revision).toBe(3);
  });

  it('staff approve: the new one is locked out and leaves nothing', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const before = await state();
    const late = await begin(id);
    await staff().approve(id);
    const { status, body } = await late.finish();
    expect([status, body.error?.details.code]).toEqual([409, 'locked']);
    expect(await state()).toEqual(before);
    expect((await staff().certificate(id)).document?.name).toBe('scan.png');
  });

  it('staff reject: the new one mends it', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const late = await begin(id);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    expect((await late.finish()).status).toBe(200);
    expect(await staff().certificate(id)).toMatchObject({
      state: 'pending_approval',
      rejection: null,
      document: { name: 'late.pdf' },
    });
  });

  it('a review of what staff saw before is refused after it', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const late = await begin(id);
    const { revision } = await staff().certificate(id);
    await late.finish();
    const answer = await app.request(manager.jwt).post(`/certificates/certificates/${id}/approve`).send({ revision });
    expect([answer.status, answer.body.error.details.code]).toEqual([409, 'revision_changed']);
  });

  it.each([
    [
      'by Strapi',
      (leaving: Client) =>
        app.strapi.documents('plugin::users-permissions.user').delete({ documentId: leaving.documentId }),
    ],
    ['by SQL', (leaving: Client) => app.strapi.db.connection('up_users').where({ id: leaving.id }).delete()],
  ])('its client is deleted %s: neither the client nor staff leave anything behind', async (_, remove) => {
    const leaving = await app.registerClient();
    const id = await issue(leaving);
    const before = await state();
    const own = await begin(id, leaving);
    const byStaff = await begin(id, manager, `/certificates/certificates/${id}/document`);
    await remove(leaving);
    expect((await own.finish()).status).toBe(404);
    await byStaff.finish();
    await retain();
    expect(await state()).toEqual(before);
    expect((await staff().certificate(id)).document).toBeNull();
  });

  it('the register loses it: it is not shown without being known', async () => {
    const id = await issue();
    const before = await place.everything();
    const late = await begin(id);
    await register().deleteMany({ where: { state: 'uploading' } });
    const { status, body } = await late.finish();
    expect([status, body.error?.details.code]).toEqual([400, 'upload_aborted']);
    expect((await staff().certificate(id)).document).toBeNull();
    expect((await place.everything()).sort()).toEqual(before.sort());
  });

  it('it takes so long that it is taken for abandoned: it is refused, and nothing stays', async () => {
    const id = await issue();
    const before = await state();
    const late = await begin(id);
    clock.advance({ minutes: 61 });
    await janitor();
    expect((await late.finish()).status).toBeGreaterThanOrEqual(400);
    expect((await staff().certificate(id)).document).toBeNull();
    expect(await state()).toEqual(before);
  });

  it('the form lies about its length: it is refused, and nothing stays', async () => {
    const id = await issue();
    const before = await state();
    const body = `--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n${pdf().toString('latin1')}\r\n--b--\r\n`;
    const send = (length: string) =>
      new Promise<string>((resolve) => {
        const { port } = app.strapi.server.httpServer.address() as AddressInfo;
        const head = [
          `POST /api/certificates/${id}/document HTTP/1.1`,
          'Host: x',
          `Authorization: Bearer ${client.jwt}`,
          'Content-Type: multipart/form-data; boundary=b',
          length,
        ];
        let said = '';
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
        );
        socket.on('data', (chunk) => (said += chunk));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(said));
        setTimeout(() => socket.destroy(), 1_000);
      });
    for (const length of [body.length - 20, body.length + 100, 0, -1, 'many', 1e12]) {
      expect(await send(`Content-Length: ${length}`)).not.toContain(' 200 ');
    }
    expect(await send(`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`)).not.toContain(' 200 ');
    await waitUntil(async () => JSON.stringify(await state()) === JSON.stringify(before));
    expect(await send(`Content-Length: ${body.length}`)).toContain(' 200 ');
  });

  it('parts of it cannot be asked for, and nothing of it is kept by the browser', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const { size } = (await staff().certificate(id)).document as { size: number };
    for (const [path, jwt] of [
      [`/api/certificates/${id}/document`, client.jwt],
      [`/certificates/certificates/${id}/document`, manager.jwt],
    ] as const) {
      const answer = await app.request(jwt).get(path).set('Range', 'bytes=0-9').set('If-None-Match', '*').expect(200);
      expect(answer.headers).toMatchObject({ 'accept-ranges': 'none', 'content-length': String(size) });
      expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-store' });
      expect(answer.headers).not.toHaveProperty('etag');
      const head = await app.request(jwt).head(path).expect(200);
      expect(head.headers).toMatchObject({ 'content-length': String(size), 'content-type': 'image/png' });
    }
  });
});

describe('a store that is full', () => {
  const memory = createMemoryStore();
  let isFull = false;
  const store: DocumentStore = {
    ...memory,
    async put(document) {
      if (!isFull) return memory.put(document);
      // Half of it fits.
      for await (const chunk of document.stream) {
        memory.kept.set(document.key, chunk as Buffer);
        break;
      }
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };

  beforeAll(() => start({ prepare: (strapi) => void strapi.add(PORT.documentStore, () => store) }));
  afterAll(() => app.stop());

  it('says so, leaves nothing of the new document and keeps the old one; once there is room, it goes on', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const before = [...memory.kept.keys()];
    isFull = true;
    const { status, body } = await upload(app.request(client.jwt), id, 'signed.pdf');
    expect([status, body.error.details.code]).toEqual([503, 'store_unavailable']);
    expect([...memory.kept.keys()]).toEqual(before);
    expect(await register().count()).toBe(1);
    expect(await staff().certificate(id)).toMatchObject({ revision: 2, document: { name: 'scan.png' } });
    await app.request(client.jwt).get(`/api/certificates/${id}/document`).expect(200);
    isFull = false;
    await put(id, 'signed.pdf');
    expect((await staff().certificate(id)).document?.name).toBe('signed.pdf');
    expect(memory.kept.size).toBe(1);
  });
});

describe('a store that cannot remove some', () => {
  const memory = createMemoryStore();
  const stuck = new Set<string>();
  const store: DocumentStore = {
    ...memory,
    async remove(document) {
      if (stuck.has(document.key)) throw new Error('not now');
      await memory.remove(document);
    },
  };

  beforeAll(() => start({ prepare: (strapi) => void strapi.add(PORT.documentStore, () => store) }));
  afterAll(() => app.stop());

  const release = (key: string) =>
    register().create({ data: { key, state: 'released', descriptor: {}, createdAt: clock.now() } });

  it('removes the others, however many there are', async () => {
    for (let at = 0; at < 8; at += 1) {
      stuck.add(`stuck-${at}`);
      await release(`stuck-${at}`);
    }
    memory.kept.set('last', Buffer.from('x'));
    await release('last');
    for (let pass = 0; pass < 4; pass += 1) await retain();
    expect(memory.kept.has('last')).toBe(false);
    expect(await register().count()).toBe(8);
    stuck.clear();
    for (let pass = 0; pass < 2; pass += 1) await retain();
    expect(await register().count()).toBe(0);
  });

  it('does not hold up an upload with what others have left', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    const removals: string[] = [];
    const { remove } = store;
    store.remove = async (document) => {
      removals.push(document.key);
      await remove(document);
    };
    for (let at = 0; at < 3; at += 1) await release(`other-${at}`);
    const [replaced] = [...memory.kept.keys()];
    await put(id, 'signed.pdf');
    store.remove = remove;
    expect(removals).toEqual([replaced]);
    await retain();
  });
});

describe('a store that is slow to open', () => {
  const memory = createMemoryStore();
  let opening: (() => Promise<void>) | null = null;
  const store: DocumentStore = {
    ...memory,
    async open(document) {
      const wait = opening;
      opening = null;
      await wait?.();
      return memory.open(document);
    },
  };

  beforeAll(() => start({ prepare: (strapi) => void strapi.add(PORT.documentStore, () => store) }));
  afterAll(() => app.stop());

  it.each(['document', 'preview'])(
    'gives the new %s to those who had begun with the one that it replaces',
    async (what) => {
      const id = await issue();
      await put(id, 'photo-gps-rotated.jpg');
      opening = async () => void (await put(id, 'scan.png'));
      const { status, headers } = await app.request(client.jwt).get(`/api/certificates/${id}/${what}`);
      expect([status, headers['content-disposition']]).toEqual([200, expect.stringContaining('scan.')]);
    }
  );

  it('says that there is none where it has gone for good', async () => {
    const id = await issue();
    await put(id, 'scan.png');
    memory.kept.clear();
    const { status, body } = await app.request(client.jwt).get(`/api/certificates/${id}/document`);
    expect([status, body.error.details.code]).toEqual([404, 'document_missing']);
  });
});
