/** What was tried where, kept in results.json, and the page that shows it. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup.mjs';

const file = path.join(root, 'scripts/wild/results.json');
const page = path.join(root, 'docs/compatibility.md');

const OLDEST = '5.45.0';
const NEWEST = '5.54.0';

/** Each value of each kind at least once, and the package managers on both ends. */
export const COMBINATIONS = [
  { strapi: NEWEST, language: 'ts', manager: 'npm', node: '20' },
  { strapi: NEWEST, language: 'js', manager: 'npm', node: '20' },
  { strapi: NEWEST, language: 'ts', manager: 'npm', node: '22' },
  { strapi: NEWEST, language: 'ts', manager: 'npm', node: '24' },
  { strapi: NEWEST, language: 'ts', manager: 'pnpm', node: '20' },
  { strapi: NEWEST, language: 'js', manager: 'pnpm', node: '22' },
  { strapi: NEWEST, language: 'js', manager: 'yarn', node: '20' },
  { strapi: NEWEST, language: 'js', manager: 'yarn', node: '22' },
  { strapi: OLDEST, language: 'js', manager: 'npm', node: '20' },
  { strapi: OLDEST, language: 'ts', manager: 'npm', node: '22' },
  { strapi: OLDEST, language: 'ts', manager: 'pnpm', node: '20' },
  { strapi: OLDEST, language: 'js', manager: 'yarn', node: '20' },
];

const keyOf = ({ strapi, language, manager, node }) => [strapi, language, manager, node].join(' ');

const read = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});

/** @param combination what was tried  @param outcome `{ result, nodeVersion, times }` */
export const record = (combination, outcome) => {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const on = new Date().toISOString().slice(0, 10);
  const all = { ...read(), [keyOf(combination)]: { ...combination, ...outcome, plugin: version, on } };
  fs.writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
};

const LANGUAGES = { js: 'JavaScript', ts: 'TypeScript' };
const STEPS = ['install', 'build', 'start', 'life', 'panel', 'develop'];

const row = (combination, outcome) => {
  const { strapi, language, manager, node } = combination;
  const cells = [strapi, LANGUAGES[language], manager];
  const ran = outcome
    ? [
        outcome.nodeVersion?.replace('v', '') ?? node,
        outcome.result,
        outcome.on,
        ...STEPS.map((s) => outcome.times[s] ?? '-'),
      ]
    : [node, 'not tried', '-', ...STEPS.map(() => '-')];
  return `| ${[...cells, ...ran].join(' | ')} |`;
};

/** Writes docs/compatibility.md. */
export const writePage = () => {
  const results = read();
  const known = new Set(COMBINATIONS.map(keyOf));
  const others = Object.values(results).filter((outcome) => !known.has(keyOf(outcome)));
  const head = ['Strapi', 'app', 'installed by', 'Node', 'result', 'on', ...STEPS.map((step) => `${step}, s`)];
  const lines = [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => ' --- |').join('')}`,
    ...COMBINATIONS.map((combination) => row(combination, results[keyOf(combination)])),
    ...others.map((outcome) => row(outcome, outcome)),
  ];
  const text = fs.readFileSync(page, 'utf8');
  fs.writeFileSync(page, text.replace(/(<!-- results -->\n)[\s\S]*?(<!-- end -->)/, `$1\n${lines.join('\n')}\n\n$2`));
};
