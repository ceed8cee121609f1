import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const page = fs.readFileSync(path.join(root, 'SECURITY.md'), 'utf8');

const suites = new Map(
  (fs.readdirSync(path.join(root, 'tests'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => [path.basename(file), fs.readFileSync(path.join(root, 'tests', file), 'utf8')])
);

describe('the page on security', () => {
  it('names as proof only tests that there are', () => {
    const named = [...page.matchAll(/`(?:tests\/[\w/]*\/)?([\w-]+\.test\.ts)`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !suites.has(file))).toEqual([]);
  });

  it('and quotes their titles as they are', () => {
    const quoted = [...page.matchAll(/`(?:tests\/[\w/]*\/)?([\w-]+\.test\.ts)` \(([^)]*)\)/g)].flatMap(
      ([, file = '', words = '']) => [...words.matchAll(/"([^"]+)"/g)].map(([, title = '']) => [file, title] as const)
    );
    expect(quoted.length).toBeGreaterThan(5);
    expect(quoted.filter(([file, title]) => !suites.get(file)?.includes(title))).toEqual([]);
  });
});
