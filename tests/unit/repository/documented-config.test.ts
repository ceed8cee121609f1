import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultsDeep } from 'lodash/fp';
import { defaults, validateConfig } from '../../../server/src/config';

const root = path.resolve(__dirname, '../../..');
const PAGES = ['README.md', ...readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`)].filter((file) =>
  file.endsWith('.md')
);

/** What is written in TypeScript or JavaScript on a page. */
const codeOf = (page: string): string[] =>
  [...readFileSync(path.join(root, page), 'utf8').matchAll(/^```[jt]s\n([\s\S]*?)^```$/gm)].map(
    ([, code = '']) => code
  );

const blocks = PAGES.flatMap((page) => codeOf(page).map((code) => [page, code] as const));
const FILE = /^\/\/ config\/plugins\.ts[^\n]*\nexport default /;
const PART = /^(?:\/\/[^\n]*\n)?(notifications|documents): \{/;

/** A variable of the environment, whatever its name; JSON where it is read as such. */
const env = (_name: string, otherwise?: string): string => otherwise ?? 'redis://from-the-environment';

const evaluate = (expression: string): unknown => new Function('env', `return (${expression});`)(env);

interface Plugins {
  certificates: { enabled?: boolean; config: object };
  email?: { config: { settings?: { defaultFrom?: string } } };
}

const files = blocks
  .filter(([, code]) => FILE.test(code))
  .map(([page, code]) => [page, code.replace(FILE, '').replace(/;\s*$/, '')] as const);
const parts = blocks.filter(([, code]) => PART.test(code));

const check = (config: object): void => validateConfig(defaultsDeep(defaults(), config));

describe('a configuration on a page', () => {
  it.each(files)('%s: config/plugins is taken as it stands (%#)', (_page, code) => {
    const make = evaluate(code) as (surroundings: { env: typeof env }) => Plugins;
    const { certificates, email } = make({ env });
    expect(certificates.enabled).toBe(true);
    expect(() => check(certificates.config)).not.toThrow();
    if (email) expect(email.config.settings?.defaultFrom).toMatch(/@/);
  });

  it.each(parts)('%s: a part of it is taken as it stands (%#)', (_page, code) => {
    expect(() => check(evaluate(`{ ${code} }`) as object)).not.toThrow();
  });

  it.each(blocks.filter(([, code]) => /\benv\(/.test(code)))('%s says where env comes from (%#)', (_page, code) => {
    expect(code).toContain('({ env })');
  });

  it('is found at all', () => {
    expect([files.length >= 4, parts.length >= 2]).toEqual([true, true]);
  });
});
