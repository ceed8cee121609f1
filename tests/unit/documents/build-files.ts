import { deflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Crc32 } from '../../../server/src/documents/structure/crc32';

/** Small good and hostile files, made byte by byte, so that each test shows what is wrong with its file. */

export const fixture = (name: string): Buffer => readFileSync(join(__dirname, '../../fixtures', name));

const bytes = (...parts: Array<Buffer | string | number[]>): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      Buffer.isBuffer(part) ? part : typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)
    )
  );

const u16 = (value: number) => [value >> 8, value & 0xff];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];

export const concat = bytes;

// JPEG

export const jpegSegment = (marker: number, body: Buffer | string = ''): Buffer => {
  const data = bytes(body);
  return bytes([0xff, marker], u16(data.length + 2), data);
};

const frame = bytes([8], u16(16), u16(16), [1, 1, 0x11, 0]);
const scan = bytes([1, 1, 0, 0, 63, 0]);

export interface JpegParts {
  segments?: Buffer[];
  data?: Buffer;
  end?: Buffer;
  trailer?: Buffer | string;
}

/** SOI, the given segments, frame, scan with stuffed and restart bytes, EOI, trailer. Structure only: not decodable. */
export const jpeg = ({ segments = [], data, end = Buffer.from([0xff, 0xd9]), trailer = '' }: JpegParts = {}): Buffer =>
  bytes(
    [0xff, 0xd8],
    jpegSegment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...segments,
    jpegSegment(0xc0, frame),
    jpegSegment(0xda, scan),
    data ?? bytes([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 5]),
    end,
    trailer
  );

/** Exif data with a whole small JPEG inside, end marker included. */
export const exifWithThumbnail = (): Buffer => jpegSegment(0xe1, bytes('Exif\0\0', jpeg()));

/**
 * A grey progressive JPEG of little more than 100 kB whose every coefficient comes a bit at a time: each of its 883 scans
 * makes a decoder go through all of the picture.
 */
export const manyScans = (width: number, height: number): Buffer => {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const oneCode = Buffer.alloc(16);
  oneCode[0] = 1;
  // One symbol of one bit each: no difference (DC), and a run of 16,384 and more empty blocks (AC).
  const tables = [jpegSegment(0xc4, bytes([0x00], oneCode, [0x00])), jpegSegment(0xc4, bytes([0x10], oneCode, [0xe0]))];
  const packed = (bits: string) =>
    bytes(
      (bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? []).flatMap((byte) => {
        const value = parseInt(byte, 2);
        return value === 0xff ? [0xff, 0x00] : [value];
      })
    );
  let runs = '';
  for (let left = blocks; left > 0;) {
    const run = Math.min(32_767, Math.max(16_384, left));
    runs += `0${(run - 16_384).toString(2).padStart(14, '0')}`;
    left -= run;
  }
  const scanOf = (from: number, to: number, high: number, low: number, data: Buffer) =>
    bytes(jpegSegment(0xda, bytes([1, 1, 0, from, to, (high << 4) | low])), data);
  const refinements = Array.from({ length: 63 }, (_, at) =>
    Array.from({ length: 14 }, (__, step) =>
      scanOf(at + 1, at + 1, step === 0 ? 0 : 14 - step, 13 - step, packed(runs))
    )
  );
  return bytes(
    [0xff, 0xd8],
    jpegSegment(0xdb, bytes([0], Buffer.alloc(64, 1))),
    jpegSegment(0xc2, bytes([8], u16(height), u16(width), [1, 1, 0x11, 0])),
    ...tables,
    scanOf(0, 0, 0, 0, packed('0'.repeat(blocks))),
    ...refinements.flat(),
    [0xff, 0xd9]
  );
};

// PNG

export const pngChunk = (type: string, data: Buffer | string = '', crc?: number): Buffer => {
  const body = bytes(type, data);
  return bytes(u32(body.length - 4), body, u32(crc ?? new Crc32().update(body).digest()));
};

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
export const pngHeader = (width = 1, height = 1): Buffer =>
  pngChunk('IHDR', bytes(u32(width), u32(height), [8, 0, 0, 0, 0]));
export const pngData = (): Buffer => pngChunk('IDAT', deflateSync(Buffer.from([0, 0x80])));

export const png = (trailer: Buffer | string = ''): Buffer =>
  bytes(PNG_SIGNATURE, pngHeader(), pngData(), pngChunk('IEND'), trailer);

