/* global jest -- what jest gives to its set-up files */
// Suites share a small machine with each other, databases, mail servers and browsers. In CI a test that failed is tried once
// more, at once; what it said the first time is printed, so that a test which needs this does not hide.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
