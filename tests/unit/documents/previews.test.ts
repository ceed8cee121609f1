import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import sharp from 'sharp';

import { createLocalStore } from '../../../server/src/documents/local-store';
import { createPreviews } from '../../../server/src/documents/previews/create-previews';
import { PREVIEW_LIMITS, type PreviewLimits } from '../../../server/src/documents/previews/limits';
import { createMemoryCache } from '../../../server/src/documents/previews/memory-cache';
import {
  createPictureProcesses,
  DecoderLost,
  type RenderPicture,
} from '../../../server/src/documents/previews/picture-process';
import { PICTURE_PROGRAM } from '../../../server/src/documents/previews/picture-program';
import type { StoredDocument } from '../../../server/src/ports/document-store';
import {
  concat,
  fixture,
  heif,
  jpeg,
  manyScans,
  png,
  pngChunk,
  pngData,
  pngHeader,
  PNG_SIGNATURE,
} from './build-files';
import { createMemoryStore } from './memory-store';

const failed = { kind: 'unprocessable', code: 'preview_failed' };

const opened: { close(): void }[] = [];
const closing = <T extends { close(): void }>(one: T): T => {
  opened.push(one);
  return one;
};
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

/** Previews of documents in memory, and how often the originals were opened. */
const previewsOf = (given: { limits?: Partial<PreviewLimits>; render?: RenderPicture } = {}) => {
  const store = createMemoryStore();
  const opens = jest.spyOn(store, 'open');
  const previews = closing(createPreviews({ store, ...given }));
  const make = async (bytes: Buffer, mime: string, key = 'k') => {
    store.kept.set(key, bytes);
    const { stream, size } = await previews.of({ stored: { key, descriptor: {} }, mime, size: bytes.length });
    const made = await buffer(stream);
    expect(made).toHaveLength(size);
    return made;
  };
  return { store, opens, previews, make };
};

/** Eight by eight pixels, which two encodings of one picture share. */
const thumbnail = async (bytes: Buffer): Promise<number[]> => [
  ...(await sharp(bytes).rotate().toColourspace('srgb').resize(8, 8, { fit: 'fill' }).raw().toBuffer()),
];

