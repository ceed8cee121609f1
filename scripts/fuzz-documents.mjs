/**
 * Sends thousands of broken documents through validation and preview: `npm run fuzz [-- <count> [<seed>]]`. The same seed
 * gives the same files; by default there are 5,000, and others each time. A short run is part of the unit tests.
 */
const [count = '5000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
process.env.FUZZ_COUNT = count;
process.env.FUZZ_SEED = seed;
process.stdout.write(`${count} files from seed ${seed}\n`);
process.argv.splice(2, Infinity, 'unit', 'documents/fuzz');
await import('./test.mjs');
