import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const guide = read('docs/client-apps.md');

/** The words of a union type, as it stands in its file. */
const wordsOf = (file: string, type: string): string[] => {
  const [, union = ''] = new RegExp(`type ${type} =([^;]*);`).exec(read(file)) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
};

describe('the guide for client apps', () => {
  const [, errors = ''] = /\n## Errors\n([\s\S]*?)\n## /.exec(guide) ?? [];

  it.each([
    ['server/contracts/client-api.ts', 'ClientErrorCode'],
    ['client/errors.ts', 'KnownErrorCode'],
  ])('says what to make of every code in %s', (file, type) => {
    const words = wordsOf(file, type);
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !errors.includes(`\`${word}\``))).toEqual([]);
  });

  it('leads to files that are there', () => {
    const links = [...guide.matchAll(/\]\(([^)#]+)(?:#[\w-]+)?\)/g)].map(([, link = '']) => link);
    const files = links.filter((link) => !link.startsWith('http'));
    expect(files).toContain('notifications.md');
    expect(files.filter((file) => !existsSync(path.join(root, 'docs', file)))).toEqual([]);
  });
});