describe('a preview', () => {
  it('shows a HEIC photo as JPEG', async () => {
    const made = await previewsOf().make(fixture('photo.heic'), 'image/heif');
    const { format, width, height } = await sharp(made).metadata();
    expect([format, width, height]).toEqual(['jpeg', 1280, 854]);
    // The very picture that is also among the fixtures as JPEG, upright, and not merely some picture.
    const [a, b] = await Promise.all([made, fixture('photo-gps-rotated.jpg')].map(thumbnail));
    const differences = (a ?? []).map((value, index) => Math.abs(value - (b?.[index] ?? 999)));
    expect(Math.max(...differences)).toBeLessThan(12);
  });

  it('shows a photo upright, bounded and without its metadata', async () => {
    const original = fixture('photo-gps-rotated.jpg');
    expect(await sharp(original).metadata()).toMatchObject({ orientation: 6, width: 854, height: 1280 });
    const made = await previewsOf({ limits: { maxSide: 640 } }).make(original, 'image/jpeg');
    const found = await sharp(made).metadata();
    expect(found).toMatchObject({ format: 'jpeg', width: 640, height: 427 });
    expect(found.orientation ?? 1).toBe(1);
    expect(found.exif).toBeUndefined();
    expect(found.xmp).toBeUndefined();
    expect(found.icc).toBeUndefined();
    expect(made.includes('GPS')).toBe(false);
  });

  it('does not blow up a small one, and puts a transparent one on white', async () => {
    const clear = await sharp({
      create: { width: 20, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const made = await previewsOf().make(clear, 'image/png');
    const { data, info } = await sharp(made).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([20, 10]);
    expect([...data.subarray(0, 3)].every((value) => value > 250)).toBe(true);
  });

  it('turns CMYK and 16-bit pictures into plain ones', async () => {
    const cmyk = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const deep = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    for (const [bytes, mime] of [
      [cmyk, 'image/jpeg'],
      [deep, 'image/png'],
    ] as const) {
      expect(await sharp(await previewsOf().make(bytes, mime)).metadata()).toMatchObject({
        space: 'srgb',
        channels: 3,
        depth: 'uchar',
      });
    }
  });

  it('does not exist for a PDF', async () => {
    const { previews, make } = previewsOf();
    expect(previews.has('application/pdf')).toBe(false);
    expect(previews.has('image/heic')).toBe(true);
    await expect(make(fixture('signed.pdf'), 'application/pdf')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('is made once for all who ask, and kept', async () => {
    const { opens, make } = previewsOf();
    const scan = fixture('scan.png');
    await Promise.all([make(scan, 'image/png'), make(scan, 'image/png'), make(scan, 'image/png')]);
    await make(scan, 'image/png');
    expect(opens).toHaveBeenCalledTimes(1);
  });

  it('says that a document is gone', async () => {
    const { previews } = previewsOf();
    const gone = { stored: { key: 'gone', descriptor: {} }, mime: 'image/png', size: 1 };
    await expect(previews.of(gone)).rejects.toMatchObject({ code: 'document_missing' });
  });
});

describe('a picture that cannot be shown', () => {
  const bomb = () => concat(PNG_SIGNATURE, pngHeader(60_000, 60_000), pngData(), pngChunk('IEND'));

  const hopeless: Array<[what: string, bytes: () => Buffer | Promise<Buffer>, mime: string]> = [
    ['a JPEG of structure alone', () => jpeg(), 'image/jpeg'],
    ['a HEIC of structure alone', () => heif(), 'image/heic'],
    ['a PNG that says it has 3.6 billion pixels', bomb, 'image/png'],
    ['a PNG under the name of a JPEG', () => png(), 'image/jpeg'],
    ['a HEIC whose description is damaged', () => fixture('photo.heic').fill(0xff, 100, 600), 'image/heic'],
    [
      'SVG under the name of a PNG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'image/png',
    ],
  ];

  it.each(hopeless)('%s is answered with 422', async (_, bytes, mime) => {
    await expect(previewsOf().make(await bytes(), mime)).rejects.toMatchObject(failed);
  });

  it('is answered with 422 beyond each limit', async () => {
    const photo = fixture('photo.heic');
    const scan = fixture('scan.png');
    const progressive = await sharp(scan).jpeg({ progressive: true }).toBuffer();
    const beyond = (limits: Partial<PreviewLimits>) => previewsOf({ limits });
    await expect(beyond({ maxPixelsAtOnce: 1_000_000 }).make(photo, 'image/heic')).rejects.toMatchObject(failed);
    await expect(beyond({ timeout: 150 }).make(photo, 'image/heic')).rejects.toMatchObject(failed);
    await expect(beyond({ maxBytes: 1_000 }).make(scan, 'image/png')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixels: 200_000 }).make(scan, 'image/png')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixelsAtOnce: 200_000 }).make(progressive, 'image/jpeg')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixelsAtOnce: 200_000 }).make(scan, 'image/png')).resolves.toBeDefined();
  });

  it('is not tried again at once', async () => {
    const { opens, previews, make } = previewsOf();
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    expect(opens).toHaveBeenCalledTimes(1);
    previews.forget('k');
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    expect(opens).toHaveBeenCalledTimes(2);
  });
});

