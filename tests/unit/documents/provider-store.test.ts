import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { contentDisposition } from '../../../server/src/documents/content-disposition';
import { createDocumentStore } from '../../../server/src/documents/create-document-store';
import {
  assertPrivateAcl,
  usableProvider,
  type ProviderFile,
  type UploadProvider,
} from '../../../server/src/documents/provider-contract';
import { createProviderStore } from '../../../server/src/documents/provider-store';
import { receiveDocument } from '../../../server/src/documents/receive-document';
import type { DocumentStore } from '../../../server/src/ports/document-store';
import { concat, fixture, pdf, pdfStream, png } from './build-files';
import { startS3, type LoopbackS3 } from './loopback-s3';
import { chunked } from './memory-store';

const MEGABYTE = 1024 * 1024;
const KEY = 'ab/abcdef.pdf';
const mime = 'application/pdf';
const surroundings = { rootDir: process.cwd(), publicDir: join(process.cwd(), 'public') };

const storeOf = (provider: string, providerOptions: Record<string, unknown>) =>
  createDocumentStore({ provider, providerOptions, directory: 'unused' }, surroundings);

/** What it takes for the SDK to run outside a real Strapi is nothing: this is the package as people install it. */
describe('documents on S3', () => {
  let s3: LoopbackS3;
  let store: DocumentStore;

  const options = (params: Record<string, unknown>) => ({
    s3Options: {
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      region: 'us-east-1',
      endpoint: s3.url,
      forcePathStyle: true,
      params: { Bucket: 'certificates', signedUrlExpires: 60, ...params },
    },
  });

  beforeAll(async () => {
    s3 = await startS3();
    store = storeOf('aws-s3', options({ ACL: 'private' }));
  });
  afterAll(() => s3.close());

  it.each([100, 12 * MEGABYTE])('are kept privately, given back and removed (%i bytes)', async (size) => {
    const bytes = randomBytes(size);
    const stored = await store.put({ key: KEY, mime, stream: chunked(bytes) });
    expect(s3.objects.get(`certificates/${KEY}`)?.equals(bytes)).toBe(true);
    expect(s3.acls.get(`certificates/${KEY}`)).toBe('private');

    // As it comes back from a database.
    const remembered = JSON.parse(JSON.stringify(stored)) as typeof stored;
    expect(Buffer.compare(await buffer(await store.open(remembered)), bytes)).toBe(0);

    await store.remove(remembered);
    await store.remove(remembered);
    expect(s3.objects.size).toBe(0);
    await expect(store.open(remembered)).rejects.toMatchObject({ kind: 'not_found', code: 'document_missing' });
  });

  it('cannot be had without a signature', async () => {
    const stored = await store.put({ key: KEY, mime, stream: chunked(Buffer.from('x')) });
    expect((await fetch(String(stored.descriptor['url']))).status).toBe(403);
    const disposition = contentDisposition('attachment', 'médico.pdf');
    const answer = await fetch((await store.signedUrl?.(stored, { disposition })) ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    await store.remove({ key: KEY, descriptor: {} });
    expect(s3.objects.size).toBe(0);
  });

  it.each([1_000, 8 * MEGABYTE])('leave nothing when they break off after %i bytes', async (size) => {
    const broken = Readable.from(
      (async function* half() {
        for (let sent = 0; sent < size; sent += 1_000) yield Buffer.alloc(1_000, 1);
        throw new Error('client is gone');
      })(),
      { objectMode: false }
    );
    await expect(store.put({ key: KEY, mime, stream: broken })).rejects.toThrow();
    expect(s3.objects.size).toBe(0);
    expect(s3.unfinished.size).toBe(0);
  });

  it('are received like those of the private folder', async () => {
    const incoming = { declaredName: 'a.png', declaredMime: '', maxBytes: MEGABYTE, store };
    const scan = fixture('scan.png');
    const { stored } = await receiveDocument({ ...incoming, stream: chunked(scan) }, { activePdf: 'refuse' });
    expect(Buffer.compare(await buffer(await store.open(stored)), scan)).toBe(0);
    await store.remove(stored);
    const truncated = receiveDocument({ ...incoming, stream: chunked(png().subarray(0, -4)) }, { activePdf: 'refuse' });
    await expect(truncated).rejects.toMatchObject({ code: 'file_broken' });
    expect(s3.objects.size).toBe(0);
  });

  it('leave nothing when S3 fails in the middle, and the client is told that it is not the document', async () => {
    s3.failsFromPart = 2;
    const bytes = concat(pdf({ ending: '' }), pdfStream('', randomBytes(12 * MEGABYTE)), '\nstartxref\n9\n%%EOF');
    const incoming = { declaredName: 'a.pdf', declaredMime: '', maxBytes: 20 * MEGABYTE, store };
    const receiving = receiveDocument({ ...incoming, stream: chunked(bytes) }, { activePdf: 'refuse' });
    await expect(receiving).rejects.toMatchObject({ kind: 'unavailable', code: 'store_unavailable' });
    expect([s3.objects.size, s3.unfinished.size]).toEqual([0, 0]);
    s3.failsFromPart = Infinity;
  });

  it('do not hold up the server where S3 takes everything and says nothing', async () => {
    const silent = createServer((req) => req.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { s3Options } = options({ ACL: 'private' });
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const provider = createRequire(join(process.cwd(), 'package.json'))('@strapi/provider-upload-aws-s3').init({
      s3Options: { ...s3Options, endpoint },
    }) as UploadProvider;
    const deaf = createProviderStore({ provider, limits: { finish: 300, answer: 300 } });
    const late = { code: 'store_unavailable' };
    await expect(deaf.put({ key: KEY, mime, stream: chunked(Buffer.from('x')) })).rejects.toMatchObject(late);
    await expect(deaf.remove({ key: KEY, descriptor: {} })).rejects.toMatchObject(late);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('go without an ACL where the bucket has none', async () => {
    const bucketOwned = storeOf('aws-s3', options({ ACL: undefined }));
    const stored = await bucketOwned.put({ key: KEY, mime, stream: chunked(Buffer.from('x')) });
    expect(s3.acls.get(`certificates/${KEY}`)).toBe('');
    expect(await buffer(await bucketOwned.open(stored))).toHaveLength(1);
    await bucketOwned.remove(stored);
  });

  it.each([{}, { ACL: 'public-read' }, { ACL: 'authenticated-read' }, { ACL: '' }])(
    'are refused at start with %j',
    (params) => {
      expect(() => storeOf('aws-s3', options(params))).toThrow('params.ACL');
      const { s3Options } = options(params);
      expect(() => storeOf('aws-s3', s3Options)).toThrow('params.ACL');
      // The provider lets those beside `s3Options` win.
      const both = { ...options({ ACL: undefined }), params: { Bucket: 'certificates', ...params } };
      expect(() => storeOf('aws-s3', both)).toThrow('params.ACL');
    }
  );

  it.each([
    ['beside s3Options', options],
    ['beside everything else', (params: object) => options({ ...params }).s3Options],
  ])('are refused at start behind a public address, whose URLs the provider does not sign: %s', (__, given) => {
    const behindCdn = () => storeOf('aws-s3', { ...given({ ACL: 'private' }), baseUrl: 'https://cdn.example' });
    expect(behindCdn).toThrow('documents.providerOptions: leave out baseUrl');
  });

  it('are refused at start where clients would get links for longer than an hour', () => {
    const linking = (signedUrlExpires: number) => () =>
      createDocumentStore(
        {
          provider: 'aws-s3',
          providerOptions: options({ ACL: 'private', signedUrlExpires }),
          directory: 'unused',
          delivery: 'redirect',
        },
        surroundings
      );
    expect(linking(3_601)).toThrow('signedUrlExpires');
    expect(linking(3_600)).not.toThrow();
  });

  it('cannot be read while S3 is away', async () => {
    const gone = await startS3();
    const options = {
      s3Options: {
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        region: 'x',
        endpoint: gone.url,
        forcePathStyle: true,
        params: { Bucket: 'b', ACL: 'private' },
      },
    };
    const away = storeOf('aws-s3', options);
    const stored = await away.put({ key: KEY, mime, stream: chunked(Buffer.from('x')) });
    await gone.close();
    await expect(away.open(stored)).rejects.toMatchObject({ kind: 'unavailable', code: 'store_unavailable' });
  });
});

describe('other providers', () => {
  const kept = new Map<string, ProviderFile>();

  const provider = (more: Partial<UploadProvider> = {}): UploadProvider => ({
    async uploadStream(file) {
      for await (const chunk of file.stream ?? []) void chunk;
      file.url = `https://store.example/${file.hash}`;
      file['provider_metadata'] = { id: 7 };
      kept.set(file.hash, file);
    },
    async delete(file) {
      kept.delete(file.hash);
    },
    async getSignedUrl({ url }) {
      return { url: `${url}?signature=1` };
    },
    isPrivate: () => true,
    ...more,
  });

  beforeEach(() => kept.clear());

  const put = (given: Partial<UploadProvider>, stream: Readable = chunked(Buffer.from('x'))) =>
    createProviderStore({ provider: provider(given), patience: 20 }).put({ key: KEY, mime, stream });

  it('have what they wrote into the file remembered, and nothing of the stream', async () => {
    const { descriptor } = await put({});
    expect(descriptor).toEqual({
      name: 'abcdef.pdf',
      hash: 'abcdef',
      ext: '.pdf',
      path: 'ab',
      mime,
      url: 'https://store.example/abcdef',
      provider_metadata: { id: 7 },
    });
  });

  it('are not trusted when "signed" is the plain URL; the document is taken back', async () => {
    const plain: Partial<UploadProvider> = { getSignedUrl: async ({ url }) => ({ url: url ?? '' }) };
    await expect(put(plain)).rejects.toThrow('does not sign');
    expect(kept.size).toBe(0);
    const opened = createProviderStore({ provider: provider(plain) }).open({
      key: KEY,
      descriptor: { url: 'https://a.example/x' },
    });
    await expect(opened).rejects.toThrow('does not sign');
  });

  it('are not asked for what was stored elsewhere, before the app changed to them', async () => {
    const store = createProviderStore({ provider: provider() });
    const elsewhere = { key: KEY, descriptor: {} };
    const missing = { kind: 'not_found', code: 'document_missing' };
    await expect(store.open(elsewhere)).rejects.toMatchObject(missing);
    await expect(store.signedUrl?.(elsewhere)).rejects.toMatchObject(missing);
  });

  it('may take whole files alone, which are not remembered', async () => {
    const given: Buffer[] = [];
    const { uploadStream: _, ...whole } = provider();
    const usable = usableProvider(
      {
        ...whole,
        async upload(file: ProviderFile) {
          given.push(file['buffer'] as Buffer);
          file.url = 'https://store.example/whole';
        },
      },
      'whole',
      false
    );
    const bytes = randomBytes(200_000);
    const { descriptor } = await createProviderStore({ provider: usable }).put({
      key: KEY,
      mime,
      stream: chunked(bytes),
    });
    expect(given[0]?.equals(bytes)).toBe(true);
    expect(Object.keys(descriptor).sort()).toEqual(['ext', 'hash', 'mime', 'name', 'path', 'url']);
  });

  it.each([
    [{ uploadStream: undefined }, 'neither uploadStream() nor upload()'],
    [{ delete: undefined }, 'could never be erased'],
    [{ getSignedUrl: undefined }, 'no getSignedUrl()'],
    [{ isPrivate: () => false }, 'not set up as private'],
  ])('are refused for the reason that they give: %p', (lacking, reason) => {
    expect(() => usableProvider({ ...provider(), ...lacking }, 'other', false)).toThrow(reason);
  });

  it('need no ACL, which is a word of S3', () => {
    expect(assertPrivateAcl({ params: { folder: 'certificates' } })).toBe(false);
    expect(() => assertPrivateAcl({ params: { Bucket: 'certificates' } })).toThrow('params.ACL');
  });

  describe('that hold much of each document in memory', () => {
    /** Uploads until it is told that they are done; counts how many there are at once. */
    const counting = () => {
      const seen = { running: 0, most: 0, done: 0 };
      const uploadStream: UploadProvider['uploadStream'] = async (file) => {
        seen.running += 1;
        seen.most = Math.max(seen.most, seen.running);
        for await (const chunk of file.stream ?? []) void chunk;
        await new Promise((resolve) => setTimeout(resolve, 10));
        file.url = `https://store.example/${file.hash}`;
        seen.running -= 1;
        seen.done += 1;
      };
      return { seen, uploadStream };
    };
    const document = (stream: Readable) => ({ key: KEY, mime, stream });

    it('get a few at once; the others wait, and are not read meanwhile', async () => {
      const { seen, uploadStream } = counting();
      const store = createProviderStore({ provider: provider({ uploadStream }), concurrency: 2 });
      let read = 0;
      const watched = () =>
        Readable.from(
          (async function* watch() {
            read += 1;
            yield Buffer.from('x');
          })(),
          { objectMode: false }
        );
      const all = Promise.all(Array.from({ length: 7 }, () => store.put(document(watched()))));
      await new Promise((resolve) => setImmediate(resolve));
      expect(read).toBeLessThanOrEqual(2);
      await all;
      expect([seen.most, seen.done]).toEqual([2, 7]);
    });

    it('are not kept from others by a client who sends nothing', async () => {
      const { seen, uploadStream } = counting();
      const store = createProviderStore({ provider: provider({ uploadStream }), concurrency: 1 });
      const idle = new Readable({ read: () => undefined });
      idle.push('x');
      const slow = store.put(document(idle));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await store.put(document(chunked(Buffer.from('x'))));
      expect(seen.done).toBe(1);
      idle.push('y');
      idle.push(null);
      await slow;
      expect(seen.done).toBe(2);
    });

    it('are free again when a client has gone who was waiting, or had paused', async () => {
      const { seen, uploadStream } = counting();
      const store = createProviderStore({ provider: provider({ uploadStream }), concurrency: 1, patience: 20 });
      const gone = new Error('client is gone');
      const idle = new Readable({ read: () => undefined });
      const paused = store.put(document(idle));
      await new Promise((resolve) => setTimeout(resolve, 150));
      const before = new Readable({ read: () => undefined });
      const waiting = store.put(document(before));
      before.destroy(gone);
      idle.destroy(gone);
      await expect(paused).rejects.toThrow(gone.message);
      await expect(waiting).rejects.toThrow(gone.message);
      for (let time = 0; time < 3; time += 1) await store.put(document(chunked(Buffer.from('x'))));
      expect(seen.done).toBe(3);
    });

    it('and hang: those who wait are told, once nothing moves any more', async () => {
      const hang = () => new Promise<never>(() => undefined);
      const store = createProviderStore({
        provider: provider({ uploadStream: hang }),
        concurrency: 1,
        limits: { finish: 50, answer: 50 },
      });
      const stuck = store.put(document(chunked(Buffer.from('x'))));
      stuck.catch(() => undefined);
      await expect(store.put(document(chunked(Buffer.from('x'))))).rejects.toMatchObject({ code: 'store_unavailable' });
    });
  });

  it('may overlook that a stream has failed', async () => {
    const deaf: Partial<UploadProvider> = { uploadStream: () => new Promise(() => undefined) };
    const broken = new Readable({ read: () => undefined });
    const result = put(deaf, broken);
    broken.destroy(new Error('client is gone'));
    await expect(result).rejects.toThrow('client is gone');
  });

  describe('that do not answer', () => {
    const never = () => new Promise<never>(() => undefined);
    const limits = { finish: 20, answer: 20 };
    const hanging = (more: Partial<UploadProvider>) => createProviderStore({ provider: provider(more), limits });
    const late = { kind: 'unavailable', code: 'store_unavailable' };
    const document = { key: KEY, descriptor: { url: 'https://store.example/x' } };

    it('to the end of a document are waited for no longer', async () => {
      const deaf = hanging({
        async uploadStream(file) {
          for await (const chunk of file.stream ?? []) void chunk;
          return never();
        },
      });
      await expect(deaf.put({ key: KEY, mime, stream: chunked(Buffer.from('x')) })).rejects.toMatchObject(late);
    });

    it('may take their time while the document comes in', async () => {
      const slow = Readable.from(
        (async function* slowly() {
          for (let at = 0; at < 6; at += 1) {
            await new Promise((resolve) => setTimeout(resolve, 15));
            yield Buffer.from('x');
          }
        })(),
        { objectMode: false }
      );
      await expect(hanging({}).put({ key: KEY, mime, stream: slow })).resolves.toMatchObject({ key: KEY });
    });

    it('when asked to remove, or for a link, do not hold up everything else', async () => {
      await expect(hanging({ delete: never }).remove(document)).rejects.toMatchObject(late);
      await expect(hanging({ getSignedUrl: never }).open(document)).rejects.toMatchObject(late);
    });
  });

  it('may not know any more what they are to remove', async () => {
    const store = (error: object) =>
      createProviderStore({
        provider: provider({ delete: () => Promise.reject(Object.assign(new Error('x'), error)) }),
      });
    const document = { key: KEY, descriptor: {} };
    await expect(store({ name: 'NoSuchKey' }).remove(document)).resolves.toBeUndefined();
    await expect(store({ $metadata: { httpStatusCode: 404 } }).remove(document)).resolves.toBeUndefined();
    await expect(store({ name: 'AccessDenied' }).remove(document)).rejects.toThrow('x');
  });
});

describe('the store that the configuration asks for', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'certificates-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const create = (config: Partial<Parameters<typeof createDocumentStore>[0]>) =>
    createDocumentStore(
      { provider: null, providerOptions: {}, directory: 'private/certificates', ...config },
      { rootDir: root, publicDir: join(root, 'public') }
    );

  it('is a private folder by default, inside the app and outside what is public', () => {
    expect(create({}).list).toBeDefined();
    expect(statSync(join(root, 'private/certificates')).isDirectory()).toBe(true);
    expect(() => create({ directory: 'public/certificates' })).toThrow('documents.directory');
    expect(() => create({ directory: './private/../public' })).toThrow('documents.directory');
  });

  it('is none where the provider is not there or cannot keep things private', () => {
    expect(() => create({ provider: 'no-such-provider' })).toThrow(
      "documents.provider: 'no-such-provider' cannot be found"
    );
    const local = () => createDocumentStore({ provider: 'local', providerOptions: {}, directory: '' }, surroundings);
    expect(local).toThrow('documents.provider');
  });
});
