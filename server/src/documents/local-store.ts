import { accessSync, constants, createWriteStream, mkdirSync, opendirSync, realpathSync } from 'node:fs';
import { mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { documentMissing, storeUnavailable, type DocumentStore } from '../ports/document-store';
import { isOwnKey, KEY_FOLDER } from './storage-key';

export interface LocalStoreOptions {
  /** Absolute path of the private folder; made when missing. */
  directory: string;
  /** What the web server shows to everybody; the private folder must not lie inside. */
  publicDirectory?: string | undefined;
}

/** What may lie beside a document, under its name: itself on its way, and the picture made from it. */
const UNFINISHED = '.part';
const DERIVED = '.preview';
const COMPANIONS = [UNFINISHED, DERIVED, `${DERIVED}${UNFINISHED}`];

/** Folders and a name of plain characters; nothing that a file system could take for another place. */
const KEY = /^(?:[a-z0-9_-]{1,64}\/){0,4}[a-z0-9_-]{1,128}(?:\.[a-z0-9]{1,10})?$/;

const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

const isInside = (directory: string, path: string): boolean => {
  const way = relative(directory, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** The real place of a path of which only the first part may exist yet. */
const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
};

/** How deep, and how many entries of a folder, links are looked for: a folder of uploads may hold millions of files. */
const LINK_DEPTH = 2;
const LINK_ENTRIES = 1_000;

/** Where the links in a folder lead: the web server follows them. */
function* linkedFrom(directory: string, depth = LINK_DEPTH): Generator<string, void, undefined> {
  let folder: ReturnType<typeof opendirSync>;
  try {
    folder = opendirSync(directory);
  } catch {
    // Not there yet, or not to be read, and then not to be served either.
    return;
  }
  try {
    for (let count = 0; count < LINK_ENTRIES; count += 1) {
      const entry = folder.readSync();
      if (entry === null) return;
      const path = join(directory, entry.name);
      if (entry.isSymbolicLink()) yield realPath(path);
      else if (entry.isDirectory() && depth > 1) yield* linkedFrom(path, depth - 1);
    }
  } finally {
    folder.closeSync();
  }
}

const assertPrivate = ({ directory, publicDirectory }: LocalStoreOptions): void => {
  if (publicDirectory === undefined) return;
  const place = realPath(resolve(directory));
  if (isInside(realPath(resolve(publicDirectory)), place)) {
    throw new Error(
      'documents.directory lies inside the public folder, where everybody could read the certificates. Choose another.'
    );
  }
  for (const linked of linkedFrom(resolve(publicDirectory))) {
    if (isInside(linked, place)) {
      throw new Error(
        'documents.directory lies in a folder that the public folder links to, so everybody could read the ' +
          'certificates. Choose another, or remove the link.'
      );
    }
  }
};

/** Finds out at the start what would otherwise be every client's failed upload. */
const assertUsable = (root: string): void => {
  try {
    mkdirSync(root, { recursive: true, mode: PRIVATE_DIRECTORY });
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Error(`documents.directory cannot be used (${code}). It must be a folder that the server may write to.`);
  }
};

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Makes a rename outlast a power cut. Windows cannot open a folder and needs no such thing. */
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
};

const writeDurably = async (path: string, stream: Readable): Promise<void> => {
  const file = createWriteStream(path, { flags: 'wx', mode: PRIVATE_FILE });
  try {
    await pipeline(stream, file);
  } catch (error) {
    // A file that is only being opened would come into being after it had been removed.
    if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()));
    throw error;
  }
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
};

/** Writes under another name first, so that a file under its own name is always whole. */
const writeWhole = async (path: string, stream: Readable): Promise<void> => {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: PRIVATE_DIRECTORY });
    await writeDurably(unfinished, stream);
    await rename(unfinished, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    stream.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
};

/** The key that a file belongs to. */
const keyOf = (root: string, path: string): string => {
  const companion = COMPANIONS.filter((ending) => path.endsWith(ending)).sort((a, b) => b.length - a.length)[0] ?? '';
  return relative(root, path.slice(0, path.length - companion.length))
    .split(sep)
    .join('/');
};

/** Files in the folders that keys begin with. What else lies in the private folder is somebody else's. */
async function* storedFiles(root: string): AsyncGenerator<string, void, undefined> {
  for await (const folder of await opendir(root)) {
    if (!folder.isDirectory() || !KEY_FOLDER.test(folder.name)) continue;
    for await (const entry of await opendir(join(root, folder.name))) {
      if (entry.isFile()) yield join(root, folder.name, entry.name);
    }
  }
}

/**
 * Keeps documents in a private folder of the server: files 0600 in folders 0700, each written under a temporary name,
 * flushed to the disk and then renamed, so that a file under its own name is always whole.
 *
 * @throws Error that names `documents.directory`, when the folder can be reached through the public one or not be used
 */
export const createLocalStore = (
  options: LocalStoreOptions
): Required<Pick<DocumentStore, 'list' | 'derived'>> & DocumentStore => {
  assertPrivate(options);
  const root = resolve(options.directory);
  assertUsable(root);

  const pathOf = (key: string): string => {
    const path = resolve(root, key);
    if (!KEY.test(key) || !isInside(root, path)) throw new Error('not a storage key');
    return path;
  };

  return {
    async put({ key, stream }) {
      await writeWhole(pathOf(key), stream);
      return { key, descriptor: {} };
    },

    async open({ key }) {
      const path = pathOf(key);
      try {
        const handle = await open(path, 'r');
        return handle.createReadStream();
      } catch (error) {
        throw isMissing(error) ? documentMissing() : storeUnavailable();
      }
    },

    async remove({ key }) {
      const path = pathOf(key);
      for (const companion of ['', ...COMPANIONS]) await rm(`${path}${companion}`, { force: true });
    },

    async *list() {
      for await (const path of storedFiles(root)) {
        const key = keyOf(root, path);
        const found = isOwnKey(key) ? await stat(path).catch(() => null) : null;
        if (found !== null) yield { key, modifiedAt: found.mtime, size: found.size };
      }
    },

    derived: {
      async get({ key }) {
        return readFile(`${pathOf(key)}${DERIVED}`).catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        });
      },
      async set({ key }, bytes) {
        const path = pathOf(key);
        await writeWhole(`${path}${DERIVED}`, Readable.from([bytes], { objectMode: false }));
        // The document may have been erased meanwhile, and then nothing would ever erase its picture.
        if ((await stat(path).catch(() => null)) === null) await rm(`${path}${DERIVED}`, { force: true });
      },
    },
  };
};
