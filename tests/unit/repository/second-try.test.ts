import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const scripts = path.resolve(__dirname, '../../../scripts');
const folder = mkdtempSync(path.join(tmpdir(), 'certificates-results-'));
const first = path.join(folder, 'sqlite-unit.json');
const second = path.join(folder, 'sqlite-unit.again.json');

type Status = 'passed' | 'failed' | 'pending';

const suite = (name: string, tests: Record<string, Status>, status?: Status) => ({
  name: `/tests/${name}.test.ts`,
  status: status ?? (Object.values(tests).includes('failed') ? 'failed' : 'passed'),
  assertionResults: Object.entries(tests).map(([fullName, state]) => ({ fullName, status: state })),
});
const said = (file: string, ...testResults: ReturnType<typeof suite>[]) =>
  writeFileSync(file, JSON.stringify({ testResults }));

const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });
const summary = () => node(path.join(scripts, 'test-summary.mjs'), folder);
const toBeTriedAgain = () => {
  const url = pathToFileURL(path.join(scripts, 'second-try.mjs')).href;
  const script = `import { failedFiles } from '${url}'; console.log(JSON.stringify(failedFiles('${first}')))`;
  return JSON.parse(node('--input-type=module', '--eval', script).stdout) as string[];
};

beforeEach(() => mkdirSync(folder, { recursive: true }));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const healthy = suite('healthy', { works: 'passed', 'is not for here': 'pending' });

describe('what is tried again in CI', () => {
  it('are the files in which something failed, or that did not start', () => {
    said(first, healthy, suite('shaky', { works: 'failed', rests: 'passed' }), suite('dead', {}, 'failed'));
    expect(toBeTriedAgain()).toEqual(['/tests/shaky.test.ts', '/tests/dead.test.ts']);
  });

  it('is nothing where so many failed that it is no accident, or where jest left no results', () => {
    expect(toBeTriedAgain()).toEqual([]);
    said(first, ...['a', 'b', 'c', 'd'].map((name) => suite(name, { works: 'failed' })));
    expect(toBeTriedAgain()).toEqual([]);
  });
});

describe('the summary', () => {
  it('counts what passed and what is not for here', () => {
    said(first, healthy);
    expect(summary()).toMatchObject({ status: 0, stdout: '1 passed, 0 failed, 1 skipped\n' });
  });

  it('names what passed at the second try, and what failed before', () => {
    said(first, healthy, suite('shaky', { works: 'failed', rests: 'passed' }));
    said(second, suite('shaky', { works: 'passed', rests: 'passed' }));
    expect(summary()).toMatchObject({
      status: 0,
      stdout: 'tried again: shaky.test.ts: works\n3 passed, 0 failed, 1 skipped, 1 file tried again\n',
    });
  });

  it.each([
    ['fails twice', suite('shaky', { works: 'failed' })],
    ['does not start the second time', suite('shaky', {}, 'failed')],
    ['passes, and then cannot end', suite('shaky', { works: 'passed' }, 'failed')],
  ])('fails with a file that %s', (_, again) => {
    said(first, healthy, suite('shaky', { works: 'failed' }));
    said(second, again);
    expect(summary()).toMatchObject({ status: 1, stdout: expect.stringMatching(/, 1 failed, /) as string });
  });

  it('fails where the second try left no results, and where nothing ran', () => {
    said(first, suite('shaky', { works: 'failed' }));
    expect(summary()).toMatchObject({ status: 1, stdout: '0 passed, 1 failed\n' });
    said(first);
    expect(summary()).toMatchObject({ status: 1, stdout: '0 passed, 0 failed\n' });
  });
});
