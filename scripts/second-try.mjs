/**
 * Suites share a small machine with each other, databases, mail servers and browsers, and a run of all of them is lost where
 * one has waited a moment too short. In CI a file in which something failed is run once more, from its start and after the
 * others. What it said the first time stands in the output, and the summary names it, so that no file that needs this hides.
 * What suites draw at random has a fixed seed, and in unit tests one that the failure names, so that none is lost by a second try.
 */
import fs from 'node:fs';

/** More than these at once is no accident. */
const FILES_AT_MOST = 3;

const read = (results) => (fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : { testResults: [] });

const isFailed = ({ status }) => status === 'failed';

/** Where the results of the second try stand, for a file with those of the first. */
export const secondResults = (results) => results.replace(/\.json$/, '.again.json');

/**
 * @param results jest's results as JSON: a file's path
 * @returns the paths of the test files to be tried again; none where too many failed, or where jest itself did
 */
export const failedFiles = (results) => {
  const files = read(results)
    .testResults.filter(isFailed)
    .map(({ name }) => name);
  return files.length > FILES_AT_MOST ? [] : files;
};

/**
 * @param results jest's results as JSON: a file's path
 * @returns of each test file what its last try said: `name`, `assertionResults`, `status`; and `again`, the names of the tests
 *   that had failed before
 */
export const lastTries = (results) => {
  const second = new Map(read(secondResults(results)).testResults.map((result) => [result.name, result]));
  return read(results).testResults.map((first) => ({
    ...(second.get(first.name) ?? first),
    again: second.has(first.name) ? first.assertionResults.filter(isFailed).map(({ fullName }) => fullName) : null,
  }));
};
