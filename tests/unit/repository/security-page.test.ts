import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const page = fs.readFileSync(path.join(root, 'SECURITY.md'), 'utf8');

const suites = new Map(
  (fs.readdirSync(path.join(root, 'tests'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => [path.basename(file), fs.readFileSync(path.join(root, 'tests', file), 'utf8')])
);

/** The chapters of OWASP ASVS 5.0 that the page answers: section by section, how many requirements each has. */
const ASVS = { '5.1': 1, '5.2': 6, '5.3': 3, '5.4': 3, '8.1': 4, '8.2': 4, '8.3': 3, '8.4': 2 };
const requirements = Object.entries(ASVS).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, at) => `${section}.${at + 1}`)
);

describe('the page on security', () => {
  it('answers every requirement of the chapters on files and on authorisation, by a test or by saying that it is not done', () => {
    const rows = [...page.matchAll(/^\| (\d\.\d\.\d) [^|]*\|[^|]*\|([^|]*)\|$/gm)];
    expect(rows.map(([, number]) => number)).toEqual(requirements);
    const unproved = rows.filter(([, , proof = '']) => !/`[\w-]+\.test\.ts`|not done/.test(proof));
    expect(unproved.map(([, number]) => number)).toEqual([]);
  });

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
