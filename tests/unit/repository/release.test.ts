import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import manifest from '../../../package.json';

const root = path.resolve(__dirname, '../../..');
const clone = mkdtempSync(path.join(os.tmpdir(), 'certificates-release-'));
const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' }).trim();
const release = (version: string) =>
  spawnSync(process.execPath, ['scripts/release.mjs', version], { cwd: clone, encoding: 'utf8' });
const read = (file: string) => readFileSync(path.join(clone, file), 'utf8');
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n\n## [0.0.1] - 2026-01-01\n';

beforeAll(() => {
  mkdirSync(path.join(clone, 'scripts'));
  for (const file of ['package.json', 'package-lock.json', 'scripts/release.mjs'])
    cpSync(path.join(root, file), path.join(clone, file));
  writeFileSync(path.join(clone, 'CHANGELOG.md'), CHANGELOG);
  git('init', '--quiet');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  git('config', 'commit.gpgsign', 'false');
  git('remote', 'add', 'origin', 'git@example.com:centre/strapi-plugin-certificates.git');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe('a release', () => {
  it('has its version, its section of the changelog, its commit and its tag', () => {
    expect(release('9.8.7')).toMatchObject({ status: 0, stderr: '' });
    const home = 'https://example.com/centre/strapi-plugin-certificates';
    expect(JSON.parse(read('package.json'))).toEqual({
      ...manifest,
      version: '9.8.7',
      repository: { type: 'git', url: `git+${home}.git` },
      homepage: `${home}#readme`,
      bugs: `${home}/issues`,
    });
    expect(JSON.parse(read('package-lock.json')).packages[''].version).toBe('9.8.7');
    expect(read('CHANGELOG.md')).toMatch(
      /## \[Unreleased\]\n\n## \[9\.8\.7\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- Something\.\n\n## \[0\.0\.1\]/
    );
    expect(git('log', '-1', '--format=%s')).toBe('chore: release 9.8.7');
    expect(git('tag', '--points-at', 'HEAD')).toBe('v9.8.7');
    expect(git('status', '--porcelain')).toBe('');
  });

  it.each([
    ['9.8.7', 'there already'],
    ['9.8.8', 'says nothing under "Unreleased"'],
    ['next', 'Usage'],
  ])('%s is refused: %s', (version, message) => {
    const { status, stderr } = release(version);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it('is refused where npm could not say where the sources are', () => {
    git('remote', 'set-url', 'origin', '/srv/somewhere');
    expect(release('9.9.9')).toMatchObject({ status: 1, stderr: expect.stringContaining('no public repository') });
  });
});
