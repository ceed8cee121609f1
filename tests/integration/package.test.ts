import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json';

const root = path.resolve(__dirname, '../..');

interface Packed {
  size: number;
  unpackedSize: number;
  files: { path: string; size: number }[];
}

/** What `npm publish` would send, of what the set-up has built. */
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
) as [Packed];
const files = packed.files.map((file) => file.path);

const WELCOME = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD-PARTY\.md)$/,
  /^bin\/strapi-plugin-certificates\.mjs$/,
  /^dist\/(server|client)\/index\.m?js$/,
  /^dist\/admin\/[\w.-]+\.m?js$/,
  /^dist\/.*\.d\.ts$/,
];

describe('the package', () => {
  it('holds what an app needs, and nothing else', () => {
    expect(files.filter((file) => !WELCOME.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('holds every file that its entries name', () => {
    const entries = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [] : [entry.types, entry.import, entry.require, entry.default]
    );
    const named = [...entries, ...Object.values(manifest.typesVersions['*']).flat(), ...Object.values(manifest.bin)];
    expect(named.length).toBeGreaterThan(12);
    expect(named.map((file) => path.normalize(file)).filter((file) => !files.includes(file))).toEqual([]);
  });

  it('holds only declarations that an entry leads to, and all of those', () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)) {
        const base = path.join(path.dirname(file), target);
        const found = [`${base}.d.ts`, `${base}/index.d.ts`].find((one) => existsSync(path.join(root, one)));
        if (!found) throw new Error(`${file} leads to ${target}, which is not there`);
        follow(found);
      }
    };
    for (const [types] of Object.values(manifest.typesVersions['*'])) follow(path.normalize(types ?? ''));
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    expect(declarations.filter((file) => !reached.has(file))).toEqual([]);
    expect([...reached].filter((file) => !declarations.includes(file))).toEqual([]);
  });

  it('is about as large as the page on dependencies says', () => {
    const page = readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
    const [, compressed, unpacked] = /(\d\.\d) MB compressed, (\d\.\d) MB unpacked/.exec(page) ?? [];
    // A tenth more or less is no news.
    expect(Math.abs(packed.size / 1e6 - Number(compressed))).toBeLessThan(0.1);
    expect(Math.abs(packed.unpackedSize / 1e6 - Number(unpacked))).toBeLessThan(0.25);
  });
});