// HEIF

export const box = (type: string, body: Buffer | string = ''): Buffer => {
  const data = bytes(body);
  return bytes(u32(data.length + 8), type, data);
};

export const largeBox = (type: string, body: Buffer): Buffer =>
  bytes(u32(1), type, u32(0), u32(body.length + 16), body);

export const ftyp = (major: string, ...compatible: string[]): Buffer =>
  box('ftyp', bytes(major, u32(0), compatible.join('')));

export const heif = (brand = 'heic', ...more: Buffer[]): Buffer =>
  bytes(
    ftyp(brand, 'mif1', 'heic'),
    box('meta', bytes(u32(0), box('hdlr', '\0\0\0\0\0\0\0\0pict'))),
    box('mdat', 'data'),
    ...more
  );

// PDF

export interface PdfParts {
  header?: string;
  /** Objects after the catalogue, the pages and the page, which are 1, 2 and 3. */
  objects?: Array<Buffer | string>;
  catalog?: string;
  trailer?: string;
  ending?: string;
}

export const pdf = ({
  header = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n',
  objects = [],
  catalog = '',
  trailer = '',
  ending,
}: PdfParts = {}): Buffer =>
  bytes(
    header,
    `1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${catalog} >>\nendobj\n`,
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n',
    ...objects.flatMap((object) => [object, '\n']),
    `trailer\n<< /Size 9 /Root 1 0 R ${trailer} >>\n`,
    ending ?? 'startxref\n9\n%%EOF\n'
  );

export const pdfStream = (dictionary: string, data: Buffer | string, number = 7): Buffer => {
  const content = bytes(data);
  return bytes(
    `${number} 0 obj\n<< ${dictionary} /Length ${content.length} >>\nstream\r\n`,
    content,
    '\r\nendstream\nendobj'
  );
};

/** An object stream that holds one object. */
export const objectStream = (
  object: string,
  { dictionary = '/Type /ObjStm', filter = true, number = 7 } = {}
): Buffer => {
  const content = bytes(`4 0\n${object}`);
  return pdfStream(
    `${dictionary} /N 1 /First 4 ${filter ? '/Filter /FlateDecode' : ''}`,
    filter ? deflateSync(content) : content,
    number
  );
};

/** A PDF 1.5 with its trailer in a cross-reference stream, as most programs write it. */
export const pdfWithXrefStream = (extra = '', ...objects: Buffer[]): Buffer =>
  bytes(
    '%PDF-1.5\n',
    objectStream('<< /Type /Catalog /Pages 2 0 R >>', { number: 5 }),
    '\n',
    ...objects.flatMap((object) => [object, '\n']),
    pdfStream(
      `/Type /XRef /Size 9 /Root 1 0 R /W [1 2 1] /Filter /FlateDecode /DecodeParms << /Columns 4 /Predictor 12 >> ${extra}`,
      deflateSync(Buffer.alloc(40)),
      8
    ),
    '\nstartxref\n9\n%%EOF'
  );

// Other files

export const zip = (comment = ''): Buffer => {
  const name = 'a.txt';
  const local = bytes(
    'PK\x03\x04',
    [20, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    u32(0),
    u32(0),
    u32(0),
    [name.length, 0, 0, 0],
    name
  );
  const central = bytes('PK\x01\x02', Buffer.alloc(24), [name.length, 0], Buffer.alloc(16), name);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(comment.length, 20);
  return bytes(local, central, end, comment);
};

export const html = '<!DOCTYPE html><html><body><script>alert(1)</script></body></html>';
export const elf = bytes('\x7fELF', [2, 1, 1, 0], Buffer.alloc(64));
export const exe = bytes('MZ', Buffer.alloc(76), 'This program cannot be run in DOS mode.', Buffer.alloc(32));
/** A short film as a Motion Photo carries it. */
export const mp4 = bytes(
  box('ftyp', 'mp42\0\0\0\0isommp42'),
  box('mdat', Buffer.alloc(2_000, 7)),
  box('moov', Buffer.alloc(100))
);
export const samsungTrailer = bytes(
  [0, 0, 1, 0x0a, 14, 0, 0, 0],
  'Image_UTC_Data1511111111111',
  'SEFH',
  Buffer.alloc(24),
  'SEFT'
);