describe('a decoder that goes wrong', () => {
  const programs: Array<[what: string, source: string]> = [
    ['hangs', 'for (;;);'],
    ['dies', 'process.exit(1)'],
    ['crashes', 'process.abort()'],
    ['throws', 'throw new Error("x")'],
    ['throws later', 'setTimeout(() => { throw new Error("x") })'],
    ['eats memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(1.5));'],
    ['recurses without end', 'const f = () => f() + f(); f();'],
    ['says nothing', ''],
    ['says nonsense', 'process.on("message", () => process.send({}))'],
  ];

  it.each(programs)('and %s, gives 422, and the next picture is shown', async (_, source) => {
    const bad = closing(createPictureProcesses(source));
    const good = closing(createPictureProcesses());
    let isBroken = true;
    const render: RenderPicture = (bytes, format, limits) =>
      isBroken ? bad.render(bytes, format, { ...limits, timeout: 2_000 }) : good.render(bytes, format, limits);
    const { make } = previewsOf({ render, limits: { concurrency: 1 } });
    const scan = fixture('scan.png');
    await expect(make(scan, 'image/png', 'bad')).rejects.toMatchObject(failed);
    isBroken = false;
    await expect(make(scan, 'image/png', 'good')).resolves.toBeDefined();
  });

  it('is ended when a small picture keeps it busy for minutes, and the next one is shown', async () => {
    const { make } = previewsOf({ limits: { concurrency: 1, timeout: 4_000 } });
    const started = performance.now();
    await expect(make(manyScans(7_000, 7_000), 'image/jpeg', 'bad')).rejects.toMatchObject(failed);
    await expect(make(fixture('scan.png'), 'image/png', 'good')).resolves.toBeDefined();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  const { render } = { render: (program?: string) => closing(createPictureProcesses(program)).render };
  const photo = () => fixture('photo.heic');

  it('does not begin with too many pixels', async () => {
    const limits = { ...PREVIEW_LIMITS, maxPixelsAtOnce: 1_000_000 };
    await expect(render()(photo(), 'heif', limits)).rejects.toThrow('too many pixels');
  });

  it('gets no more memory than it may have', async () => {
    const greedy = PICTURE_PROGRAM.replace(
      'require(modules.libheif)',
      'new WebAssembly.Memory({ initial: 1 }).grow(2_000)'
    );
    const rendering = (maxDecoderMemory: number) =>
      render(greedy)(photo(), 'heif', { ...PREVIEW_LIMITS, maxDecoderMemory });
    await expect(rendering(100_000_000)).rejects.toThrow('memory limit');
    await expect(rendering(200_000_000)).rejects.toThrow('HeifDecoder is not a constructor');
  });

  it('does not see the settings of the server', async () => {
    process.env.CERTIFICATES_TEST_SECRET = 'secret';
    const tell =
      'process.on("message", () => process.send({ error: Object.keys(process.env).join() + process.execArgv }))';
    const told = await render(tell)(photo(), 'heif', PREVIEW_LIMITS).catch((error: Error) => error.message);
    delete process.env.CERTIFICATES_TEST_SECRET;
    expect(told).toContain('PATH');
    expect(told).not.toMatch(/SECRET|NODE_OPTIONS|HOME/);
  });

  it('is kept for the next picture, and not for the one after a HEIC', async () => {
    const tell = 'process.on("message", () => process.send({ jpeg: Buffer.from(String(process.pid)) }))';
    const { render: ask } = closing(createPictureProcesses(tell));
    const pid = async (format: 'png' | 'heif') => String(await ask(Buffer.alloc(1), format, PREVIEW_LIMITS));
    const first = await pid('png');
    expect([await pid('png'), await pid('heif')]).toEqual([first, first]);
    expect(await pid('png')).not.toBe(first);
  });

  it('does not hold up the event loop', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await render()(photo(), 'heif', PREVIEW_LIMITS);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });

  it('is asked only so often at once; the rest wait, and too many are turned away', async () => {
    let running = 0;
    let most = 0;
    const slow: RenderPicture = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
      return Buffer.from('x');
    };
    const { make } = previewsOf({ render: slow, limits: { concurrency: 2, maxWaiting: 3 } });
    const results = await Promise.allSettled(
      Array.from({ length: 7 }, (_, index) => make(heif(), 'image/heic', `k${index}`))
    );
    expect(most).toBe(2);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array<string>(5).fill('fulfilled'),
      'rejected',
      'rejected',
    ]);
    expect(results[6]).toMatchObject({ reason: { kind: 'unavailable', code: 'preview_busy' } });
  });

  it('that the machine cannot start is no fault of the picture: 503, and it is tried again', async () => {
    const { make } = previewsOf();
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      await expect(make(photo(), 'image/heic')).rejects.toMatchObject({ code: 'preview_busy' });
    } finally {
      process.execPath = execPath;
    }
    await expect(make(photo(), 'image/heic')).resolves.toBeDefined();
  });

  it('that was lost is tried again after a minute, and a picture that is none after ten', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    try {
      for (const [error, minutes] of [
        [new DecoderLost(), 1],
        [new Error('not decodable'), 10],
      ] as const) {
        let tries = 0;
        const render: RenderPicture = () => {
          tries += 1;
          return Promise.reject(error);
        };
        const { make } = previewsOf({ render });
        const tryAt = async (instant: number) => {
          now.mockReturnValue(instant);
          await expect(make(heif(), 'image/heic')).rejects.toMatchObject(failed);
          return tries;
        };
        expect(await tryAt(0)).toBe(1);
        expect(await tryAt(minutes * 60_000 - 1)).toBe(1);
        expect(await tryAt(minutes * 60_000 + 1)).toBe(2);
      }
    } finally {
      now.mockRestore();
    }
  });

  it('that others keep busy is no fault of the picture: 503, and it is tried again', async () => {
    let isBusy = true;
    const render: RenderPicture = () => (isBusy ? new Promise(() => undefined) : Promise.resolve(Buffer.from('x')));
    const { make } = previewsOf({ render, limits: { concurrency: 2, timeout: 50 } });
    await expect(make(heif(), 'image/heic', 'first')).rejects.toMatchObject({ code: 'preview_busy' });
    isBusy = false;
    await expect(make(heif(), 'image/heic', 'second')).resolves.toBeDefined();
  });
});

