/** Comes as ES modules alone; the build bundles it. */
const ESM_ONLY = 'node_modules/temporal-(?:polyfill|utils)/';

const transform = {
  [`^.+\\.tsx?$|${ESM_ONLY}.+\\.js$`]: [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic' } },
      },
      // ESM-only packages are reached by `import()`, which must stay what it is.
      module: { type: 'commonjs', ignoreDynamic: true },
    },
  ],
};

const project = (name, options = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.{ts,tsx}`],
  // The playground has a package of its own and build output that jest must not map.
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/playground'],
  transform,
  transformIgnorePatterns: [`/node_modules/(?!temporal-)`],
  ...options,
});

/** Suites that boot Strapi itself: see tests/helpers/README.md. */
const booting = {
  testEnvironment: '<rootDir>/tests/helpers/environment.cjs',
};

module.exports = {
  // A hook may start Strapi twice, and MariaDB on a busy machine takes its time to make sixty tables.
  testTimeout: 60_000,
  // Each Strapi that a worker has started leaves some 70 MB to it, and what a test then times is the collecting of garbage.
  workerIdleMemoryLimit: '800MB',
  projects: [project('unit'), project('integration', booting), project('graphql', booting), project('e2e', booting)],
};
