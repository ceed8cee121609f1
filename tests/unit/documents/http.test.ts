import { EventEmitter } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import Koa from 'koa';

import { rawBody, uploadContentType } from '../../../server/src/documents/raw-body';
import { serveDocument } from '../../../server/src/documents/serve';

const listen = async (app: Koa): Promise<{ server: Server; url: string }> => {
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

describe('a document that is served', () => {
  let server: Server;
  let url: string;
  let stream: Readable;
  let size: number | null;

  beforeAll(async () => {
    const app = new Koa();
    app.silent = true;
    app.use((ctx) =>
      serveDocument(ctx, { stream, mime: 'application/pdf', name: 'médico.pdf', size, disposition: 'attachment' })
    );
    ({ server, url } = await listen(app));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('comes whole, with headers under which it can do nothing', async () => {
    stream = Readable.from([Buffer.from('hello')]);
    size = 5;
    const answer = await fetch(url);
    expect(await answer.text()).toBe('hello');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '5',
      'content-disposition': `attachment; filename="medico.pdf"; filename*=UTF-8''m%C3%A9dico.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('needs no size', async () => {
    stream = Readable.from([Buffer.from('hello')]);
    size = null;
    const answer = await fetch(url);
    expect(answer.headers.get('content-length')).toBeNull();
    expect(await answer.text()).toBe('hello');
  });

  it('is let go when the client goes away', async () => {
    size = null;
    stream = new Readable({
      read() {
        setTimeout(() => this.push(Buffer.alloc(1_000)), 5);
      },
    });
    const closed = new Promise((resolve) => stream.once('close', resolve));
    const req = get(url, (res) => res.once('data', () => req.destroy()));
    req.on('error', () => undefined);
    await closed;
    expect(stream.destroyed).toBe(true);
  });

  it('is let go also where nobody has begun to send it', () => {
    const res = Object.assign(new EventEmitter(), {
      destroyed: false,
      writableEnded: false,
    }) as unknown as ServerResponse;
    stream = new Readable({ read: () => undefined });
    const ctx = { status: 0, body: null, res, set: () => undefined };
    serveDocument(ctx, { stream, mime: 'image/png', name: 'a.png', size: 1, disposition: 'inline' });
    res.emit('close');
    expect(stream.destroyed).toBe(true);
  });

  it('breaks the connection where the store fails half-way, so that half is not taken for all', async () => {
    size = 1_000_000;
    stream = Readable.from(
      (async function* half() {
        yield Buffer.alloc(1_000);
        await new Promise((resolve) => setTimeout(resolve, 30));
        throw new Error('store is gone');
      })(),
      { objectMode: false }
    );
    const res = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
    await expect(buffer(res)).rejects.toThrow('aborted');
  });
});

describe('the body of an upload', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const app = new Koa();
    app.use(rawBody(['/api/certificates/:documentId/document', '/certificates/certificates/:id/document']));
    app.use((ctx) => {
      ctx.body = { seen: ctx.req.headers['content-type'], kept: uploadContentType(ctx) };
    });
    ({ server, url } = await listen(app));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const post = async (path: string, type = 'multipart/form-data; boundary=x', method = 'POST') => {
    const answer = await fetch(`${url}${path}`, { method, headers: { 'content-type': type }, body: 'x' });
    return (await answer.json()) as { seen: string; kept: string };
  };

  it.each([
    '/api/certificates/abc/document',
    '/api/certificates/abc/document/',
    '/API/Certificates/abc/Document',
    '/api/certificates/abc/document?x=1',
    '/certificates/certificates/abc/document',
  ])('is left to the controller at %s', async (path) => {
    expect(await post(path)).toEqual({ seen: 'application/octet-stream', kept: 'multipart/form-data; boundary=x' });
  });

  it.each([
    ['/api/certificates/a/b/document'],
    ['/api/certificates/document'],
    ['/xapi/certificates/abc/document'],
    ['/api/upload'],
    ['/api/certificates/abc/document', 'application/json'],
  ])('is none of our business at %s (%s)', async (path, type = 'multipart/form-data; boundary=x') => {
    expect(await post(path, type)).toEqual({ seen: type, kept: type });
  });

  it('whatever the method', async () => {
    const { seen } = await post('/api/certificates/abc/document', 'multipart/form-data; boundary=x', 'PUT');
    expect(seen).toBe('application/octet-stream');
  });
});
