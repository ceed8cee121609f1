import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import sharp from 'sharp';

import { createLocalStore } from '../../../server/src/documents/local-store';
import { createPreviews } from '../../../server/src/documents/previews/create-previews';
import { decodeHeic } from '../../../server/src/documents/previews/heic-decoder';
import { HEIC_WORKER_SOURCE } from '../../../server/src/documents/previews/heic-worker-source';
import { PREVIEW_LIMITS, type PreviewLimits } from '../../../server/src/documents/previews/limits';
import { renderPreview, type DecodeHeic } from '../../../server/src/documents/previews/render';
import type { StoredDocument } from '../../../server/src/ports/document-store';
import { concat, fixture, heif, jpeg, png, pngChunk, pngData, pngHeader, PNG_SIGNATURE } from './build-files';
import { createMemoryStore } from './memory-store';

const failed = { kind: 'unprocessable', code: 'preview_failed' };

/** Previews of documents in memory, and how often the originals were opened. */
const previewsOf = (given: { limits?: Partial<PreviewLimits>; decodeHeic?: DecodeHeic } = {}) => {
  const store = createMemoryStore();
  const opened = jest.spyOn(store, 'open');
  const previews = createPreviews({ store, ...given });
  const make = async (bytes: Buffer, mime: string, key = 'k') => {
    store.kept.set(key, bytes);
    const { stream, size } = await previews.of({ stored: { key, descriptor: {} }, mime, size: bytes.length });
    const made = await buffer(stream);
    expect(made).toHaveLength(size);
    return made;
  };
  return { store, opened, previews, make };
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
    const { opened, make } = previewsOf();
    const scan = fixture('scan.png');
    await Promise.all([make(scan, 'image/png'), make(scan, 'image/png'), make(scan, 'image/png')]);
    await make(scan, 'image/png');
    expect(opened).toHaveBeenCalledTimes(1);
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
    await expect(beyond({ timeout: 1 }).make(photo, 'image/heic')).rejects.toMatchObject(failed);
    await expect(beyond({ maxBytes: 1_000 }).make(scan, 'image/png')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixels: 200_000 }).make(scan, 'image/png')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixelsAtOnce: 200_000 }).make(progressive, 'image/jpeg')).rejects.toMatchObject(failed);
    await expect(beyond({ maxPixelsAtOnce: 200_000 }).make(scan, 'image/png')).resolves.toBeDefined();
  });

  it('is not tried again at once', async () => {
    const { opened, previews, make } = previewsOf();
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    expect(opened).toHaveBeenCalledTimes(1);
    previews.forget('k');
    await expect(make(jpeg(), 'image/jpeg')).rejects.toMatchObject(failed);
    expect(opened).toHaveBeenCalledTimes(2);
  });
});

describe('a decoder that goes wrong', () => {
  const programs: Array<[what: string, source: string]> = [
    ['hangs', 'for (;;);'],
    ['dies', 'process.exit(1)'],
    ['throws', 'throw new Error("x")'],
    ['throws later', 'setTimeout(() => { throw new Error("x") })'],
    ['eats memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(1.5));'],
    ['recurses without end', 'const f = () => f() + f(); f();'],
    ['says nothing', ''],
  ];

  it.each(programs)('and %s, gives 422, and the next picture is shown', async (_, source) => {
    let isBroken = true;
    const decode: DecodeHeic = (bytes, limits) =>
      isBroken ? decodeHeic(bytes, { ...limits, timeout: 1_000 }, source) : decodeHeic(bytes, limits);
    const { make } = previewsOf({ decodeHeic: decode, limits: { concurrency: 1 } });
    const photo = fixture('photo.heic');
    await expect(make(photo, 'image/heic', 'bad')).rejects.toMatchObject(failed);
    isBroken = false;
    await expect(make(photo, 'image/heic', 'good')).resolves.toBeDefined();
  });

  it('does not begin with too many pixels', async () => {
    const limits = { ...PREVIEW_LIMITS, maxPixelsAtOnce: 1_000_000 };
    await expect(decodeHeic(fixture('photo.heic'), limits)).rejects.toThrow('too many pixels');
  });

  it('gets no more memory than it may have', async () => {
    const greedy = HEIC_WORKER_SOURCE.replace('require(libheif)', 'new WebAssembly.Memory({ initial: 1 }).grow(2_000)');
    const decoding = (maxDecoderMemory: number) =>
      decodeHeic(Buffer.alloc(1), { ...PREVIEW_LIMITS, maxDecoderMemory }, greedy);
    await expect(decoding(100_000_000)).rejects.toThrow('memory limit');
    await expect(decoding(200_000_000)).rejects.toThrow('HeifDecoder is not a constructor');
  });

  it('does not see the settings of the server', async () => {
    const source = 'throw new Error(JSON.stringify(process.env) + process.execArgv)';
    await expect(decodeHeic(Buffer.alloc(1), PREVIEW_LIMITS, source)).rejects.toThrow(/^\{\}$/);
  });

  it('does not hold up the event loop', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await renderPreview(fixture('photo.heic'), 'image/heic', PREVIEW_LIMITS);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });

  it('is asked only so often at once; the rest wait, and too many are turned away', async () => {
    let running = 0;
    let most = 0;
    const decode: DecodeHeic = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
      return { width: 1, height: 1, pixels: new Uint8ClampedArray(4) };
    };
    const { make } = previewsOf({ decodeHeic: decode, limits: { concurrency: 2, maxWaiting: 3 } });
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
    const first = await buffer((await createPreviews({ store }).of(document)).stream);
    expect(files()).toEqual(['ab12.png', 'ab12.png.preview']);
    const opened = jest.spyOn(store, 'open');
    const again = await buffer((await createPreviews({ store }).of(document)).stream);
    expect(opened).not.toHaveBeenCalled();
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
