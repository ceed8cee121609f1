import { mkdtempSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { startS3Server } from './s3-server';

/** A place that documents are kept in, as seen by somebody who stands inside it. */
export interface DocumentPlace {
  /** What makes the plugin use it: values of `documents`. */
  config: Record<string, unknown>;
  /** Storage keys of what lies there, documents alone. */
  keys(): Promise<string[]>;
  /** Everything that lies there: previews and unfinished files too. */
  everything(): Promise<string[]>;
  bytes(key: string): Promise<Buffer>;
  /** Takes a document away behind the plugin's back. */
  lose(key: string): Promise<void>;
  /** Puts a file there behind the plugin's back, written so long ago. */
  plant(key: string, bytes: Buffer, age?: { minutes: number }): Promise<void>;
  /** Changes the last byte of a document there. */
  tamper(key: string): Promise<void>;
  /** Makes it fail whoever uses it, until what it resolves with is called. */
  interrupt(): Promise<() => Promise<void>>;
  /** How openly documents lie there; one word for each way that was seen. */
  access(): Promise<string[]>;
  close(): Promise<void>;
}

const changed = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
};

export const privateFolder = async (): Promise<DocumentPlace> => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'certificates-folder-'));
  const everything = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return {
    config: { directory },
    everything,
    keys: async () => (await everything()).filter((file) => !/\.(?:part|preview)$/.test(file)),
    bytes: (key) => readFile(path.join(directory, key)),
    lose: (key) => rm(path.join(directory, key)),
    plant: async (key, bytes, { minutes } = { minutes: 0 }) => {
      const file = path.join(directory, key);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
      const written = new Date(Date.now() - minutes * 60_000);
      await utimes(file, written, written);
    },
    tamper: async (key) => writeFile(path.join(directory, key), changed(await readFile(path.join(directory, key)))),
    // What a volume that is not mounted looks like from inside a folder: nothing there can be reached.
    async interrupt() {
      await rename(directory, `${directory}-away`);
      await writeFile(directory, '');
      return async () => {
        await rm(directory);
        await rename(`${directory}-away`, directory);
      };
    },
    access: async () => {
      const modes = (await everything()).map((file) => statSync(path.join(directory, file)).mode & 0o777);
      return [...new Set(modes)].map((mode) => (mode === 0o600 ? 'private' : mode.toString(8)));
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
};

export const bucket = async (): Promise<DocumentPlace> => {
  const s3 = await startS3Server();
  return {
    config: { provider: '@strapi/provider-upload-aws-s3', providerOptions: s3.options() },
    keys: s3.keys,
    everything: s3.keys,
    bytes: s3.bytes,
    lose: s3.lose,
    plant: s3.put,
    tamper: async (key) => s3.put(key, changed(await s3.bytes(key))),
    interrupt: s3.interrupt,
    access: async () => [...s3.acls],
    close: s3.close,
  };
};
