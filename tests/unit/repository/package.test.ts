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