describe('previews in memory', () => {
  it('are gone after a while: another server may have erased the document', async () => {
    const cache = createMemoryCache(1_000, 400);
    const document = { key: 'k', descriptor: {} };
    await cache.set(document, Buffer.alloc(600));
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(await cache.get(document)).toHaveLength(600);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(await cache.get(document)).toBeNull();
  });

  it('give way to those asked for last', async () => {
    const cache = createMemoryCache(1_000);
    const [old, used, young] = ['old', 'used', 'young'].map((key) => ({ key, descriptor: {} }));
    await cache.set(used as StoredDocument, Buffer.alloc(400));
    await cache.set(old as StoredDocument, Buffer.alloc(400));
    await cache.get(used as StoredDocument);
    await cache.set(young as StoredDocument, Buffer.alloc(400));
    expect(await Promise.all([old, used, young].map((one) => cache.get(one as StoredDocument)))).toEqual([
      null,
      expect.anything(),
      expect.anything(),
    ]);
  });
});

describe('the preview of a document in the private folder', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'certificates-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const files = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  const setUp = async () => {
    const store = createLocalStore({ directory });
    const bytes = fixture('scan.png');
    const stored: StoredDocument = await store.put({
      key: 'ab/ab12.png',
      mime: 'image/png',
      stream: Readable.from([bytes]),
    });
    return { store, stored, document: { stored, mime: 'image/png', size: bytes.length } };
  };

  it('lies beside it, outlives a restart and is erased with it', async () => {
    const { store, stored, document } = await setUp();
    const first = await buffer((await closing(createPreviews({ store })).of(document)).stream);
    expect(files()).toEqual(['ab12.png', 'ab12.png.preview']);
    const opens = jest.spyOn(store, 'open');
    const again = await buffer((await closing(createPreviews({ store })).of(document)).stream);
    expect(opens).not.toHaveBeenCalled();
    expect(again.equals(first)).toBe(true);
    await store.remove(stored);
    expect(files()).toEqual([]);
  });

  it('is not left behind by a document that was erased meanwhile', async () => {
    const { store, stored } = await setUp();
    await store.remove(stored);
    await store.derived.set(stored, Buffer.from('late'));
    expect(files()).toEqual([]);
  });
});
