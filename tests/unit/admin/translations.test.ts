import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.resolve(__dirname, '../../../admin/src');
const LANGUAGES = ['en', 'es', 'it', 'fr', 'de', 'pt-BR'];

const read = (language: string) =>
  JSON.parse(readFileSync(path.join(src, 'translations', `${language}.json`), 'utf8')) as Record<string, string>;
const english = read('en');

const sources = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) return sources(file);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(file, 'utf8')] : [];
  });
const code = sources(src).join('\n');

/** Names in braces, also those of plurals and within them. */
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\s*([a-zA-Z]+)\s*[,}]/g)].map(([, name]) => name))].sort();

/** Texts that are the same word in several languages: names and formats. */
const INTERNATIONAL =
  /^(general\.(web-push|fcm|expo|rate-value)|edit\.file-hint|detail\.sent-back|bulk\.summary|queue\.position|.*\.channel\..*)$/;

describe.each(LANGUAGES)('the texts in %s', (language) => {
  const texts = read(language);

  it('are there, all of them and no other', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('have the placeholders of the English ones', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(english[key] ?? '')]);
    }
  });
});

it.each(LANGUAGES.filter((language) => language !== 'en'))(
  'the texts in %s have left nothing in English',
  (language) => {
    const texts = read(language);
    const same = Object.keys(texts).filter(
      // A sentence is never the same; a word may be.
      (key) => texts[key] === english[key] && (english[key] ?? '').includes(' ') && !INTERNATIONAL.test(key)
    );
    expect(same).toEqual([]);
  }
);

it('uses every key, and no key that is not there', () => {
  const literal = new Set([...code.matchAll(/'([a-z]+(?:[.-][a-zA-Z0-9_-]+)+)'/g)].map(([, key]) => key));
  const patterns = [...code.matchAll(/`([a-z$][^`\s]*\$\{[^`]+)`/g)].map(
    ([, template = '']) =>
      new RegExp(
        `^${template
          .replace(/\$\{[^}]*\}/g, '@@')
          .replace(/[.*+?^()|[\]\\]/g, '\\$&')
          .replaceAll('@@', '[a-zA-Z0-9_.-]+')}$`
      )
  );
  const unused = Object.keys(english).filter(
    (key) => !literal.has(key) && !patterns.some((pattern) => pattern.test(key))
  );
  expect(unused).toEqual([]);

  const wanted = [...code.matchAll(/\bt(?:ext)?\(\s*'([^']+)'/g)].map(([, key = '']) => key);
  expect(wanted.filter((key) => !(key in english))).toEqual([]);
});
