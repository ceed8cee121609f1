import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const FOLDERS = ['server', 'admin', 'client', 'tests', 'scripts', 'playground/client', 'playground/src', 'bin', 'docs'];
const files = FOLDERS.flatMap((folder) =>
  (readdirSync(path.join(root, folder), { recursive: true }) as string[])
    .filter((file) => !/(^|[\\/])(dist|node_modules)([\\/]|$)/.test(file))
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
);
const places = [...FOLDERS, ...files, ...readdirSync(root)];

const sources = files
  .filter((file) => /^(server|admin|client)\/.*\.tsx?$/.test(file) && statSync(path.join(root, file)).isFile())
  .map((file) => [file, read(file)] as const);

/** What a page is made of: paragraphs, rows of tables, items of lists. Each says by itself which folder it speaks of. */
const pieces = (page: string): string[] =>
  read(page)
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .split(/\n\n|\n(?=\||\d+\. |- )/);

const quoted = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner = '']) => inner);

/** `{a,b}.ts` is two files; `<tag>.ts` is any. */
const patternsOf = (name: string): RegExp[] => {
  const plain = name.replace(/\/$/, '');
  const [, before = '', choices, after = ''] = /^(.*)\{([^}]*)\}(.*)$/.exec(plain) ?? [];
  const names = choices === undefined ? [plain] : choices.split(',').map((choice) => before + choice + after);
  return names.map(
    (one) => new RegExp(`^${one.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/<[\w-]+>/g, '[^/]+')}$`)
  );
};

const isThere = (name: string): boolean =>
  patternsOf(name).every((pattern) => places.some((place) => pattern.test(place)));

const isWhole = (name: string): boolean => FOLDERS.some((folder) => name.startsWith(`${folder}/`));
const isFile = (name: string): boolean => isWhole(name) || /^[\w<>{},/.-]+\.(tsx?|mjs|json)$/.test(name);

/** Files of a piece that are not there: by their whole path, or beside one that the piece names so. */
const missingFiles = (piece: string): string[] => {
  const named = quoted(piece).filter(isFile);
  const folders = named.filter(isWhole).flatMap((name) => [name, path.posix.dirname(name)]);
  return named.filter(
    (name) => !(isWhole(name) ? isThere(name) : folders.some((folder) => isThere(`${folder}/${name}`)))
  );
};

const exportsOf = (file: string): string[] => {
  const code = read(file);
  return [
    ...[...code.matchAll(/^export (?:const|function|class|interface|type) (\w+)/gm)].map(([, name = '']) => name),
    ...[...code.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.replace(/^\s*type\s+/, '').trim())
    ),
  ].filter((name) => name !== '');
};

/** Names that only code has: `PushRefused`, `PUSH_DRIVERS`, `goneByReceipt`. */
const isName = (text: string): boolean => /^([A-Z][a-z]+[A-Z]\w+|[A-Z]{2,}(_[A-Z]+)+|[a-z]+[A-Z]\w+)$/.test(text);

const declared = (name: string): boolean => {
  const made = new RegExp(`\\b(?:const|function|class|interface|type) ${name}\\b`);
  const member = new RegExp(`^\\s+(?:async |readonly )?${name}\\??[:(]`, 'm');
  return sources.some(([, code]) => made.test(code) || (/^[a-z]/.test(name) && member.test(code)));
};

/** Of the environment, not of the code. */
const VARIABLES = ['TEST_DB', 'NPM_TOKEN'];
const PAGES = ['docs/extending.md', 'docs/architecture.md', 'CONTRIBUTING.md'];

describe.each(PAGES)('%s', (page) => {
  it('names only files that are there', () => {
    expect(pieces(page).flatMap(missingFiles)).toEqual([]);
  });

  it('names only what the code declares', () => {
    const names = pieces(page).flatMap(quoted).filter(isName);
    expect(names.filter((name) => !declared(name) && !VARIABLES.includes(name))).toEqual([]);
  });
});

it('finds files and names at all', () => {
  const all = pieces('docs/extending.md').flatMap(quoted);
  expect(all.filter(isFile).length).toBeGreaterThan(40);
  expect(all.filter(isName).length).toBeGreaterThan(20);
});

describe('what the pages take from the package', () => {
  const TAKEN: Record<string, string[]> = {
    'strapi-server': exportsOf('server/src/host/types.ts'),
    client: exportsOf('client/index.ts'),
  };
  const pages = ['README.md', ...files.filter((file) => file.startsWith('docs/') && file.endsWith('.md'))];
  const imports = pages.flatMap((page) =>
    [...read(page).matchAll(/import (?:type )?\{([^}]*)\} from 'strapi-plugin-certificates\/([\w-]+)'/g)].flatMap(
      ([, list = '', entry = '']) => list.split(',').map((name) => [page, name.trim(), entry] as const)
    )
  );
  const promised = [...read('docs/extending.md').matchAll(/^\| `.*` \| (`\w+Service`.*) \|$/gm)].flatMap(
    ([, types = '']) => quoted(types).map((name) => ['docs/extending.md', name, 'strapi-server'] as const)
  );

  it.each([...imports, ...promised])('%s: %s is exported by %s', (_page, name, entry) => {
    expect(TAKEN[entry]).toContain(name);
  });

  it('has the services that there are', () => {
    const [, table = ''] =
      /\| service \| its type \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(read('docs/extending.md')) ?? [];
    const named = table.split('\n').flatMap((row) => quoted(row.split('|')[1] ?? ''));
    const [, body = ''] = /export default \{([\s\S]*?)\n\};/.exec(read('server/src/host/index.ts')) ?? [];
    const offered = [...body.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, name = '']) => name);
    expect(named.sort()).toEqual(offered.sort());
  });

  it('has the methods that there are', () => {
    const [, table = ''] =
      /\| `service\('certificates'\)` \| gives \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(read('README.md')) ?? [];
    const named = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)/g)]);
    const [, body = ''] =
      /export interface CertificatesService \{([\s\S]*?)\n\}/.exec(read('server/src/host/certificates.ts')) ?? [];
    const offered = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
    expect(named.map(([, name = '']) => name).sort()).toEqual(offered.sort());
  });

  it('is found at all', () => {
    expect([imports.length > 4, promised.length > 8]).toEqual([true, true]);
  });
});
