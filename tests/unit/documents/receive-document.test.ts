import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';

import { receiveDocument, type IncomingDocument } from '../../../server/src/documents/receive-document';
import type { DocumentRules } from '../../../server/src/documents/structure';
import {
  box,
  concat,
  elf,
  exe,
  exifWithThumbnail,
  fixture,
  ftyp,
  heif,
  html,
  jpeg,
  jpegSegment,
  largeBox,
  mp4,
  objectStream,
  pdf,
  pdfStream,
  pdfWithXrefStream,
  png,
  pngChunk,
  pngData,
  pngHeader,
  PNG_SIGNATURE,
  samsungTrailer,
  zip,
} from './build-files';
import { chunked, createMemoryStore, type MemoryStore } from './memory-store';

const MEGABYTE = 1024 * 1024;

interface Given {
  name?: string;
  mime?: string;
  maxBytes?: number;
  chunkSize?: number;
  rules?: DocumentRules;
  store?: MemoryStore;
  more?: Partial<IncomingDocument>;
}

const receive = (
  bytes: Buffer,
  { name = '', mime = '', maxBytes = 10 * MEGABYTE, chunkSize, rules, store, more }: Given = {}
) =>
  receiveDocument(
    {
      stream: chunked(bytes, chunkSize),
      declaredName: name,
      declaredMime: mime,
      maxBytes,
      store: store ?? createMemoryStore(),
      // Otherwise small chunks are put together, and no checker would see where one ends.
      ...(chunkSize === undefined ? {} : { minChunk: 1 }),
      ...more,
    },
    rules ?? { activePdf: 'refuse' }
  );

const codeOf = async (bytes: Buffer, given: Given = {}): Promise<string> => {
  const store = createMemoryStore();
  try {
    await receive(bytes, { store, ...given });
    return 'taken';
  } catch (error) {
    expect(store.kept.size).toBe(0);
    return (error as { code?: string }).code ?? String(error);
  }
};

const javaScript = '<< /S /JavaScript /JS (app.alert(1)) >>';

/** Rows of one length: jest takes a parameter without a value for its `done`. */
const rows = <A, B, C>(table: Array<[A, B, C, Given?]>): Array<[A, B, C, Given]> =>
  table.map(([first, second, third, given]) => [first, second, third, given ?? {}]);

