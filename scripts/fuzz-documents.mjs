/**
 * Sends thousands of broken documents through validation and preview: `npm run fuzz [-- [--http] [<count> [<seed>]]]`.
 * The same seed gives the same files; by default there are 5,000 (over HTTP, to a server of its own: 500), and others each
 * time. Short runs are part of the unit and integration tests.
 */
const isOverHttp = process.argv.includes('--http');
const [count = isOverHttp ? '500' : '5000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'));
process.env.FUZZ_COUNT = count;
process.env.FUZZ_SEED = seed;
process.stdout.write(`${count} files from seed ${seed}\n`);
process.argv.splice(2, Infinity, ...(isOverHttp ? ['integration', 'documents-fuzz'] : ['unit', 'documents/fuzz']));
await import('./test.mjs');
