import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** As much of S3 as the provider speaks: objects, multipart uploads, and a refusal of whoever does not sign. */
export interface LoopbackS3 {
  url: string;
  objects: Map<string, Buffer>;
  /** The ACL header of each object that was asked for one. */
  acls: Map<string, string>;
  /** Multipart uploads that were begun and neither completed nor aborted. */
  unfinished: Map<string, Map<number, Buffer>>;
  /** From this part of a multipart upload on, it answers that it cannot. */
  failsFromPart: number;
  close(): Promise<void>;
}

export const startS3 = async (): Promise<LoopbackS3> => {
  const objects = new Map<string, Buffer>();
  const acls = new Map<string, string>();
  const unfinished = new Map<string, Map<number, Buffer>>();

  const xml = (res: ServerResponse, status: number, body: string) => {
    res.writeHead(status, { 'Content-Type': 'application/xml' });
    res.end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
  };

  const isSigned = (req: IncomingMessage, query: URLSearchParams) =>
    query.has('X-Amz-Signature') || (req.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256');

  const write = async (req: IncomingMessage, res: ServerResponse, key: string, query: URLSearchParams) => {
    const body = await buffer(req);
    const upload = query.get('uploadId');
    if (Number(query.get('partNumber')) >= s3.failsFromPart) {
      return xml(res, 500, '<Error><Code>InternalError</Code></Error>');
    }
    if (upload !== null) unfinished.get(upload)?.set(Number(query.get('partNumber')), body);
    else {
      objects.set(key, body);
      acls.set(key, String(req.headers['x-amz-acl'] ?? ''));
    }
    res.writeHead(200, { ETag: '"etag"' }).end();
  };

  const multipart = async (req: IncomingMessage, res: ServerResponse, key: string, query: URLSearchParams) => {
    await buffer(req);
    if (query.has('uploads')) {
      const id = `upload-${unfinished.size + 1}`;
      unfinished.set(id, new Map());
      acls.set(key, String(req.headers['x-amz-acl'] ?? ''));
      return xml(res, 200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    const id = query.get('uploadId') ?? '';
    const parts = [...(unfinished.get(id) ?? [])].sort(([a], [b]) => a - b);
    unfinished.delete(id);
    objects.set(key, Buffer.concat(parts.map(([, bytes]) => bytes)));
    return xml(res, 200, `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
  };

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost');
    const key = pathname.slice(1);
    if (!isSigned(req, searchParams)) return xml(res, 403, '<Error><Code>AccessDenied</Code></Error>');
    if (req.method === 'PUT') return write(req, res, key, searchParams);
    if (req.method === 'POST') return multipart(req, res, key, searchParams);
    if (req.method === 'DELETE') {
      unfinished.delete(searchParams.get('uploadId') ?? '');
      if (!searchParams.has('uploadId')) objects.delete(key);
      return res.writeHead(204).end();
    }
    const found = objects.get(key);
    if (found === undefined) return xml(res, 404, '<Error><Code>NoSuchKey</Code></Error>');
    const disposition = searchParams.get('response-content-disposition');
    return res.writeHead(200, disposition === null ? {} : { 'Content-Disposition': disposition }).end(found);
  };

  const server: Server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const s3: LoopbackS3 = {
    failsFromPart: Infinity,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    acls,
    unfinished,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return s3;
};
