/**
 * Runs the tests: `node scripts/test.mjs [--db=postgres,mysql] <project>... [-- <jest options>]`. Sets up first what the
 * projects need. With `TEST_RESULTS=<folder>` jest's own results are left there as JSON, one file for each run.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { provideDatabase } from './databases.mjs';
import { fail, root, setup } from './setup.mjs';

const PROJECTS = ['unit', 'integration', 'graphql', 'e2e'];

const jest = (projects, rest, env, results) =>
  new Promise((resolve, reject) => {
    const args = [
      // jest runs test files in a VM context, where `import()` of an ESM package needs this.
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'node_modules/jest/bin/jest.js'),
      '--selectProjects',
      ...projects,
      // A handle that a library leaves open must not hold up a machine that waits for the exit code.
      ...(process.env.CI ? ['--forceExit'] : []),
      ...(results ? ['--json', `--outputFile=${results}`] : []),
      ...rest.filter((word) => word.startsWith('-')),
      // A bare word would count as one more project.
      ...rest.filter((word) => !word.startsWith('-')).map((word) => `--testPathPatterns=${word}`),
    ];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env,
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const main = async () => {
  const given = process.argv.slice(2);
  const projects = given.filter((word) => PROJECTS.includes(word));
  const clients = given
    .find((word) => word.startsWith('--db='))
    ?.slice('--db='.length)
    .split(',') ?? ['sqlite'];
  const rest = given.filter((word) => !PROJECTS.includes(word) && !word.startsWith('--db=') && word !== '--');

  // Unit tests import the sources; the others boot what is built.
  await setup({ build: projects.some((project) => project !== 'unit'), panel: projects.includes('e2e') });

  const resultsDir = process.env.TEST_RESULTS;
  if (resultsDir) fs.mkdirSync(resultsDir, { recursive: true });

  let failed = false;
  for (const client of clients) {
    const database = client === 'sqlite' ? { env: {}, stop: async () => {} } : await provideDatabase(client);
    if (database.label) process.stdout.write(`\n${database.label}\n`);
    try {
      const env = { ...process.env, ...database.env, TEST_DB: client };
      const results = resultsDir && path.join(resultsDir, `${client}-${projects.join('-')}.json`);
      failed = (await jest(projects, rest, env, results)) !== 0 || failed;
    } finally {
      await database.stop();
    }
  }
  process.exitCode = failed ? 1 : 0;
};

await main().catch(fail);
