import { readFileSync } from 'node:fs';
import path from 'node:path';
import lock from '../../../package-lock.json';
import manifest from '../../../package.json';

const root = path.resolve(__dirname, '../../..');

interface Locked {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
}
const packages = lock.packages as Record<string, Locked>;

/** Free licences that an app under MIT may use a package under, unmodified and by its interface. */
const FITTING = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'MPL-2.0',
  'LGPL-3.0',
  'LGPL-3.0-or-later',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
];
const fits = (license: string): boolean =>
  license
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => FITTING.includes(one.trim())));

/** Where a package finds another one: beside it, or further up. */
const placeOf = (name: string, from: string): string | null => {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[place]) return place;
  if (from === '') return null;
  const above = from.lastIndexOf('/node_modules/');
  return placeOf(name, above === -1 ? '' : from.slice(0, above));
};

/** All that comes into an app with the plugin: places in the lock file. */
const shipped = (): Set<string> => {
  const found = new Set<string>();
  const follow = (names: string[], from: string) => {
    for (const name of names) {
      const place = placeOf(name, from);
      if (place === null || found.has(place)) continue;
      found.add(place);
      const { dependencies = {}, optionalDependencies = {} } = packages[place] ?? {};
      follow([...Object.keys(dependencies), ...Object.keys(optionalDependencies)], place);
    }
  };
  follow([...Object.keys(manifest.dependencies), 'temporal-polyfill', 'bullmq', 'ioredis'], '');
  return found;
};

/** The lock file has no licence of some old packages: their own manifests may have it in an older form. */
const licenseOf = (place: string): string => {
  const { license } = packages[place] ?? {};
  if (license) return license;
  const own = JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')) as {
    licenses?: { type: string }[];
  };
  return own.licenses?.map(({ type }) => type).join(' OR ') ?? 'none';
};

describe('what comes into an app with the plugin', () => {
  it('is under licences that fit MIT', () => {
    const places = [...shipped()];
    expect(places.length).toBeGreaterThan(30);
    const unfitting = places.map((place) => [place, licenseOf(place)] as const).filter(([, license]) => !fits(license));
    expect(unfitting).toEqual([]);
  });

  it('runs nothing when it is installed, but what builds a binary for those who take BullMQ', () => {
    const scripts = Object.keys(manifest.scripts).filter((name) =>
      /^(pre|post)?(install|prepare|prepublish)$/.test(name)
    );
    expect(scripts).toEqual([]);
    const theirs = [...shipped()].filter((place) => packages[place]?.hasInstallScript);
    expect(theirs.map((place) => place.replace(/.*node_modules\//, '')).sort()).toEqual(['msgpackr-extract']);
  });

  it('is each named on the page about dependencies', () => {
    const page = readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
    const unnamed = Object.keys(manifest.dependencies).filter((name) => !page.includes(`\`${name}\``));
    expect(unnamed).toEqual([]);
  });
});
