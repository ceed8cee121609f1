import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sentence } from './goals.mjs';
import { sizeLabel } from './options.mjs';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const data = path.join(folder, 'results.json');
const page = path.join(folder, 'RESULTS.md');
const require = createRequire(import.meta.url);

export const DATABASE_NAME = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MariaDB' };
const SUBJECTS = {
  plugin: 'plugin',
  deep: 'plugin, deep',
  peer: 'instead',
  peerDeep: 'instead, deep',
  limit: 'limit',
  limitDeep: 'limit, deep',
  small: 'plugin, 1 MB files',
  login: 'log-in alone',
};

/** What it ran on. */
export const machine = () => {
  const [{ model } = { model: 'unknown CPU' }] = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${os.cpus().length} x ${model.trim()}, ${memory} GB, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
};

export const readResults = () => (fs.existsSync(data) ? JSON.parse(fs.readFileSync(data, 'utf8')) : {});

/** Milliseconds as people read them. */
const time = (ms) => {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms >= 1) return `${ms.toFixed(ms >= 100 ? 0 : 2)} ms`;
  return `${(ms * 1_000).toFixed(ms >= 0.01 ? 0 : 1)} µs`;
};

const timed = ({ median, min, max }) => `${time(median)} (${time(min)} to ${time(max)})`;
const factor = (value) => `${value >= 10 ? value.toFixed(0) : value.toFixed(2)}x`;

const facts = (cell) => [
  ...(cell.plugin?.queries === undefined
    ? []
    : [`${cell.plugin.queries.toFixed(cell.plugin.queries < 1 ? 3 : 1)} queries`]),
  ...(cell.memory ? [`memory kept ${cell.memory.growth.toFixed(0)} MB`] : []),
  ...(cell.foreground
    ? [
        `foreground p50 ${time(cell.foreground.idle.p50)} -> ${time(cell.foreground.busy.p50)}, ` +
          `p99 ${time(cell.foreground.idle.p99)} -> ${time(cell.foreground.busy.p99)}`,
      ]
    : []),
  ...(cell.again ? [`again: ${cell.again.inserted} inserted, ${time(cell.again.msPerClient)} a client`] : []),
  ...(cell.notes ?? []),
];

/** One line for the terminal. */
export const cellLine = (row, cell) => {
  if (cell.skip) return `${row.number}. ${row.work}: ${cell.skip}: SKIP`;
  const subjects = Object.keys(SUBJECTS).filter((name) => cell[name]);
  const shown = subjects.map((name) => `${SUBJECTS[name]} ${timed(cell[name])}`).join(', ');
  return `${row.number}. ${row.work}: ${shown} a ${row.unit}${facts(cell).length ? `; ${facts(cell).join('; ')}` : ''}`;
};

const cellsOf = (kept) =>
  new Map(
    Object.entries(kept.cells)
      .map(([size, cell]) => [Number(size), cell])
      .sort(([a], [b]) => a - b)
  );

/** What became of the goals of a row on one database. */
export const verdictsOf = (row, kept) => {
  const cells = new Map([...cellsOf(kept)].filter(([, cell]) => !cell.skip));
  return cells.size === 0 ? [] : row.goals(cells);
};

const outcome = ({ met }) => (met === null ? 'SKIP' : met ? 'PASS' : 'SHORT');

export const verdictLines = (row, kept) =>
  verdictsOf(row, kept).map((verdict) => `   ${verdict.text}: ${verdict.shown}: ${outcome(verdict)}`);

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const profileOf = ({ profile }) => {
  const total = profile.statements.reduce((sum, { ms }) => sum + ms, 0);
  const lines = profile.statements
    .slice(0, 8)
    .map(
      ({ sql, ms, times }) =>
        `| ${((100 * ms) / profile.ms).toFixed(0)} % | ${times} | \`${sql.slice(0, 150).replace(/\|/g, '\\|')}\` |`
    );
  const rest = `| ${(100 * (1 - Math.min(1, total / profile.ms))).toFixed(0)} % |  | Node itself, between the statements |`;
  return `| of ${time(profile.ms)} | times | statement |\n| --- | --- | --- |\n${lines.join('\n')}\n${rest}\n`;
};

