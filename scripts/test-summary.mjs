/**
 * Adds up jest's results in a folder: prints `N passed, N failed`, names what passed only when it was tried again, and fails
 * where anything did, or where nothing ran.
 */
import fs from 'node:fs';
import path from 'node:path';

const [folder] = process.argv.slice(2);
const runs = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));

const sum = (count) => runs.reduce((total, run) => total + count(run), 0);
const passed = sum((run) => run.numPassedTests);
// A suite that could not even start has no test to count as failed.
const failed = sum((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
const skipped = sum((run) => run.numPendingTests + run.numTodoTests);
const again = runs.flatMap(({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ invocations }) => invocations > 1)
      .map(({ fullName }) => `${path.basename(name)}: ${fullName}`)
  )
);
for (const test of again) console.log(`tried again: ${test}`);

console.log(
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${again.length > 0 ? `, ${again.length} tried again` : ''}`
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
