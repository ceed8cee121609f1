import type { IncomingMessage, Server } from 'node:http';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

interface S3rver {
  httpServer: Server;
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
type S3rverClass = new (options: Record<string, unknown>) => S3rver;

const BUCKET = 'certificates';
/** How the server names the bytes of an object on its disk. */
const OBJECT = '._S3rver_object';

/**
 * Puts a file that is no object into every folder that a key can begin with. The server removes a folder with its last
 * object, and where another one is on its way into it just then, never answers that upload.
 */
const keepFolders = async (root: string): Promise<void> => {
  for (let folder = 0; folder < 256; folder += 1) {
    const directory = path.join(root, folder.toString(16).padStart(2, '0'));
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, '.keep'), '');
  }
};

/** A real S3 server on loopback. It turns away links that are too old; signatures it takes as they are. */
export interface S3Server {
  /** What `documents.providerOptions` takes; `params` are laid over the private ones. */
  options(params?: Record<string, unknown>): Record<string, unknown>;
  /** Keys of the objects in the bucket. */
  keys(): Promise<string[]>;
  bytes(key: string): Promise<Buffer>;
  /** Writes an object behind the plugin's back. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Takes an object away behind the plugin's back. */
  lose(key: string): Promise<void>;
  /** Nobody answers at its address, until what it resolves with is called. */
  interrupt(): Promise<() => Promise<void>>;
  /** The access that each object was written with: every distinct `x-amz-acl`. */
  acls: Set<string>;
  close(): Promise<void>;
}

export const startS3Server = async (): Promise<S3Server> => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'certificates-s3-'));
  const S3 = nativeRequire('s3rver') as S3rverClass;
  const server = new S3({
    directory,
    address: '127.0.0.1',
    port: 0,
    silent: true,
    configureBuckets: [{ name: BUCKET }],
  });
  const { port } = await server.run();
  const root = path.join(directory, BUCKET);
  await keepFolders(root);

  const acls = new Set<string>();
  server.httpServer.on('request', ({ method, headers, url }: IncomingMessage) => {
    // The parts of a large object carry none: its beginning did.
    const isWhole = method === 'PUT' && !url?.includes('partNumber=');
    const isBeginning = method === 'POST' && url?.includes('uploads');
    if (isWhole || isBeginning) acls.add(String(headers['x-amz-acl'] ?? 'none'));
  });

  const files = async (): Promise<string[]> =>
    (await readdir(root, { recursive: true })).map((file) => file.split(path.sep).join('/'));

  return {
    acls,
    options: (params = {}) => ({
      s3Options: {
        // The account that the server knows.
        credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
        region: 'us-east-1',
        endpoint: `http://127.0.0.1:${port}`,
        forcePathStyle: true,
        params: { Bucket: BUCKET, ACL: 'private', ...params },
      },
    }),
    keys: async () =>
      (await files()).filter((file) => file.endsWith(OBJECT)).map((file) => file.slice(0, -OBJECT.length)),
    bytes: (key) => readFile(path.join(root, `${key}${OBJECT}`)),
    async put(key, bytes) {
      const answer = await fetch(`http://127.0.0.1:${port}/${BUCKET}/${key}`, { method: 'PUT', body: bytes });
      if (!answer.ok) throw new Error(`the S3 server answered ${answer.status}`);
    },
    async lose(key) {
      for (const file of (await files()).filter((one) => one.startsWith(`${key}._S3rver_`))) {
        await rm(path.join(root, file));
      }
    },
    async interrupt() {
      const { httpServer } = server;
      const closed = new Promise((resolve) => httpServer.close(resolve));
      httpServer.closeAllConnections();
      await closed;
      return () => new Promise<void>((resolve) => httpServer.listen(port, '127.0.0.1', resolve));
    },
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
