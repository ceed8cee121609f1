import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { readUpload, type UploadedFile } from '../../../server/src/documents/multipart';
import { documentError } from '../../../server/src/domain/document-rules';

type Part = { name?: string; filename?: string; type?: string; value: string | Buffer };

const BOUNDARY = 'XX-boundary-XX';

const form = (parts: Part[], { isClosed = true } = {}): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name = 'files', filename, type, value }) => [
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`),
      Buffer.from(filename === undefined ? '' : `; filename="${filename}"`),
      Buffer.from(`${type === undefined ? '' : `\r\nContent-Type: ${type}`}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(isClosed ? `--${BOUNDARY}--\r\n` : ''),
  ]);

const FILE: Part = { filename: 'a.pdf', type: 'application/pdf', value: 'the document' };
const field = (name: string, value: string): Part => ({ name, value });

describe('an upload form', () => {
  let server: Server;
  let handle: (req: IncomingMessage) => Promise<unknown>;

  beforeAll(async () => {
    server = createServer((req, res) => {
      handle(req).then(
        (result) => res.end(JSON.stringify(result)),
        (error: { code?: string }) => {
          res.setHeader('Connection', 'close');
          res.statusCode = 400;
          res.end(JSON.stringify({ code: error.code ?? String(error) }));
        }
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const discard = jest.fn(async (_received: unknown) => undefined);
  const keep = async ({ stream, name, mime }: UploadedFile) => ({
    name,
    mime,
    bytes: (await buffer(stream)).toString(),
  });

  beforeEach(() => {
    discard.mockClear();
    handle = (req) =>
      readUpload(req, req.headers['content-type'] ?? '', { maxBytes: 1_000_000, onFile: keep, discard });
  });

  const open = (headers: Record<string, string> = {}) =>
    request({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      method: 'POST',
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
    });

  const send = (body: Buffer, headers?: Record<string, string>) =>
    new Promise<{ status: number; body: Record<string, unknown> }>((resolve, reject) => {
      const req = open(headers);
      req.on('error', reject);
      req.on('response', async (res) => {
        const text = (await buffer(res)).toString();
        resolve({ status: res.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> });
      });
      req.end(body);
    });

  const fileOf = { name: 'a.pdf', mime: 'application/pdf', bytes: 'the document' };

  it('gives the file and the fields, whichever comes first', async () => {
    const fields = [field('validUntil', '2030-01-31'), field('notes', 'añadido ✓')];
    const expected = { fields: { validUntil: '2030-01-31', notes: 'añadido ✓' }, file: fileOf };
    expect((await send(form([FILE, ...fields]))).body).toEqual(expected);
    expect((await send(form([...fields, FILE]))).body).toEqual(expected);
    expect((await send(form([FILE]))).body).toEqual({ fields: {}, file: fileOf });
  });

  it('reads names in UTF-8, and without any', async () => {
    const named = await send(form([{ ...FILE, filename: 'médico.pdf' }]));
    expect(named.body).toMatchObject({ file: { name: 'médico.pdf' } });
    const nameless = await send(form([{ type: 'application/octet-stream', value: 'x' }]));
    expect(nameless.body).toMatchObject({ file: { name: '', mime: 'application/octet-stream' } });
  });

  const refused: Array<[what: string, code: string, body: Buffer, headers?: Record<string, string>]> = [
    ['no file', 'file_missing', form([field('notes', 'x')])],
    ['nothing at all', 'file_missing', form([])],
    ['two files', 'upload_invalid', form([FILE, FILE])],
    ['a file under another name', 'upload_invalid', form([{ ...FILE, name: 'file' }])],
    ['the document as text', 'upload_invalid', form([field('files', 'x')])],
    ['a field that is not known', 'upload_invalid', form([FILE, field('state', 'approved')])],
    ['a field before the file that is not known', 'upload_invalid', form([field('client', '1'), FILE])],
    ['a field twice', 'upload_invalid', form([FILE, field('notes', 'a'), field('notes', 'b')])],
    ['a field that is much too long', 'upload_invalid', form([FILE, field('notes', 'x'.repeat(20_000))])],
    ['many fields', 'upload_invalid', form([FILE, ...Array.from({ length: 30 }, (_, i) => field(`x${i}`, ''))])],
    ['a form that breaks off', 'upload_invalid', form([FILE], { isClosed: false })],
    ['another content type', 'upload_invalid', Buffer.from('{}'), { 'Content-Type': 'application/json' }],
    ['no boundary', 'upload_invalid', form([FILE]), { 'Content-Type': 'multipart/form-data' }],
    ['a mixed body', 'upload_invalid', form([FILE]), { 'Content-Type': `multipart/mixed; boundary=${BOUNDARY}` }],
    ['a malformed header', 'upload_invalid', Buffer.from(`--${BOUNDARY}\r\n: :\r\n\x01\r\n\r\n`)],
    ['a body that says that it is too large', 'file_too_large', form([{ ...FILE, value: 'x'.repeat(1_100_000) }])],
  ];

  it.each(refused.map((row) => [row[0], row[1], row[2], row[3] ?? {}] as const))(
    'refuses %s: %s',
    async (_, code, body, headers) => {
      expect(await send(body, headers)).toEqual({ status: 400, body: { code } });
    }
  );

  it('discards the file where the form turns out wrong behind it', async () => {
    await send(form([FILE, field('state', 'approved')]));
    expect(discard.mock.calls).toEqual([[fileOf]]);
  });

  it('says why the file was refused, while the client still sends', async () => {
    handle = (req) =>
      readUpload(req, req.headers['content-type'] ?? '', {
        maxBytes: 100_000_000,
        onFile: async ({ stream }) => {
          for await (const chunk of stream) if ((chunk as Buffer).length > 0) throw documentError.type();
        },
      });
    expect(await send(form([{ ...FILE, value: Buffer.alloc(5_000_000) }]))).toEqual({
      status: 400,
      body: { code: 'file_type' },
    });
  });

  it('survives a taker that fails without reading', async () => {
    handle = (req) =>
      readUpload(req, req.headers['content-type'] ?? '', {
        maxBytes: 100_000_000,
        onFile: () => {
          throw documentError.empty();
        },
      });
    expect((await send(form([{ ...FILE, value: Buffer.alloc(3_000_000) }]))).body).toEqual({ code: 'file_empty' });
  });

  it('notices a client that goes away, and lets the file go', async () => {
    let outcome: unknown;
    let failure: unknown;
    const over = new Promise<void>((resolve) => {
      handle = async (req) => {
        const onFile = (file: UploadedFile) =>
          keep(file).catch((error: unknown) => {
            failure = error;
            throw error;
          });
        outcome = await readUpload(req, req.headers['content-type'] ?? '', { maxBytes: 1e6, onFile }).catch(
          (e: unknown) => e
        );
        resolve();
      };
    });
    const req = open({ 'Transfer-Encoding': 'chunked' });
    req.on('error', () => undefined);
    req.write(form([{ ...FILE, value: Buffer.alloc(200_000) }]).subarray(0, 100_000));
    setTimeout(() => req.destroy(), 50);
    await over;
    expect(outcome).toMatchObject({ code: 'upload_aborted' });
    expect(failure).toMatchObject({ message: 'Unexpected end of file' });
  });
});
