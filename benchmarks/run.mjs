/**
 * `npm run bench`: measures the plugin, what a host would write instead, and the limit, and writes RESULTS.md.
 * `npm run bench -- --help` tells the options.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { provideDatabase } from '../scripts/databases.mjs';
import { fail, setup } from '../scripts/setup.mjs';
import { sentence } from './harness/goals.mjs';
import { buildApp, databaseVersion } from './harness/home.mjs';
import { parseOptions, sizeLabel } from './harness/options.mjs';
import {
  cellLine,
  DATABASE_NAME,
  machine,
  profileText,
  readResults,
  verdictLines,
  verdictsOf,
  writeResults,
} from './harness/report.mjs';
import { openStage } from './harness/stage.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const say = (line = '') => process.stdout.write(`${line}\n`);

const loadRows = async () => {
  const files = fs.readdirSync(path.join(here, 'rows')).filter((name) => name.endsWith('.mjs'));
  return Promise.all(
    files.sort().map(async (name) => (await import(pathToFileURL(path.join(here, 'rows', name)).href)).row)
  );
};

const chosen = (rows, wanted) => {
  const unknown = wanted?.find((number) => !rows.some((row) => row.number === number));
  if (unknown !== undefined) throw new Error(`--rows: there is no row ${unknown}`);
  return rows.filter(({ number }) => !wanted || wanted.includes(number));
};

/** What is to be taken down where somebody ends the run. */
let onStage = null;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await onStage?.close().catch(() => undefined);
    process.exit(1);
  });
}

/** What changes the table most comes last: the others find it as it was seeded. */
const inOrder = (rows) => [...rows].sort((a, b) => (a.order ?? 0) - (b.order ?? 0) || a.number - b.number);

/** Measures the rows that are due at one size; a row that fails is reported, and keeps no other from its turn. */
const measureStage = async (rows, stage, keep) => {
  for (const row of inOrder(rows)) {
    const from = performance.now();
    try {
      const cell = await row.measure(stage);
      keep(row, stage.size, { ...cell, seconds: (performance.now() - from) / 1000 });
      if (cell.profile) say(profileText(cell.profile));
      say(`  ${cellLine(row, cell)}  [${((performance.now() - from) / 1000).toFixed(0)} s]`);
    } catch (error) {
      process.exitCode = 1;
      say(`  ${row.number}. ${row.work}: FAILED\n${error.stack}\n${stage.server.output.slice(-5).join('')}`);
      if (stage.server.child.exitCode !== null) throw error;
    }
  }
};

const measureDatabase = async (client, { rows, every, options, dist, results }) => {
  const database = client === 'sqlite' ? { env: {}, stop: async () => {} } : await provideDatabase(client);
  try {
    const version = await databaseVersion(client, database.env);
    const keep = (row, size, cell) => {
      const stamp = { date: new Date().toISOString(), machine: machine(), version };
      const key = `${row.number}|${client}`;
      const kept = results[key] ?? { cells: {} };
      results[key] = { ...kept, ...stamp, cells: { ...kept.cells, [size]: { ...cell, ...stamp } } };
      if (options.save) writeResults(results, every);
    };
    for (const [index, size] of options.sizes.entries()) {
      const due = rows.filter((row) => row.everySize || index === 0);
      if (due.length === 0) continue;
      const stage = await openStage({ client, serverEnv: database.env, size, first: index === 0, dist, options });
      say(`\n${version}, ${sizeLabel(size)} certificates (seeded in ${(stage.seedMs / 1000).toFixed(0)} s)`);
      onStage = stage;
      try {
        await measureStage(due, stage, keep);
      } finally {
        onStage = null;
        await stage.close();
      }
    }
  } finally {
    await database.stop();
  }
};

const main = async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return say(options.help);
  const every = await loadRows();
  const rows = chosen(every, options.rows);
  await setup();
  const dist = buildApp();
  const results = options.save ? readResults() : {};
  const from = performance.now();
  for (const client of options.databases) await measureDatabase(client, { rows, every, options, dist, results });

  for (const client of options.databases) {
    say(`\n${DATABASE_NAME[client]}`);
    for (const row of rows) {
      const kept = results[`${row.number}|${client}`];
      if (!kept) continue;
      for (const line of verdictLines(row, kept)) say(line);
      const { word, why } = sentence(verdictsOf(row, kept));
      say(`${row.number}. ${row.work}: ${why ? `${why}: ` : ''}${word}`);
    }
  }
  say(`\n${((performance.now() - from) / 60_000).toFixed(1)} minutes${options.save ? ', RESULTS.md written' : ''}`);
};

await main().catch(fail);
// A connection that a failed row left open is no reason to stay.
process.exit();