/** The same for the terminal, with Node's own functions where they were asked for. */
export const profileText = ({ ms, statements, functions }) =>
  [
    `     of ${time(ms)}:`,
    ...statements
      .slice(0, 16)
      .map((one) => `     ${time(one.ms).padStart(10)} ${String(one.times).padStart(6)}x ${one.sql.slice(0, 130)}`),
    ...(functions ?? []).slice(0, 16).map((one) => `     ${time(one.ms).padStart(10)}         ${one.name}`),
  ].join('\n');

const rowSection = (row, results, databases) => {
  const parts = [
    `## ${row.number}. ${row.work}\n`,
    `Instead: ${row.peer}. Limit: ${row.limit}. Times are of one ${row.unit}.`,
  ];
  if (row.note) parts.push(row.note);
  for (const database of databases) {
    const kept = results[`${row.number}|${database}`];
    if (!kept) continue;
    const cells = cellsOf(kept);
    const measured = [...cells].filter(([, cell]) => !cell.skip);
    const { word, why } = sentence(verdictsOf(row, kept));
    parts.push(`### ${DATABASE_NAME[database]}: ${word}\n`);
    for (const [, cell] of cells) if (cell.skip) parts.push(`Not measured: ${cell.skip}.`);
    const names = Object.keys(SUBJECTS).filter((name) => measured.some(([, cell]) => cell[name]));
    const ratios = ['peer', 'limit'].filter((name) => names.includes(name));
    if (measured.length > 0) {
      const head = [
        'N',
        ...names.map((name) => SUBJECTS[name]),
        ...ratios.map((name) => `${SUBJECTS[name]} / plugin`),
        'also',
        'date',
      ];
      const lines = measured.map(([size, cell]) => [
        sizeLabel(size),
        ...names.map((name) => (cell[name] ? timed(cell[name]) : '')),
        ...ratios.map((name) => (cell[name] ? factor(cell[name].median / cell.plugin.median) : '')),
        facts(cell).join('; '),
        cell.date.slice(0, 10),
      ]);
      parts.push(table(head, lines));
      parts.push(
        verdictsOf(row, kept)
          .map((one) => `- ${one.text}: ${one.shown}: **${outcome(one)}**`)
          .join('\n')
      );
    }
    if (why && measured.some(([, cell]) => cell.profile)) {
      const [size, cell] = measured.filter(([, one]) => one.profile).at(-1);
      parts.push(`Where the plugin's time goes at ${sizeLabel(size)}:\n\n${profileOf(cell)}`);
    }
  }
  return parts.join('\n\n');
};

const summary = (rows, results, databases) =>
  table(
    ['#', 'work', ...databases.map((database) => DATABASE_NAME[database])],
    rows.map((row) => [
      row.number,
      row.work,
      ...databases.map((database) => {
        const kept = results[`${row.number}|${database}`];
        if (!kept) return '';
        const { word, why } = sentence(verdictsOf(row, kept));
        return why && word === 'SHORT' ? `${why}: **SHORT**` : `**${word}**`;
      }),
    ])
  );

/** Keeps the figures and writes the page anew; what this run did not measure stays as it was, with its date. */
export const writeResults = (results, rows) => {
  fs.writeFileSync(data, `${JSON.stringify(results, null, 1)}\n`);
  const databases = Object.keys(DATABASE_NAME).filter((name) =>
    Object.keys(results).some((key) => key.endsWith(`|${name}`))
  );
  const kept = Object.values(results);
  const machines = [...new Set(kept.map((one) => one.machine))];
  const versions = [...new Set(kept.map(({ version }) => version))];
  const strapi = require('@strapi/strapi/package.json').version;
  const dates = kept.map(({ date }) => date.slice(0, 10)).sort();
  const text = `# What the benchmark measured

Written by \`npm run bench\`; every figure below comes from it. How it measures stands in [README.md](README.md).

- Machine: ${machines.join('; ')}
- Versions: Strapi ${strapi}, ${versions.join(', ')}
- Dates: ${[...new Set([dates[0], dates.at(-1)])].join(' to ')}

Times are medians, with the lowest and the highest in brackets.

${summary(rows, results, databases)}

${rows.map((row) => rowSection(row, results, databases)).join('\n\n')}
`;
  fs.writeFileSync(page, text.replace(/\n{3,}/g, '\n\n'));
};
