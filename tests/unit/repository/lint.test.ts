import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const PATHS = 'import-x/no-restricted-paths';
const SYNTAX = 'no-restricted-syntax';

/** [what, file, code, the rule that it breaks or null] */
const cases: [string, string, string, string | null][] = [
  ['the domain takes names from the constants', 'domain', "import { UID } from '../constants';", null],
  ['the domain knows no port', 'domain', "import { systemClock } from '../ports/clock';", PATHS],
  ['the domain knows no Strapi', 'domain', "import { errors } from '@strapi/utils';", 'no-restricted-imports'],
  ['the domain reads no file', 'domain', "import fs from 'node:fs';", 'import-x/no-nodejs-modules'],
  ['a port knows no adapter', 'ports', "import { defaults } from '../repositories/database';", PATHS],
  ['a use case knows the domain', 'services', "import { DomainError } from '../domain/errors';", null],
  ['a use case knows no way in', 'services', "import routes from '../routes';", PATHS],
  ['a use case makes no query', 'services', "export const f = ({ strapi }) => strapi.db.query('x');", SYNTAX],
  ['nor a document', 'controllers', 'export const f = (strapi) => strapi.documents(uid);', SYNTAX],
  ['nor by taking it apart', 'jobs', 'export const f = (strapi) => { const { db } = strapi; return db; };', SYNTAX],
  ['a repository does', 'repositories', "export const f = ({ strapi }) => strapi.db.query('x');", null],
  ['lifecycles subscribe', 'lifecycles', 'export const f = (strapi) => strapi.db.lifecycles.subscribe({});', null],
  ['and register middlewares', 'lifecycles', 'export const f = (strapi) => strapi.documents.use(() => {});', null],
  ['nobody takes the global Strapi', 'services', 'export const f = () => strapi.config;', 'no-restricted-globals'],
  ['nobody reads a hidden clock', 'services', 'export const f = () => new Date();', SYNTAX],
  ['nor by its number', 'repositories', 'export const f = () => Date.now();', SYNTAX],
  ['a date of something is no clock', 'services', 'export const f = (at) => new Date(at);', null],
];

const broken = () => {
  const input = cases.map(([, layer, code]) => ({ file: path.join(root, `server/src/${layer}/example.ts`), code }));
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'lint-cases.mjs')], {
    cwd: root,
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
};

describe('the house rules that ESLint holds', () => {
  let results: string[][];
  beforeAll(() => {
    results = broken();
  });

  it.each(cases.map(([what, , , rule], index) => [what, rule, index] as const))('%s', (_what, rule, index) => {
    expect(results[index]).toEqual(rule === null ? [] : [rule]);
  });
});
