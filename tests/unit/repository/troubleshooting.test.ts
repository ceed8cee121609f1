import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaults } from '../../../server/src/config';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const page = read('docs/troubleshooting.md');
const sources = (readdirSync(path.join(root, 'server/src'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => [file, read(`server/src/${file}`)] as const);

/** Errors of the code's own making that nobody reads at a start: caught, or a mistake of ours. */
const INNER = [
  'not a storage key',
  'not the picture that it was',
  'The engine has not been started',
  'The e-mail plugin is not there',
  'There is no text',
  'A message needs a notification',
  'This document store makes no links',
  'the upload provider does not sign its URLs',
];

/** The texts of `throw new Error(...)`: of each, the pieces of its first sentence that hold no value. */
const messages = sources.flatMap(([file, code]) =>
  [...code.matchAll(/(?:throw new Error\(|NEEDED =)\s*((?:(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`)[\s+]*)+)/g)].map(
    ([, literals = '']) => {
      const text = [...literals.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)]
        .map((m) => m[1] ?? m[2] ?? m[3])
        .join('');
      const [first = ''] = text.split(/[.:](?: |$)/).filter((part) => part.length > 12);
      const pieces = first.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}|''/).map((piece) => piece.trim());
      return [file, pieces.filter((piece) => piece.length > 12)] as const;
    }
  )
);

describe('the page on troubles', () => {
  it.each(messages.filter(([, [text]]) => text !== undefined && !INNER.some((inner) => text.startsWith(inner))))(
    'has the message of %s: %j',
    (_file, pieces) => {
      expect(pieces.filter((piece) => page.includes(piece))).not.toEqual([]);
    }
  );

  it('finds messages at all', () => {
    expect(messages.length).toBeGreaterThan(25);
  });

  it('has each error code that a guide for client apps has not', () => {
    const written = sources.flatMap(([, code]) => [
      ...code.matchAll(/(?:invalid|conflict|forbidden|unprocessable|unavailable)\(\s*'([a-z]+(?:_[a-z]+)*)',/g),
      ...code.matchAll(/new DomainError\(\s*'[a-z_]+',\s*'([a-z_]+)'/g),
      ...code.matchAll(/'([a-z]+_unknown)'/g),
    ]);
    const codes = new Set([...written.map(([, code = '']) => code), 'comment_too_long', 'comment_invalid']);
    const guide = read('docs/client-apps.md');
    expect(codes.size).toBeGreaterThan(30);
    expect([...codes].filter((code) => !`${page}${guide}`.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('the page on the configuration', () => {
  it('is what the configuration is', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/config-reference.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('has every key that has a default', () => {
    const keysOf = (value: unknown, above: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
        ? Object.entries(value).flatMap(([key, below]) => keysOf(below, above ? `${above}.${key}` : key))
        : [above];
    const text = read('docs/configuration.md');
    expect(keysOf(defaults(), '').filter((key) => !text.includes(`| \`${key}\` |`))).toEqual([]);
  });
});
