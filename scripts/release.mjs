/**
 * Makes a release: `node scripts/release.mjs 0.2.0`. Gives the version to package.json, the lock file and what stands under
 * "Unreleased" in CHANGELOG.md, writes down where the repository is, commits, and tags. It pushes nothing: the tag, once
 * pushed, is what .github/workflows/release.yml checks and publishes.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const file = (name) => path.join(root, name);
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** What people open in a browser, from an address that git clones. */
const homeOf = (remote) => {
  const [, host, name] = /^(?:git@|(?:ssh|https):\/\/(?:[^@/]+@)?)([\w.-]+)[:/](.+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  if (!host) fail(`The remote "origin" (${remote}) is no public repository: npm has to say where the sources are.`);
  return `https://${host}/${name}`;
};

/** The changelog with a heading for the version between "Unreleased" and what was collected there. */
const released = (changelog, version, day) => {
  const [, collected] = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog) ?? [];
  if (collected === undefined) fail('CHANGELOG.md has no section "## [Unreleased]".');
  if (changelog.includes(`\n## [${version}]`)) {
    if (collected.trim() !== '') fail(`CHANGELOG.md has a section ${version} already, and something unreleased.`);
    return changelog;
  }
  if (collected.trim() === '') fail('CHANGELOG.md says nothing under "Unreleased": what is this release for?');
  return changelog.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${day}\n`);
};

const [version = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) fail('Usage: node scripts/release.mjs <version>, such as 0.2.0');
if (git('status', '--porcelain') !== '') fail('Commit or put away what is changed first.');
if (git('tag', '--list', `v${version}`) !== '') fail(`v${version} is there already.`);

const home = homeOf(git('remote', 'get-url', 'origin'));
const day = new Date().toISOString().slice(0, 10);
fs.writeFileSync(file('CHANGELOG.md'), released(fs.readFileSync(file('CHANGELOG.md'), 'utf8'), version, day));

const manifest = JSON.parse(fs.readFileSync(file('package.json'), 'utf8'));
const { name, description, ...rest } = manifest;
const where = {
  repository: { type: 'git', url: `git+${home}.git` },
  homepage: `${home}#readme`,
  bugs: `${home}/issues`,
};
const next = { name, ...rest, version, ...where };
// In the usual order, not at the end.
const ordered = { name, version, description, ...where, ...next };
fs.writeFileSync(file('package.json'), `${JSON.stringify(ordered, null, 2)}\n`);

const lock = JSON.parse(fs.readFileSync(file('package-lock.json'), 'utf8'));
lock.version = version;
lock.packages[''].version = version;
fs.writeFileSync(file('package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);

git('commit', '--all', '--message', `chore: release ${version}`);
git('tag', '--annotate', `v${version}`, '--message', version);
process.stdout.write(`v${version} is committed and tagged. To publish it: git push --follow-tags\n`);
