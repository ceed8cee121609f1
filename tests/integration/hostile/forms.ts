import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { fixture } from '../../helpers';
import { text } from './values';

const BOUNDARY = 'b0undary';
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

interface Part {
  name: string;
  file: string | null;
  type: string | null;
  content: string | Buffer;
}

const file = (): Part => ({
  name: 'files',
  file: 'scan.png',
  type: 'image/png',
  content: readFileSync(fixture('scan.png')),
});
const field = (name: string, content: string): Part => ({ name, file: null, type: null, content });
const right = (): Part[] => [field('validUntil', '2099-12-31'), field('notes', 'Left knee'), file()];

const bytesOf = ({ name, file: fileName, type, content }: Part): Buffer => {
  const disposition = `form-data; name="${name}"${fileName === null ? '' : `; filename="${fileName}"`}`;
  const head = `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n${type === null ? '' : `Content-Type: ${type}\r\n`}`;
  return Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
};

const NAMES = [
  'files',
  'file',
  'files[]',
  'notes',
  'validUntil',
  'data',
  '__proto__',
  'constructor',
  '',
  'x'.repeat(300),
];
const TYPES = [
  '',
  'image/png',
  'application/pdf',
  'text/html',
  'multipart/mixed; boundary=x',
  'x'.repeat(300),
  'a/b; c=\0',
];
/** No header carries a line break or a quote in the middle of a name; what browsers send escapes them. */
const header = text.map((word) => word.replaceAll(/["\r\n]/g, ''));
const pdf = readFileSync(fixture('signed.pdf'));

const one = (change: (parts: Part[], at: number) => Part[]) =>
  fc.nat({ max: 2 }).map((at) => (parts: Part[]) => change(parts, at % Math.max(1, parts.length)));
const put = (parts: Part[], at: number, change: Partial<Part>) =>
  parts.map((part, index) => (index === at ? { ...part, ...change } : part));

const change = fc.oneof(
  one((parts) => [...parts].reverse()),
  one((parts, at) => [...parts, ...parts.slice(at, at + 1)]),
  one((parts, at) => parts.filter((_, index) => index !== at)),
  fc.constantFrom(...NAMES).chain((name) => one((parts, at) => put(parts, at, { name }))),
  fc.constantFrom(...TYPES).chain((type) => one((parts, at) => put(parts, at, { type }))),
  header.chain((name) => one((parts) => put(parts, parts.length - 1, { file: name }))),
  text.chain((content) => one((parts, at) => put(parts, at, { content }))),
  text.chain((content) => one((parts) => put(parts, 1, { content }))),
  fc
    .nat({ max: 400 })
    .chain((size) => one((parts) => put(parts, parts.length - 1, { content: pdf.subarray(0, size) }))),
  one((parts) => put(parts, parts.length - 1, { content: pdf, file: 'x.pdf', type: 'application/octet-stream' }))
);
/** How it ends: as it should, cut, with a boundary inside a line, or with something behind the end. */
const ends = fc.constantFrom(
  ...[`--${BOUNDARY}--\r\n`, `--${BOUNDARY}--\r\n`, `--${BOUNDARY}--\r\n`, '', `--${BOUNDARY}`, `--${BOUNDARY}-`],
  ...[`--${BOUNDARY}--\r\n--${BOUNDARY}\r\n\r\nmore`, `--${BOUNDARY}\r\n\r\n`, `x--${BOUNDARY}--`]
);

/** Forms for an upload: right but for one or two of their parts, their order or their end. */
export const forms: fc.Arbitrary<Buffer> = fc.tuple(fc.array(change, { maxLength: 2 }), ends).map(([made, end]) => {
  const parts = made.reduce<Part[]>((before, alter) => alter(before), right());
  return Buffer.concat([...parts.map(bytesOf), Buffer.from(end)]);
});