const accepted = rows<string, () => Buffer, string>([
  ['a HEIC photo', () => fixture('photo.heic'), 'image/heic', { name: 'photo.heic', mime: 'application/octet-stream' }],
  ['a JPEG photo', () => fixture('photo-gps-rotated.jpg'), 'image/jpeg', { name: 'IMG_1.JPG', mime: 'image/jpeg' }],
  ['a PNG scan', () => fixture('scan.png'), 'image/png', { name: 'scan.png', mime: 'image/png' }],
  ['a signed PDF', () => fixture('signed.pdf'), 'application/pdf', { name: 'signed.pdf', mime: 'application/pdf' }],
  ['a JPEG with an Exif thumbnail', () => jpeg({ segments: [exifWithThumbnail()] }), 'image/jpeg'],
  ['a JPEG with a second picture behind (MPF)', () => jpeg({ trailer: jpeg() }), 'image/jpeg'],
  ['a Motion Photo', () => jpeg({ trailer: mp4 }), 'image/jpeg'],
  ['a Samsung trailer', () => jpeg({ trailer: concat(mp4, samsungTrailer) }), 'image/jpeg'],
  ['a JPEG with fill bytes before markers', () => jpeg({ end: Buffer.from([0xff, 0xff, 0xff, 0xd9]) }), 'image/jpeg'],
  ['a JPEG with zeros behind', () => jpeg({ trailer: Buffer.alloc(5_000) }), 'image/jpeg'],
  ['a JPEG named as HEIC', () => jpeg(), 'image/jpeg', { name: 'IMG_2.HEIC', mime: 'image/heic' }],
  ['a HEIC named as JPEG', () => heif(), 'image/heic', { name: 'IMG_2.jpeg', mime: 'image/jpeg' }],
  ['a picture without a name', () => png(), 'image/png', { name: '', mime: '' }],
  ['a name without extension', () => pdf(), 'application/pdf', { name: 'certificato medico' }],
  ['a name that ends in a date', () => pdf(), 'application/pdf', { name: 'scan 12.03.2024' }],
  ['an old name for the PDF type', () => pdf(), 'application/pdf', { name: 'A.PDF', mime: 'application/x-pdf; x=y' }],
  [
    'a PNG with ancillary chunks',
    () => concat(PNG_SIGNATURE, pngHeader(), pngChunk('tEXt', 'a\0b', 1), pngData(), pngChunk('IEND')),
    'image/png',
  ],
  ['a HEIC with a 64-bit size', () => heif('heic', largeBox('mdat', Buffer.alloc(300))), 'image/heic'],
  ['a HEIC with a film inside (mpvd)', () => heif('heic', box('mpvd', mp4)), 'image/heic'],
  ['a HEIC with a Samsung trailer', () => heif('heic', samsungTrailer), 'image/heic'],
  ['a HEIC whose data run to the end', () => heif('heix', Buffer.from('\0\0\0\0mdatxyz', 'latin1')), 'image/heic'],
  ['a HEIC whose major brand is neutral', () => heif('mif1'), 'image/heic'],
  ['a HEIF that does not say how it is coded', () => concat(ftyp('mif1', 'miaf'), heif().subarray(24)), 'image/heif'],
  ['a HEIF with sequences alone', () => concat(ftyp('hevc', 'msf1'), heif().subarray(24)), 'image/heif'],
  ['a plain PDF', () => pdf(), 'application/pdf'],
  ['a PDF behind a byte order mark', () => pdf({ header: '\xef\xbb\xbf%PDF-1.4\n' }), 'application/pdf'],
  ['a PDF with a cross-reference stream', () => pdfWithXrefStream(), 'application/pdf'],
  [
    'a PDF with blank lines behind',
    () => pdf({ ending: 'startxref\r\n9\r\n%%EOF\r\n\r\n\0\0\x1a' }),
    'application/pdf',
  ],
  ['a PDF with a later revision', () => concat(pdf(), pdf({ header: '' })), 'application/pdf'],
  [
    'a PDF form with a submit button',
    () =>
      pdf({
        catalog: '/AcroForm << /Fields [7 0 R] >>',
        objects: ['7 0 obj << /FT /Btn /A << /S /SubmitForm /F (https://a.example) >> >> endobj'],
      }),
    'application/pdf',
  ],
  [
    'a PDF with links',
    () => pdf({ objects: ['7 0 obj << /S /URI /URI (https://a.example/JavaScript) >> endobj'] }),
    'application/pdf',
  ],
  [
    'a course on JavaScript',
    () => pdf({ objects: ['7 0 obj << /Title (HTML/JavaScript \\(2\\)) >> endobj'] }),
    'application/pdf',
  ],
  [
    'metadata on JavaScript',
    () => pdf({ objects: [pdfStream('/Type /Metadata', '<x:xmpmeta>HTML/JavaScript /Launch</x:xmpmeta>')] }),
    'application/pdf',
  ],
  ['a page whose text is a web page', () => pdf({ objects: [pdfStream('', `(${html}) Tj`)] }), 'application/pdf'],
  [
    'a PDF/A-3 with an Office file attached',
    () => pdf({ objects: [pdfStream('/Type /EmbeddedFile', zip())] }),
    'application/pdf',
  ],
  [
    'a PDF with outlines',
    () => pdf({ objects: ['7 0 obj << /Type /Outlines /First 8 0 R /Last 8 0 R >> endobj', pdfStream('', 'q Q', 8)] }),
    'application/pdf',
  ],
  ['a linearized PDF', () => pdf({ objects: ['7 0 obj << /Linearized 1 /L 200 >> endobj'] }), 'application/pdf'],
  [
    'an object stream that does not say so',
    () => pdf({ objects: [objectStream('<< /Type /Font >>', { dictionary: '' })] }),
    'application/pdf',
  ],
  [
    'an object stream with a wrong checksum',
    () => {
      const data = deflateSync(Buffer.from('4 0 << /Type /Font >>'));
      data.writeUInt32BE(1, data.length - 4);
      return pdf({ objects: [pdfStream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', data)] });
    },
    'application/pdf',
  ],
  [
    'a PDF with pictures',
    () => pdf({ objects: [pdfStream('/Subtype /Image', randomBytes(300_000))] }),
    'application/pdf',
  ],
]);

const refused = rows<string, string, () => Buffer>([
  ['nothing', 'file_empty', () => Buffer.alloc(0), { name: 'a.pdf' }],
  ['HTML named as PDF', 'file_type', () => Buffer.from(html), { name: 'x.pdf', mime: 'application/pdf' }],
  ['text named as JPEG', 'file_type', () => Buffer.from('hello'), { name: 'x.jpg', mime: 'image/jpeg' }],
  ['SVG', 'file_type', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), { name: 'x.png' }],
  ['GIF', 'file_type', () => Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
  ['WebP', 'file_type', () => Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
  ['AVIF', 'file_type', () => concat(ftyp('avif', 'mif1'), box('meta'), box('mdat'))],
  ['AVIF under a neutral brand', 'file_type', () => concat(ftyp('mif1', 'avif'), box('meta'), box('mdat'))],
  ['a film', 'file_type', () => mp4, { name: 'a.heic' }],
  ['a ZIP', 'file_type', () => zip(), { name: 'a.pdf' }],
  ['a program', 'file_type', () => exe],
  ['a PDF named as a picture', 'file_type', () => pdf(), { name: 'a.jpg' }],
  ['a picture named as PDF', 'file_type', () => jpeg(), { name: 'a.pdf' }],
  ['a picture declared as PDF', 'file_type', () => jpeg(), { mime: 'application/pdf' }],
  ['a PDF declared as HTML', 'file_type', () => pdf(), { name: 'a.pdf', mime: 'text/html' }],
  ['a PDF declared as SVG', 'file_type', () => png(), { mime: 'image/svg+xml' }],
  ['a last extension of another kind', 'file_type', () => pdf(), { name: 'a.pdf.exe' }],
  ['an extension that hides behind marks', 'file_type', () => jpeg(), { name: 'a\u202egpj.e\u200bxe' }],
  ['a web page extension', 'file_type', () => pdf(), { name: 'a.html' }],
  ['a JPEG without end', 'file_broken', () => jpeg({ end: Buffer.alloc(0) })],
  ['half a photo', 'file_broken', () => fixture('photo-gps-rotated.jpg').subarray(0, 150_000)],
  ['a photo cut by its last byte', 'file_broken', () => fixture('photo-gps-rotated.jpg').subarray(0, -1)],
  ['a JPEG cut in its Exif data', 'file_broken', () => jpeg({ segments: [exifWithThumbnail()] }).subarray(0, 60)],
  ['a JPEG without a picture', 'file_broken', () => Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ['text behind a JPEG signature', 'file_broken', () => concat([0xff, 0xd8, 0xff], 'hello world, this is no picture')],
  ['half a scan', 'file_broken', () => fixture('scan.png').subarray(0, 300_000)],
  ['a PNG without its last chunk', 'file_broken', () => fixture('scan.png').subarray(0, -12)],
  [
    'a PNG with a flipped bit',
    'file_broken',
    () => {
      const bytes = fixture('scan.png');
      bytes.writeUInt8(bytes.readUInt8(1_000) ^ 1, 1_000);
      return bytes;
    },
  ],
  ['a PNG without data', 'file_broken', () => concat(PNG_SIGNATURE, pngHeader(), pngChunk('IEND'))],
  ['a PNG of no width', 'file_broken', () => concat(PNG_SIGNATURE, pngHeader(0), pngData(), pngChunk('IEND'))],
  [
    'a PNG with an unknown critical chunk',
    'file_broken',
    () => concat(PNG_SIGNATURE, pngHeader(), pngChunk('ABCD'), pngData(), pngChunk('IEND')),
  ],
  ['half a HEIC', 'file_broken', () => fixture('photo.heic').subarray(0, 400_000)],
  ['a HEIC cut by its last byte', 'file_broken', () => fixture('photo.heic').subarray(0, -1)],
  ['a HEIC without a description', 'file_broken', () => concat(ftyp('heic', 'mif1'), box('mdat', 'x'))],
  ['a HEIC with an impossible size', 'file_broken', () => heif('heic', Buffer.from('\0\0\0\x04free', 'latin1'))],
  ['half a PDF', 'file_broken', () => fixture('signed.pdf').subarray(0, 6_000)],
  ['a PDF cut before its end', 'file_broken', () => pdf({ ending: 'startxref\n9\n' })],
  ['a PDF without a place to start', 'file_broken', () => pdf({ ending: '%%EOF' })],
  ['a PDF cut in a later revision', 'file_broken', () => concat(pdf(), 'x '.repeat(1_000))],
  [
    'a linearized PDF that is too short',
    'file_broken',
    () => pdf({ objects: ['7 0 obj << /Linearized 1 /L 99999 >> endobj'] }),
  ],
  ['nothing but a PDF frame', 'file_broken', () => Buffer.from('%PDF-1.4\nstartxref\n0\n%%EOF')],
  ['an encrypted PDF', 'file_encrypted', () => pdf({ trailer: '/Encrypt 7 0 R' })],
  [
    'an encrypted PDF with a direct dictionary',
    'file_encrypted',
    () => pdf({ trailer: '/Encrypt << /Filter /Standard >>' }),
  ],
  ['an encrypted PDF with a cross-reference stream', 'file_encrypted', () => pdfWithXrefStream('/Encrypt 7 0 R')],
  ['an escaped Encrypt', 'file_encrypted', () => pdf({ trailer: '/Encr#79pt 7 0 R' })],
  ['JPEG and ZIP', 'file_polyglot', () => jpeg({ trailer: zip() })],
  ['a photo and a ZIP', 'file_polyglot', () => concat(fixture('photo-gps-rotated.jpg'), zip())],
  ['JPEG and ZIP behind other data', 'file_polyglot', () => jpeg({ trailer: concat(mp4, zip('c')) })],
  ['a ZIP in a JPEG comment', 'file_polyglot', () => zipInComment()],
  ['JPEG and PDF', 'file_polyglot', () => jpeg({ trailer: pdf() })],
  ['a PDF header in a JPEG comment', 'file_polyglot', () => jpeg({ segments: [jpegSegment(0xfe, '%PDF-1.4')] })],
  ['JPEG and HTML', 'file_polyglot', () => jpeg({ trailer: `\n\n${html}` })],
  ['JPEG and a Linux program', 'file_polyglot', () => jpeg({ trailer: elf })],
  ['JPEG and a Windows program', 'file_polyglot', () => jpeg({ trailer: exe })],
  ['JPEG and a script', 'file_polyglot', () => jpeg({ trailer: '#!/bin/sh\nrm -rf /' })],
  ['JPEG and RAR', 'file_polyglot', () => jpeg({ trailer: 'Rar!\x1a\x07\x01\0' })],
  ['JPEG and 7z', 'file_polyglot', () => jpeg({ trailer: '7z\xbc\xaf\x27\x1c\0\x04' })],
  ['PNG and ZIP', 'file_polyglot', () => png(zip())],
  ['PNG and HTML', 'file_polyglot', () => png(html)],
  ['HEIC and ZIP', 'file_polyglot', () => heif('heic', zip())],
  ['HEIC and PDF', 'file_polyglot', () => heif('heic', pdf())],
  ['HEIC and HTML', 'file_polyglot', () => heif('heic', Buffer.from(html))],
  ['a HEIC box with a ZIP', 'file_polyglot', () => heif('heic', box('free', zip()))],
  ['PDF and HTML', 'file_polyglot', () => concat(pdf(), html)],
  ['PDF and much HTML', 'file_polyglot', () => concat(pdf(), html, 'x'.repeat(100_000))],
  ['HTML and PDF', 'file_polyglot', () => concat(html, pdf())],
  ['HTML in a PDF comment', 'file_polyglot', () => pdf({ header: `%PDF-1.4 ${html}\n` })],
  ['PDF, HTML and an end marker', 'file_polyglot', () => concat(pdf(), html, '\nstartxref\n9\n%%EOF')],
  ['PDF and ZIP', 'file_polyglot', () => concat(pdf(), zip())],
  ['PDF and a large ZIP', 'file_polyglot', () => concat(pdf(), zip().subarray(0, 35), randomBytes(200_000), zip())],
  [
    'a ZIP whose comment ends a PDF',
    'file_polyglot',
    () => concat(pdf({ ending: '%' }), zip('\nstartxref\n9\n%%EOF\n')),
  ],
  ['PDF and a program', 'file_polyglot', () => concat(pdf(), exe)],
  ['a larger JPEG and HTML', 'file_polyglot', () => jpeg({ data: Buffer.alloc(3_000, 1), trailer: concat(mp4, html) })],
  ['a photo and HTML', 'file_polyglot', () => concat(fixture('photo-gps-rotated.jpg'), html)],
  ['a photo and a PDF', 'file_polyglot', () => concat(fixture('photo-gps-rotated.jpg'), pdf())],
  ['a scan and HTML', 'file_polyglot', () => concat(fixture('scan.png'), html)],
  ['a scan, other data and a PDF', 'file_polyglot', () => concat(fixture('scan.png'), Buffer.alloc(70_000, 1), pdf())],
  ['a HEIC photo and a script', 'file_polyglot', () => concat(fixture('photo.heic'), '<script>alert(1)</script>')],
  ['a HEIC photo and HTML', 'file_polyglot', () => concat(fixture('photo.heic'), html)],
  [
    'a HEIC photo, a maker’s records and a PDF',
    'file_polyglot',
    () => concat(fixture('photo.heic'), samsungTrailer, pdf()),
  ],
  ['a program before a PDF', 'file_polyglot', () => concat(exe, pdf())],
  ['JavaScript', 'file_active', () => pdf({ catalog: `/OpenAction ${javaScript}` })],
  ['JavaScript in the name tree', 'file_active', () => pdf({ catalog: '/Names << /JavaScript 7 0 R >>' })],
  ['escaped JavaScript', 'file_active', () => pdf({ catalog: '/OpenAction << /S /J#61vaScript /JS (x) >>' })],
  [
    'JavaScript by reference',
    'file_active',
    () => pdf({ catalog: '/OpenAction << /S 7 0 R /JS (x) >>', objects: ['7 0 obj /JavaScript endobj'] }),
  ],
  ['JavaScript on a page', 'file_active', () => pdf({ objects: [`7 0 obj << /AA << /O ${javaScript} >> >> endobj`] })],
  ['a program to launch', 'file_active', () => pdf({ catalog: '/OpenAction << /S /Launch /F (cmd.exe) >>' })],
  ['an XFA form', 'file_active', () => pdf({ catalog: '/AcroForm << /XFA 7 0 R >>' })],
  ['rich media', 'file_active', () => pdf({ objects: ['7 0 obj << /Subtype /RichMedia >> endobj'] })],
  ['JavaScript in an object stream', 'file_active', () => pdf({ objects: [objectStream(javaScript)] })],
  [
    'JavaScript in an object stream of a modern PDF',
    'file_active',
    () => pdfWithXrefStream('', objectStream(javaScript)),
  ],
  [
    'JavaScript in an object stream that is not deflated',
    'file_active',
    () => pdf({ objects: [objectStream(javaScript, { filter: false })] }),
  ],
  [
    'JavaScript in an object stream that does not say so',
    'file_active',
    () => pdf({ objects: [objectStream(javaScript, { dictionary: '' })] }),
  ],
  [
    'an object stream with another filter',
    'file_active',
    () => pdf({ objects: [pdfStream('/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]', '00')] }),
  ],
  [
    'an object stream with two filters for one',
    'file_active',
    () =>
      pdf({
        objects: [pdfStream('/Type /ObjStm /First 4 /Filter /FlateDecode /Filter /LZWDecode', deflateSync('4 0 null'))],
      }),
  ],
  [
    'an object stream that is damaged',
    'file_active',
    () => pdf({ objects: [pdfStream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', 'not deflated at all')] }),
  ],
  [
    'an object stream that explodes',
    'file_active',
    () =>
      pdf({
        objects: [
          pdfStream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(Buffer.alloc(80 * MEGABYTE, 32))),
        ],
      }),
  ],
  [
    'JavaScript in a comment that an offset leads to',
    'file_active',
    () => pdf({ header: `%PDF-1.4\n% 7 0 obj ${javaScript} endobj\n` }),
  ],
  [
    'JavaScript in a string that an offset leads to',
    'file_active',
    () => pdf({ catalog: `/Title (7 0 obj << /S%x\n/JavaScript /JS <78> >> endobj)` }),
  ],
  [
    'JavaScript in a stream that an offset leads to',
    'file_active',
    () => pdf({ objects: [pdfStream('', `\0\x01${javaScript}`)] }),
  ],
  [
    'JavaScript by reference, in a stream that an offset leads to',
    'file_active',
    () => pdf({ objects: [pdfStream('', '\0\x01 8 0 obj /JavaScript endobj')] }),
  ],
  [
    'an object stream inside a stream',
    'file_active',
    () => pdf({ objects: [pdfStream('/Subtype /Image', objectStream(javaScript, { dictionary: '' }), 6)] }),
  ],
  [
    'an object stream behind a comment sign',
    'file_active',
    () =>
      pdf({
        objects: [
          concat(
            '% 7 0 obj << /First 4 /Filter /FlateDecode >> stream\n',
            deflateSync(`4 0 ${javaScript}`),
            '\nendstream'
          ),
        ],
      }),
  ],
]);

function zipInComment(): Buffer {
  const rest = jpeg().subarray(20);
  const archive = zip();
  archive.writeUInt16LE(rest.length, archive.length - 2);
  return concat([0xff, 0xd8], jpegSegment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'), jpegSegment(0xfe, archive), rest);
}

/** A few bytes, or, of what is large, as many as make thousands of pieces at odd places. */
const crumbs = ({ length }: Buffer) => (length > 20_000 ? 997 : 3);

describe('documents that are taken', () => {
  it.each(accepted)('%s', async (_, bytes, mime, given) => {
    const store = createMemoryStore();
    const original = bytes();

    const received = await receive(original, { ...given, store });

    expect(received).toMatchObject({ mime, size: original.length, warnings: [] });
    expect(received.sha256).toBe(createHash('sha256').update(original).digest('hex'));
    expect(store.kept.get(received.stored.key)?.equals(original)).toBe(true);
  });

  it.each(accepted)('%s, a few bytes at a time', async (_, bytes, mime, given) => {
    const original = bytes();
    const taken = receive(original, { ...given, chunkSize: crumbs(original) });
    await expect(taken).resolves.toMatchObject({ mime, size: original.length });
  });
});

describe('documents that are refused', () => {
  it.each(refused)('%s: %s', async (_, code, bytes, given) => {
    expect(await codeOf(bytes(), given)).toBe(code);
  });

  it.each(refused)('%s, a few bytes at a time: %s', async (_, code, bytes, given) => {
    const original = bytes();
    expect(await codeOf(original, { ...given, chunkSize: crumbs(original) })).toBe(code);
  });

  it('every truncation of a small document', async () => {
    for (const whole of [jpeg(), png(), heif()]) {
      for (let length = 1; length < whole.length; length += 1) {
        expect([await codeOf(whole.subarray(0, length)), length]).toEqual([expect.stringMatching(/^file_/), length]);
      }
    }
  });
});

describe('active PDFs, flagged', () => {
  const rules: DocumentRules = { activePdf: 'flag' };

  it('are taken with a warning', async () => {
    for (const bytes of [pdf({ catalog: `/OpenAction ${javaScript}` }), pdf({ objects: [objectStream(javaScript)] })]) {
      await expect(receive(bytes, { rules })).resolves.toMatchObject({ warnings: ['active_pdf'] });
    }
  });

  it('are still refused when broken, encrypted or polyglot', async () => {
    const catalog = `/OpenAction ${javaScript}`;
    expect(await codeOf(pdf({ catalog, ending: '' }), { rules })).toBe('file_broken');
    expect(await codeOf(pdf({ catalog, trailer: '/Encrypt 7 0 R' }), { rules })).toBe('file_encrypted');
    expect(await codeOf(concat(pdf({ catalog }), zip()), { rules })).toBe('file_polyglot');
  });
});

describe('the way into the store', () => {
  it('records the key before a byte is stored', async () => {
    const store = createMemoryStore();
    const order: string[] = [];
    const beforeStore = async (key: string) => void order.push(`intent ${key} ${store.seen}`);
    const { stored } = await receive(png(), { store, more: { beforeStore } });
    expect(order).toEqual([`intent ${stored.key} 0`]);
  });

  it('records no key for a document that its first bytes condemn', async () => {
    const beforeStore = jest.fn(async () => undefined);
    await expect(receive(Buffer.from(html), { more: { beforeStore } })).rejects.toMatchObject({ code: 'file_type' });
    expect(beforeStore).not.toHaveBeenCalled();
  });

  it('lets go of a client whose first bytes are enough', async () => {
    const stream = Readable.from([Buffer.from(html), Buffer.alloc(10_000)], { objectMode: false });
    await expect(receive(Buffer.alloc(0), { more: { stream } })).rejects.toMatchObject({ code: 'file_type' });
    expect(stream.destroyed).toBe(true);
  });

  it('uses a random key with the extension of the content', async () => {
    const keys = await Promise.all([1, 2].map(async () => (await receive(jpeg(), { name: 'me.heic' })).stored.key));
    expect(keys[0]).toMatch(/^([0-9a-f]{2})\/\1[0-9a-f]{30}\.jpg$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('stops at the limit at once', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* film() {
        yield jpeg({ end: Buffer.alloc(0) });
        for (;;) {
          read += 1_000;
          yield Buffer.alloc(1_000);
        }
      })(),
      { objectMode: false }
    );
    await expect(receive(Buffer.alloc(0), { maxBytes: 50_000, more: { stream: endless } })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'file_too_large',
    });
    expect(read).toBeLessThan(300_000);
    expect(endless.destroyed).toBe(true);
  });

  it('puts together what comes a byte at a time: a million chunks would keep the server busy for minutes', async () => {
    const store = createMemoryStore();
    const bytes = jpeg({ data: Buffer.alloc(300_000, 1) });
    const { size } = await receive(bytes, { store, chunkSize: 1, more: { minChunk: undefined } });
    expect(size).toBe(bytes.length);
    expect(store.seen).toBeLessThan(100);
    expect(store.kept.values().next().value?.equals(bytes)).toBe(true);
  });

  const many = (one: Buffer, count = 2_000_000 / one.length): Buffer =>
    Buffer.concat(Array<Buffer>(count | 0).fill(one));
  it.each([
    ['a JPEG', () => jpeg({ segments: [many(jpegSegment(0xfe))] })],
    ['a PNG', () => concat(PNG_SIGNATURE, pngHeader(), many(pngChunk('tEXt')), pngData(), pngChunk('IEND'))],
    ['a HEIC', () => heif('heic', many(box('free')))],
  ])('refuses %s of endless tiny parts before it has looked at all of them', async (_, bytes) => {
    expect(await codeOf(bytes())).toBe('file_broken');
  });

  it('takes a PDF of endless object streams for active, since looking into all of them takes too long', async () => {
    const bytes = pdf({ objects: [many(concat(objectStream('null'), '\n'), 20_000)] });
    expect(await codeOf(bytes)).toBe('file_active');
  });

  it('takes a document of exactly the limit', async () => {
    const bytes = png();
    expect(await codeOf(bytes, { maxBytes: bytes.length })).toBe('taken');
    expect(await codeOf(bytes, { maxBytes: bytes.length - 1 })).toBe('file_too_large');
  });

  it.each([0, 10, 5_000])('leaves nothing of an upload that breaks off after %i bytes', async (length) => {
    const store = createMemoryStore();
    const broken = Readable.from(
      (async function* half() {
        if (length > 0) yield fixture('scan.png').subarray(0, length);
        throw new Error('aborted');
      })(),
      { objectMode: false }
    );
    await expect(receive(Buffer.alloc(0), { store, more: { stream: broken } })).rejects.toMatchObject({
      code: 'upload_aborted',
    });
    expect(store.kept.size).toBe(0);
  });

  it('leaves nothing of an upload that is given up', async () => {
    const store = createMemoryStore();
    const controller = new AbortController();
    const waiting = new Readable({ read: () => undefined });
    waiting.push(fixture('scan.png').subarray(0, 10_000));
    const result = receive(Buffer.alloc(0), { store, more: { stream: waiting, signal: controller.signal } });
    setTimeout(() => controller.abort(), 20);
    await expect(result).rejects.toMatchObject({ code: 'upload_aborted' });
    expect(store.kept.size).toBe(0);
  });

  it('removes what a failing store may have kept, and says that it is not the document', async () => {
    const store = createMemoryStore();
    const remove = jest.spyOn(store, 'remove');
    store.put = async () => {
      throw new Error('disk full');
    };
    await expect(receive(png(), { store })).rejects.toMatchObject({ kind: 'unavailable', code: 'store_unavailable' });
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('does not believe a store that swallows the failure of the stream', async () => {
    const store = createMemoryStore();
    const { put } = store;
    store.put = async (document) => put(document).catch(() => ({ key: document.key, descriptor: {} }));
    await expect(receive(png().subarray(0, -3), { store })).rejects.toMatchObject({ code: 'file_broken' });
  });

  it('passes on why no intent could be recorded', async () => {
    const beforeStore = async () => {
      throw new Error('database is locked');
    };
    await expect(receive(png(), { more: { beforeStore } })).rejects.toThrow('database is locked');
  });

  it('keeps no more than a few windows of a document in memory', async () => {
    const size = 100 * MEGABYTE;
    const store = createMemoryStore();
    store.put = async ({ key, stream }) => {
      for await (const chunk of stream) void chunk;
      return { key, descriptor: {} };
    };
    const block = randomBytes(64 * 1024);
    const stream = Readable.from(
      (function* large() {
        yield pdf({ ending: '' });
        yield Buffer.from('7 0 obj << /Length 1 >> stream\n');
        for (let sent = 0; sent < size; sent += block.length) yield block;
        yield Buffer.from('\nendstream endobj startxref\n9\n%%EOF');
      })(),
      { objectMode: false }
    );
    global.gc?.();
    const before = process.memoryUsage().rss;
    await receive(Buffer.alloc(0), { maxBytes: 2 * size, store, more: { stream } });
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * MEGABYTE);
  });
});
