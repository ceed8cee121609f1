const { createRequire } = require('node:module');
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** Loads modules as Node does, from where the playground stands. */
const nativeRequire = createRequire(path.join(__dirname, '../../playground/package.json'));

/** Classes that tests and Strapi hand each other, and that either side may ask `instanceof` of. */
const SHARED = ['Date', 'Error', 'TypeError', 'RangeError', 'Map', 'Set'];

/**
 * Jest runs a test file in a realm of its own, with its own `Date` and `Error` and its own module loader. Strapi and the
 * plugin are to run as they do in production, so the helpers load them outside that realm: `import()` of an ESM package
 * works as it does in Node, a second suite of the same worker boots faster, and no `instanceof` lies.
 */
module.exports = class StrapiEnvironment extends TestEnvironment {
  cleanups = new Set();

  async setup() {
    await super.setup();
    this.global.nativeRequire = nativeRequire;
    this.global.nativeGlobal = globalThis;
    this.global.atSuiteEnd = (cleanup) => this.cleanups.add(cleanup);
    for (const name of SHARED) this.global[name] = globalThis[name];
  }

  /** A suite that failed before it could clean up must not keep jest from ending. */
  async teardown() {
    for (const cleanup of this.cleanups) await cleanup();
    await super.teardown();
  }
};
