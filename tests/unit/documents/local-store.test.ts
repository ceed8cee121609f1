import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { createLocalStore } from '../../../server/src/documents/local-store';

const KEY = 'ab/abcdef0123456789abcdef0123456789.pdf';
const mime = 'application/pdf';

const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('the private folder', () => {
  let root: string;
  let directory: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'certificates-'));
    directory = join(root, 'private', 'certificates');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (stream: Readable, key = KEY) => createLocalStore({ directory }).put({ key, mime, stream });

  it('keeps a document, gives it back and removes it', async () => {
    const store = createLocalStore({ directory });
    const stored = await store.put({ key: KEY, mime, stream: Readable.from(['hello']) });
    expect(await text(await store.open(stored))).toBe('hello');
    await store.remove(stored);
    await store.remove(stored);
    await expect(store.open(stored)).rejects.toMatchObject({ kind: 'not_found', code: 'document_missing' });
  });

  it('lets nobody else on the machine read', async () => {
    await put(Readable.from(['x']));
    expect(statSync(join(directory, KEY)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'ab')).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing of a document that breaks off', async () => {
    const broken = Readable.from(
      (async function* half() {
        yield 'half';
        throw new Error('broken');
      })()
    );
    await expect(put(broken)).rejects.toThrow('broken');
    expect(filesIn(directory)).toEqual([]);
  });

  it('shows a document under its name only once it is whole', async () => {
    const slow = new Readable({ read: () => undefined });
    slow.push('half');
    const done = put(slow);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(filesIn(directory)).toEqual([`${basename(KEY)}.part`]);
    slow.push(null);
    await done;
    expect(filesIn(directory)).toEqual([basename(KEY)]);
  });

  it('lists documents and what a crash left half-written, under keys that remove them, and nothing of others', async () => {
    const store = createLocalStore({ directory });
    await put(Readable.from(['abc']));
    mkdirSync(join(directory, 'cd'));
    const other = `cd/cd${'0'.repeat(30)}.jpg`;
    writeFileSync(join(directory, `${other}.part`), 'x');
    const strangers = ['notes.pdf', 'cd/cd00.jpg', `ab/${basename(other)}`, `${other}.bak`, 'src/index.ts'];
    mkdirSync(join(directory, 'src'));
    for (const file of strangers) writeFileSync(join(directory, file), 'not ours');
    const keys: string[] = [];
    for await (const { key, size, modifiedAt } of store.list()) {
      keys.push(key);
      expect(size).toBeGreaterThan(0);
      expect(Date.now() - modifiedAt.getTime()).toBeLessThan(60_000);
      await store.remove({ key, descriptor: {} });
    }
    expect(keys.sort()).toEqual([KEY, other]);
    expect(filesIn(directory).sort()).toEqual(strangers.map((file) => basename(file)).sort());
  });

  it.each([
    '../evil.pdf',
    '/nowhere/evil.pdf',
    'a/../../b.pdf',
    'a\\..\\b',
    '',
    '.',
    'a/',
    'A.pdf',
    'a\0.pdf',
    'a//b',
    '..',
  ])('refuses the key %j', async (key) => {
    await expect(put(Readable.from(['x']), key)).rejects.toThrow('not a storage key');
    await expect(createLocalStore({ directory }).open({ key, descriptor: {} })).rejects.toThrow('not a storage key');
    await expect(createLocalStore({ directory }).remove({ key, descriptor: {} })).rejects.toThrow('not a storage key');
  });

  it('is refused on a volume that the public folder links to', () => {
    const publicDirectory = join(root, 'public');
    const volume = join(root, 'volume');
    mkdirSync(join(publicDirectory, 'files'), { recursive: true });
    mkdirSync(volume);
    symlinkSync(volume, join(publicDirectory, 'files', 'shared'));
    expect(() => createLocalStore({ directory: join(volume, 'certificates'), publicDirectory })).toThrow(
      'documents.directory lies in a folder that the public folder links to'
    );
    rmSync(join(publicDirectory, 'files', 'shared'));
    symlinkSync(join(root, 'nowhere'), join(publicDirectory, 'dangling'));
    expect(() => createLocalStore({ directory: join(volume, 'certificates'), publicDirectory })).not.toThrow();
  });

  it('is refused with its key where it cannot be a folder', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => createLocalStore({ directory: join(root, 'file') })).toThrow(/documents\.directory .*EEXIST/);
    expect(() => createLocalStore({ directory: join(root, 'file', 'in') })).toThrow(/documents\.directory .*ENOTDIR/);
  });

  it('is refused inside the public folder, also through a link', () => {
    const publicDirectory = join(root, 'public');
    mkdirSync(publicDirectory);
    symlinkSync(publicDirectory, join(root, 'link'));
    for (const inside of [publicDirectory, join(publicDirectory, 'uploads'), join(root, 'link', 'certificates')]) {
      expect(() => createLocalStore({ directory: inside, publicDirectory })).toThrow('documents.directory');
    }
    expect(() => createLocalStore({ directory: join(root, 'public-not'), publicDirectory })).not.toThrow();
  });
});
