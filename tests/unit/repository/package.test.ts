import { readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import playground from '../../../playground/package.json';

const root = path.resolve(__dirname, '../../..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

describe('the package', () => {
  it('has no dependency of the Strapi 4 era', () => {
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies });

    expect(names).not.toContain('@strapi/helper-plugin');
    expect(names).not.toContain('node-schedule');
  });

  it("leaves Strapi and React to the host's own copies", () => {
    const shared = ['@strapi/strapi', '@strapi/utils', '@strapi/design-system', '@strapi/icons', 'react', 'react-dom'];

    expect(Object.keys(manifest.peerDependencies)).toEqual(expect.arrayContaining(shared));
    expect(Object.keys(manifest.dependencies)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^@strapi\//)])
    );
  });

  it('does not make package managers bring a second copy of what Strapi has and apps do not list', () => {
    for (const name of ['@strapi/utils', '@strapi/design-system', '@strapi/icons'] as const)
      expect([name, manifest.peerDependenciesMeta[name]]).toEqual([name, { optional: true }]);
  });

  it('takes sharp from Strapi, in whatever version: yarn 1 cannot install two', () => {
    expect(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })).not.toContain('sharp');
    const upload = JSON.parse(read('node_modules/@strapi/upload/package.json')) as { dependencies: { sharp: string } };
    expect(manifest.devDependencies.sharp).toBe(upload.dependencies.sharp);
  });

  it('says everywhere the same of the oldest Strapi', () => {
    const [, oldest = ''] = /const OLDEST = '([\d.]+)'/.exec(read('server/src/oldest-strapi.ts')) ?? [];
    for (const name of ['@strapi/strapi', '@strapi/utils', '@strapi/plugin-users-permissions'] as const)
      expect([name, manifest.peerDependencies[name]]).toEqual([name, `^${oldest}`]);
    const [major, minor] = oldest.split('.');
    for (const page of ['README.md', 'docs/install.md', 'docs/compatibility.md', 'docs/troubleshooting.md'])
      expect([page, read(page)]).toEqual([page, expect.stringContaining(`${major}.${minor}`)]);
  });

  it('has a section of the changelog for its version', () => {
    expect(read('CHANGELOG.md')).toContain(`\n## [${manifest.version}] - `);
  });

  it('names its command as npm takes it: with "./" before it, it is gone once published', () => {
    expect(Object.values(manifest.bin)).toEqual([expect.stringMatching(/^bin\//)]);
  });

  it('develops against exact versions of Strapi', () => {
    const all = Object.entries({ ...manifest.devDependencies, ...playground.dependencies });
    const strapi = all.filter(([name]) => name.startsWith('@strapi/'));

    for (const [name, version] of strapi)
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  });

  it.each(['./strapi-admin', './strapi-server'] as const)('says first where the types of %s are', (entry) => {
    expect(Object.keys(manifest.exports[entry])).toEqual(['types', 'source', 'import', 'require', 'default']);
  });

  it('has every npm script that its pages name', () => {
    const pages = ['CONTRIBUTING.md', 'tests/helpers/README.md', 'playground/README.md'].map(read).join('\n');
    const named = [...pages.matchAll(/npm (?:run )?((?:test|lint|build|demo|setup|verify|format|typecheck)[\w:]*)/g)];
    const scripts = Object.keys(manifest.scripts);

    expect(named.length).toBeGreaterThan(5);
    for (const [, name] of named) expect(scripts).toContain(name);
  });
});
