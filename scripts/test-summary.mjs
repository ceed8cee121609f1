/**
 * Adds up jest's results in a folder: prints `N passed, N failed`, names what passed only when it was tried again, and fails
 * where anything did, or where nothing ran.
 */
import fs from 'node:fs';
import path from 'node:path';
import { lastTries } from './second-try.mjs';

const [folder] = process.argv.slice(2);
const suites = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.again.json'))
  .flatMap((name) => lastTries(path.join(folder, name)));

const tests = suites.flatMap(({ assertionResults }) => assertionResults);
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
// A suite that could not start, or not end, has no test to count as failed.
const isLost = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
const lost = suites.filter(isLost).length;

const passed = count('passed');
const failed = count('failed') + lost;
const skipped = count('pending', 'todo');
const again = suites.filter(({ again }) => again !== null);
for (const { name, again: failures } of again) {
  console.log(`tried again: ${path.basename(name)}: ${failures.join('; ') || 'it did not start'}`);
}

console.log(
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${again.length > 0 ? `, ${again.length} ${again.length === 1 ? 'file' : 'files'} tried again` : ''}`
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
