import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';

import sharp from 'sharp';

import { fixture, startStrapi, testClock, waitUntil, type TestStrapi } from '../helpers';
import { bucket, privateFolder, type DocumentPlace } from '../helpers/document-places';
import { office, upload } from '../helpers/office';
import type { Client, Staff } from '../helpers/people';
import { startS3Server, type S3Server } from '../helpers/s3-server';
import { concat, exe, html, jpeg, pdf, png, zip } from '../unit/documents/build-files';

interface Viewing {
  documentId: string;
  at: string;
  actor: object;
  details: object;
}

/** What the history of a certificate says of who looked at its documents, oldest first. */
const viewings = async (staff: ReturnType<typeof office>, id: string) =>
  ((await staff.events(id)) as unknown as (Viewing & { action: string })[])
    .filter(({ action }) => action === 'document_viewed')
    .sort((one, other) => one.at.localeCompare(other.at))
    .map(({ at, actor, details }) => ({ at, actor, details }));

const digest = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(fixture(file)))
    .digest('hex');

const places: [string, () => Promise<DocumentPlace>][] = [
  ['the private folder', privateFolder],
  ['S3', bucket],
];

describe.each(places)('documents in %s', (_, open) => {
  const clock = testClock('2026-01-10T09:00:00Z');
  let place: DocumentPlace;
  let app: TestStrapi;
  let manager: Staff;
  let client: Client;
  let template: { documentId: string };

  beforeAll(async () => {
    place = await open();
    app = await startStrapi({ clock, config: { sweep: { enabled: false }, documents: place.config } });
    manager = await app.createAdminUser({ roles: ['certificates-manager'] });
    client = await app.registerClient();
    template = await office(app, manager).createTemplate({ name: 'Stored' });
  });
  afterAll(async () => {
    await app.stop();
    await place.close();
  });

  const staff = () => office(app, manager);
  const issue = async () => (await staff().issue(client.documentId, template.documentId)).documentId;
  const put = (id: string, file: string) => upload(app.request(client.jwt), id, file, { validUntil: '2027-06-30' });
  const read = async (path: string, who: { jwt: string } = client): Promise<Buffer> =>
    (await app.request(who.jwt).get(path).buffer(true).expect(200)).body as Buffer;
  const row = (id: string): Promise<Record<string, string>> =>
    app.strapi.db.query('plugin::certificates.certificate').findOne({ where: { documentId: id } });
  const registered = (): Promise<number> => app.strapi.db.query('plugin::certificates.stored-file').count();
  const janitor = () => app.strapi.plugin('certificates').service('retention').run();
  /** What an attempt that must leave nothing behind is held against. */
  const state = async () => ({ everything: (await place.everything()).sort(), registered: await registered() });

  it.each(['photo.heic', 'signed.pdf', 'photo-gps-rotated.jpg', 'scan.png'])(
    'come back as they were sent: %s',
    async (file) => {
      const id = await issue();
      const before = new Set(await place.keys());
      await put(id, file).expect(200);
      const original = readFileSync(fixture(file));
      const added = (await place.keys()).filter((key) => !before.has(key));
      expect(added).toEqual([(await row(id)).documentKey]);
      expect(added[0]).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{32}\.(?:jpg|png|heic|pdf)$/);
      expect(Buffer.compare(await place.bytes(added[0] as string), original)).toBe(0);
      expect(Buffer.compare(await read(`/api/certificates/${id}/document`), original)).toBe(0);
      expect(Buffer.compare(await read(`/certificates/certificates/${id}/document`, manager), original)).toBe(0);
      expect((await row(id)).documentSha256).toBe(createHash('sha256').update(original).digest('hex'));
    }
  );

  it('are kept from everybody else', async () => {
    expect(await place.access()).toEqual(['private']);
    const [key] = await place.keys();
    for (const path of [`/uploads/${key}`, `/${key}`]) await app.request().get(path).expect(404);
  });

  it('give way to the one that replaces them', async () => {
    const id = await issue();
    await put(id, 'scan.png').expect(200);
    const { documentKey } = await row(id);
    const before = (await place.keys()).length;
    await put(id, 'signed.pdf').expect(200);
    expect(await place.keys()).not.toContain(documentKey);
    expect(await place.keys()).toHaveLength(before);
  });

  it('stay for staff when they were sent back and replaced', async () => {
    const id = await issue();
    await put(id, 'photo.heic').expect(200);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    await put(id, 'signed.pdf').expect(200);
    const entry = (await staff().events(id)).find(({ action }) => action === 'rejected');
    const { url } = (entry as unknown as { details: { document: { url: string } } }).details.document;
    expect(Buffer.compare(await read(url, manager), readFileSync(fixture('photo.heic')))).toBe(0);
    expect(Buffer.compare(await read(`/api/certificates/${id}/document`), readFileSync(fixture('signed.pdf')))).toBe(0);
  });

  it('are shown upright and without the place where they were taken', async () => {
    const id = await issue();
    await put(id, 'photo-gps-rotated.jpg').expect(200);
    const original = readFileSync(fixture('photo-gps-rotated.jpg'));
    expect(await sharp(original).metadata()).toMatchObject({ orientation: 6, width: 854, height: 1280 });
    // Asked twice: the second answer is the one that was kept.
    for (let time = 0; time < 2; time += 1) {
      const preview = await read(`/api/certificates/${id}/preview`);
      const found = await sharp(preview).metadata();
      expect(found).toMatchObject({ format: 'jpeg', width: 1280, height: 854 });
      expect([found.exif, found.xmp, found.orientation ?? 1]).toEqual([undefined, undefined, 1]);
      expect(preview.includes('GPS')).toBe(false);
    }
    expect(Buffer.compare(await read(`/api/certificates/${id}/document`), original)).toBe(0);
  });

  const photo = readFileSync(fixture('photo-gps-rotated.jpg'));
  const signed = readFileSync(fixture('signed.pdf'));
  const hostile: [string, Buffer, string, string][] = [
    ['a web page', Buffer.from(html), 'certificate.pdf', 'file_type'],
    ['a program', exe, 'certificate.jpg', 'file_type'],
    ['nothing', Buffer.alloc(0), 'certificate.png', 'file_empty'],
    ['half a photo', photo.subarray(0, photo.length / 2), 'photo.jpg', 'file_broken'],
    ['half a PDF', signed.subarray(0, signed.length / 2), 'signed.pdf', 'file_broken'],
    ['a photo and an archive', concat(jpeg(), zip()), 'photo.jpg', 'file_polyglot'],
    ['a scan and a web page', png(html), 'scan.png', 'file_polyglot'],
    ['a PDF with a script', pdf({ catalog: '/OpenAction << /S /JavaScript /JS (x) >>' }), 'a.pdf', 'file_active'],
    ['a locked PDF', pdf({ trailer: '/Encrypt 9 0 R' }), 'a.pdf', 'file_encrypted'],
    ['too much', concat(photo, Buffer.alloc(11 * 1024 * 1024)), 'photo.jpg', 'file_too_large'],
    ['a PDF called a photo', signed, 'signed.jpg', 'file_type'],
  ];

  it.each(hostile)('do not include %s', async (__, bytes, name, code) => {
    const id = await issue();
    const before = await state();
    const answer = await app
      .request(client.jwt)
      .post(`/api/certificates/${id}/document`)
      .field('validUntil', '2027-06-30')
      .attach('files', bytes, name);
    expect([answer.status, answer.body.error?.details.code]).toEqual([400, code]);
    await janitor();
    expect(await state()).toEqual(before);
    expect((await staff().certificate(id)).document).toBeNull();
  });

  /** Sends the head of a form and so many bytes of a document, then goes away. */
  const breakOff = (id: string, bytes: Buffer) =>
    new Promise<void>((resolve) => {
      const request = httpRequest(`${app.url}/api/certificates/${id}/document`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${client.jwt}`,
          'content-type': 'multipart/form-data; boundary=b',
          'content-length': bytes.length + 1_000_000,
        },
      });
      request.on('error', () => resolve());
      request.write('--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n');
      request.write(bytes, () => setTimeout(() => request.destroy(), 300));
      request.on('close', () => resolve());
    });

  it.each([
    ['at once', 2_000],
    ['after seven megabytes', 7 * 1024 * 1024],
  ])('are not there when the client goes away %s', async (__, size) => {
    const id = await issue();
    const before = await state();
    await breakOff(id, concat('%PDF-1.7\n', Buffer.alloc(size, '% filler\n')));
    await waitUntil(async () => JSON.stringify(await state()) === JSON.stringify(before));
    expect((await staff().certificate(id)).document).toBeNull();
    await put(id, 'signed.pdf').expect(200);
  });

  it('are as they were when the store is back that was away, and until then it says so', async () => {
    const id = await issue();
    await put(id, 'scan.png').expect(200);
    const before = await state();
    const back = await place.interrupt();
    try {
      for (const answer of [
        await put(id, 'signed.pdf'),
        await app.request(client.jwt).get(`/api/certificates/${id}/document`),
        await app.request(client.jwt).get(`/api/certificates/${id}/preview`),
      ]) {
        expect([answer.status, answer.body.error?.details.code]).toEqual([503, 'store_unavailable']);
      }
    } finally {
      await back();
    }
    expect(await staff().certificate(id)).toMatchObject({ revision: 2, document: { name: 'scan.png' } });
    expect(Buffer.compare(await read(`/api/certificates/${id}/document`), readFileSync(fixture('scan.png')))).toBe(0);
    clock.advance({ minutes: 61 });
    await app.strapi.plugin('certificates').service('integrity').clean();
    expect(await state()).toEqual(before);
    await put(id, 'signed.pdf').expect(200);
  });

  it('are on record: who was given which of them, when, and as what', async () => {
    const id = await issue();
    await put(id, 'scan.png').expect(200);
    await staff().post(`/certificates/${id}/reject`, { revision: 2, reason: 'unreadable' });
    await put(id, 'photo-gps-rotated.jpg').expect(200);
    const entry = (await staff().events(id)).find(({ action }) => action === 'rejected') as unknown as Viewing;
    const sentBack = `/certificates/certificates/${id}/events/${entry.documentId}/document`;
    const token = { jwt: await app.apiToken('full-access') };
    const [own, panel] = [`/api/certificates/${id}`, `/certificates/certificates/${id}`];
    const who = {
      client: { type: 'client', id: client.documentId, name: client.username },
      staff: { type: 'staff', id: manager.documentId, name: 'Sam Staff' },
      token: { type: 'host', id: null, name: expect.stringMatching(/^API token token\d/) },
    };
    const current = digest('photo-gps-rotated.jpg');
    const expected: object[] = [];
    for (const [path, caller, actor, details] of [
      [`${own}/document`, client, who.client, { as: 'original', sha256: current }],
      [`${own}/preview`, client, who.client, { as: 'preview', sha256: current }],
      [`${panel}/document`, manager, who.staff, { as: 'original', sha256: current }],
      [`${panel}/preview`, manager, who.staff, { as: 'preview', sha256: current }],
      [sentBack, manager, who.staff, { as: 'sent_back', event: entry.documentId, sha256: digest('scan.png') }],
      [`${own}/document`, token, who.token, { as: 'original', sha256: current }],
      [`${own}/preview`, token, who.token, { as: 'preview', sha256: current }],
    ] as const) {
      clock.advance({ minutes: 1 });
      expected.push({ at: clock.now().toISOString(), actor, details });
      await read(path, caller);
    }
    expect(await viewings(staff(), id)).toEqual(expected);
    // Who is refused, or asks for what is not there, has seen nothing.
    const other = await app.registerClient();
    await app.request(other.jwt).get(`${own}/document`).expect(404);
    await app.request(manager.jwt).get(`${panel}/events/nothing/document`).expect(404);
    expect(await viewings(staff(), id)).toHaveLength(expected.length);
  });

  it('go when retention says so', async () => {
    const id = await issue();
    await put(id, 'scan.png').expect(200);
    await read(`/api/certificates/${id}/preview`);
    const { documentKey } = await row(id);
    await app.request(manager.jwt).delete(`/certificates/certificates/${id}`).expect(200);
    clock.advance({ days: 29 });
    await janitor();
    expect(await place.keys()).toContain(documentKey);
    clock.advance({ days: 2 });
    await janitor();
    expect((await place.everything()).filter((one) => one.startsWith(documentKey as string))).toEqual([]);
    expect((await staff().events(id)).map(({ action }) => action)).toContain('document_erased');
  });

  it('go with their client', async () => {
    const leaving = await app.registerClient();
    const { documentId } = await staff().issue(leaving.documentId, template.documentId);
    await upload(app.request(leaving.jwt), documentId, 'scan.png', { validUntil: '2027-06-30' }).expect(200);
    const { documentKey } = await row(documentId);
    await app.strapi.documents('plugin::users-permissions.user').delete({ documentId: leaving.documentId });
    await waitUntil(async () => !(await place.keys()).includes(documentKey as string));
  });
});

describe('links instead of streams', () => {
  let s3: S3Server;
  let app: TestStrapi;
  let manager: Staff;
  let client: Client;
  let id: string;

  const LIFE_SECONDS = 3;

  beforeAll(async () => {
    s3 = await startS3Server();
    const documents = {
      provider: 'aws-s3',
      providerOptions: s3.options({ signedUrlExpires: LIFE_SECONDS }),
      delivery: 'redirect',
    };
    app = await startStrapi({ config: { sweep: { enabled: false }, documents } });
    manager = await app.createAdminUser({ roles: ['certificates-manager'] });
    client = await app.registerClient();
    const template = await office(app, manager).createTemplate({ name: 'Linked' });
    id = (await office(app, manager).issue(client.documentId, template.documentId)).documentId;
    await upload(app.request(client.jwt), id, 'signed.pdf', { validUntil: '2099-06-30' }).expect(200);
  });
  afterAll(async () => {
    await app.stop();
    await s3.close();
  });

  it('lead to the document, under its name, for as long as the configuration says and no longer', async () => {
    const answer = await app.request(client.jwt).get(`/api/certificates/${id}/document`).redirects(0);
    expect([answer.status, answer.headers['cache-control']]).toEqual([302, 'private, no-store']);
    const link = String(answer.headers.location);
    expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe(String(LIFE_SECONDS));

    const document = await fetch(link);
    expect(document.headers.get('content-disposition')).toBe('attachment; filename="signed.pdf"');
    expect(document.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.compare(Buffer.from(await document.arrayBuffer()), readFileSync(fixture('signed.pdf')))).toBe(0);

    await new Promise((resolve) => setTimeout(resolve, LIFE_SECONDS * 1_000 + 500));
    expect((await fetch(link)).status).toBe(403);
  });

  it('are on record: who was given one, and for which document', async () => {
    const seen = (await viewings(office(app, manager), id)).length;
    const token = await app.apiToken('full-access');
    for (const jwt of [client.jwt, token]) {
      await app.request(jwt).get(`/api/certificates/${id}/document`).redirects(0).expect(302);
    }
    const details = { as: 'original', sha256: digest('signed.pdf') };
    expect((await viewings(office(app, manager), id)).slice(seen)).toEqual([
      { at: expect.any(String), actor: { type: 'client', id: client.documentId, name: client.username }, details },
      { at: expect.any(String), actor: { type: 'host', id: null, name: expect.stringMatching(/^API token/) }, details },
    ]);
  });

  it('are not for the panel, which may not fetch from elsewhere', async () => {
    const answer = await app.request(manager.jwt).get(`/certificates/certificates/${id}/document`).redirects(0);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(Buffer.compare(answer.body as Buffer, readFileSync(fixture('signed.pdf')))).toBe(0);
  });

  it('are for nobody else', async () => {
    const other = await app.registerClient();
    await app.request(other.jwt).get(`/api/certificates/${id}/document`).redirects(0).expect(404);
    await app.request().get(`/api/certificates/${id}/document`).redirects(0).expect(403);
  });
});

describe('a store that would not keep documents private ends the start', () => {
  const s3Options = (params: object) => ({ s3Options: { region: 'us-east-1', params: { Bucket: 'x', ...params } } });
  it.each([
    ['S3 with no ACL named', 'aws-s3', s3Options({}), 'documents.providerOptions'],
    ['S3 with public objects', 'aws-s3', s3Options({ ACL: 'public-read' }), 'documents.providerOptions'],
    ['the provider that writes below public/', 'local', {}, 'documents.provider'],
    ['the same by its whole name', '@strapi/provider-upload-local', {}, 'documents.provider'],
  ])('%s', async (_, provider, providerOptions, key) => {
    const documents = { provider, providerOptions };
    await expect(startStrapi({ config: { documents } })).rejects.toThrow(key);
  });
});
