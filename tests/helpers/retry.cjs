/* global jest, expect -- what jest gives to its set-up files */
// Suites share a small machine with each other, databases, mail servers and browsers. In CI a test that failed is tried once
// more, at once; what it said the first time is printed, and test-summary.mjs counts it, so that a test which needs this does
// not hide. Not where chance is what the test is about: there a failure is a finding, and the second try another game.
const ABOUT_CHANCE =
  /[\\/](callers|collisions|crash-points|database-faults|hostile-input|killed|many-instances|model|panel-callers|several-instances)\.test\.ts$/;
if (process.env.CI && !ABOUT_CHANCE.test(expect.getState().testPath)) {
  jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
}
