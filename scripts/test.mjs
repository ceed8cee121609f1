/**
 * Runs the tests: `node scripts/test.mjs [--db=postgres,mysql] <project>... [-- <jest options>]`. Sets up first what the
 * projects need. With `TEST_RESULTS=<folder>` jest's own results are left there as JSON, one file for each run. In CI
 * (`CI=true`) what failed gets a second try: see second-try.mjs.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { provideDatabase } from './databases.mjs';
import { provideTables } from './empty-tables.mjs';
import { failedFiles, secondResults } from './second-try.mjs';
import { fail, root, setup } from './setup.mjs';

const PROJECTS = ['unit', 'integration', 'graphql', 'e2e'];

/** Each line with the name of the run before it, where two of them write at once. */
const relay = (stream, name, to) => {
  createInterface({ input: stream }).on('line', (line) => to.write(`[${name}] ${line}\n`));
};

/**
 * On a machine with two cores jest would take one of them, and suites spend much of their time in waiting. Browsers are
 * left alone: two at once are slower than one after the other.
 */
const workers = (projects, rest, isAlone) =>
  isAlone &&
  availableParallelism() === 2 &&
  !projects.includes('e2e') &&
  !rest.some((word) => word.startsWith('--maxWorkers'))
    ? ['--maxWorkers=2']
    : [];

const jest = (projects, rest, env, { results, name, files = [] }) =>
  new Promise((resolve, reject) => {
    // A bare word would count as one more project.
    const patterns = rest.filter((word) => !word.startsWith('-')).map((word) => `--testPathPatterns=${word}`);
    const args = [
      // jest runs test files in a VM context, where `import()` of an ESM package needs this.
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'node_modules/jest/bin/jest.js'),
      '--selectProjects',
      ...projects,
      ...workers(projects, rest, !name),
      // A handle that a library leaves open must not hold up a machine that waits for the exit code.
      ...(process.env.CI ? ['--forceExit'] : []),
      ...(results ? ['--json', `--outputFile=${results}`] : []),
      ...rest.filter((word) => word.startsWith('-')),
      ...(files.length > 0 ? ['--runTestsByPath', ...files] : patterns),
    ];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: name ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env,
    });
    if (name) {
      relay(child.stdout, name, process.stdout);
      relay(child.stderr, name, process.stderr);
    }
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const main = async () => {
  const given = process.argv.slice(2);
  const projects = given.filter((word) => PROJECTS.includes(word));
  // The last word holds: `npm run test:db -- --db=mysql` is one of the two.
  const clients = given
    .findLast((word) => word.startsWith('--db='))
    ?.slice('--db='.length)
    .split(',') ?? ['sqlite'];
  const rest = given.filter((word) => !PROJECTS.includes(word) && !word.startsWith('--db=') && word !== '--');

  // Unit tests import the sources; the others boot what is built.
  await setup({ build: projects.some((project) => project !== 'unit'), panel: projects.includes('e2e') });

  const resultsDir = process.env.TEST_RESULTS;
  if (resultsDir) fs.mkdirSync(resultsDir, { recursive: true });

  const needsTables = projects.some((project) => project !== 'unit');
  const runOn = async (client) => {
    const database = client === 'sqlite' ? { env: {}, stop: async () => {} } : await provideDatabase(client);
    if (database.label) process.stdout.write(`\n${database.label}\n`);
    let tables = null;
    try {
      if (needsTables) tables = await provideTables(client, database.env);
      const env = { ...process.env, ...database.env, ...tables?.env, TEST_DB: client };
      const results = resultsDir && path.join(resultsDir, `${client}-${projects.join('-')}.json`);
      const name = clients.length > 1 ? client : null;
      const code = await jest(projects, rest, env, { results, name });
      const files = code !== 0 && results && process.env.CI ? failedFiles(results) : [];
      if (files.length === 0) return code;
      process.stdout.write(`\nA second try on ${client}: ${files.map((file) => path.basename(file)).join(', ')}\n`);
      return await jest(projects, rest, env, { results: secondResults(results), name, files });
    } finally {
      await tables?.remove();
      await database.stop();
    }
  };
  // At once: a run waits for its database as long as for its processor.
  const ends = await Promise.allSettled(clients.map(runOn));
  for (const { reason } of ends) if (reason) process.stderr.write(`${reason.message ?? reason}\n`);
  process.exitCode = ends.every(({ value }) => value === 0) ? 0 : 1;
};

await main().catch(fail);
