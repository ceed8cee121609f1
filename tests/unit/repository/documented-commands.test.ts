import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import { shellBlocks } from '../../helpers/documented-commands';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'benchmarks/README.md', 'playground/README.md'],
  ...readdirSync(path.join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Every command of the pages: the test or script that runs it, and by what it can be seen there that it does. */
const RUN_BY: [command: RegExp, file: string, seen: string][] = [
  [
    /^npm install strapi-plugin-certificates( @strapi\/provider-email-nodemailer)?$/,
    'scripts/wild/app.mjs',
    'nodemailer',
  ],
  [/^npm run build && npm run develop$/, 'scripts/wild.mjs', "'build'"],
  [/^npm install strapi-plugin-certificates@latest$/, 'scripts/wild.mjs', "'install'"],
  [/^npm run build$/, 'scripts/wild.mjs', "'build'"],
  [
    /^curl .*\/api\/certificates$/,
    'tests/integration/strapi-client.test.ts',
    "shellBlock('README.md', '$ID/document')",
  ],
  [/^curl .*\$ID\/document$/, 'tests/integration/strapi-client.test.ts', "shellBlock('README.md', '$ID/document')"],
  [/^curl .*\$CLIENT\/access$/, 'tests/integration/strapi-client.test.ts', "'$CLIENT/access'"],
  [/^(ADMIN_JWT=.*|curl -X POST .*\/admin\/webhooks.*)$/, 'tests/integration/webhooks.test.ts', "'/admin/webhooks'"],
  [/^npx strapi-plugin-certificates vapid/, 'tests/unit/repository/command.test.ts', "run('vapid')"],
  [/^npx strapi openapi generate/, 'tests/integration/openapi.test.ts', "nativeRequire('@strapi/openapi')"],
  // The same suites, with fewer rounds, are part of every check.
  [/^[A-Z]+_[A-Z]+=\d+ npm run test:integration -- /, '.ci/run', 'npm run --silent test'],
  [/^npm run load$/, 'package.json', '"load": "node benchmarks/load.mjs"'],
  [/^npm run wild/, 'scripts/wild.mjs', "strapi: { type: 'string'"],
  [/^npm install bullmq ioredis$/, 'tests/integration/bullmq.test.ts', 'bullmq'],
];

/** Commands of a block: lines that end in a backslash, or inside a quoted text, go on. */
const commandsOf = (block: string): string[] =>
  block
    .replaceAll(/\\\n\s*/g, '')
    .replaceAll(/'[^']*'/g, (quoted) => quoted.replaceAll(/\s*\n\s*/g, ' '))
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const commands = PAGES.flatMap((page) =>
  shellBlocks(page).flatMap((block) => commandsOf(block).map((command) => [page, command] as const))
);

describe('a command on a page', () => {
  it.each(commands)('%s: %s is run by a test or a script', (_page, command) => {
    const own = /^npm (?:run )?([\w:]+)/.exec(command)?.[1] ?? '';
    if (own in manifest.scripts && !RUN_BY.some(([pattern]) => pattern.test(command))) {
      // Commands of this repository are what its own checks are made of.
      const checks = ['.ci/run', '.github/workflows/release.yml', 'scripts/release.mjs'].map(read).join('\n');
      expect(checks).toContain(own);
      return;
    }
    const [, file, seen] = RUN_BY.find(([pattern]) => pattern.test(command)) ?? [];
    expect([command, file]).toEqual([command, expect.any(String)]);
    expect(read(file ?? '')).toContain(seen);
  });

  it('is found at all', () => {
    expect(commands.length).toBeGreaterThan(10);
    const unused = RUN_BY.filter(([pattern]) => !commands.some(([, command]) => pattern.test(command)));
    expect(unused).toEqual([]);
  });
});

describe('the pages', () => {
  it.each(PAGES)('%s leads only to what is there', (page) => {
    const text = read(page);
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const missing = targets
      .filter((target) => !/^(https?:|mailto:)/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const place = file === '' ? page : path.join(path.dirname(page), file);
        if (!existsSync(path.join(root, place))) return true;
        if (!anchor || !place.endsWith('.md')) return false;
        const headings = [...read(place).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
          heading
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N} -]/gu, '')
            .replaceAll(' ', '-')
        );
        return !headings.includes(anchor);
      });
    expect(missing).toEqual([]);
  });

  it.each(PAGES)('%s names only files that are there', (page) => {
    const named = [...read(page).matchAll(/`((?:server|admin|client|tests|scripts|playground|docs|bin)\/[\w./-]+)`/g)]
      .map(([, file = '']) => file)
      .filter((file) => !/dist|\.demo|\.tmp|node_modules/.test(file));
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it.each([
    ['docs/daily-work.md', 'en', ['Settings']],
    ['docs/daily-work.es.md', 'es', ['Ajustes']],
    ['docs/install.md', 'en', ['Settings', 'Roles', 'Users']],
  ])('%s calls things what the panel calls them', (page, language, ofStrapi) => {
    const texts = JSON.parse(read(`admin/src/translations/${language}.json`)) as Record<string, string>;
    const words = new Set([...Object.values(texts), ...ofStrapi]);
    const bold = [...read(page).matchAll(/\*\*([^*]+)\*\*/g)].flatMap(([, text = '']) =>
      text.replaceAll(/\s+/g, ' ').split(' > ')
    );
    expect(bold.length).toBeGreaterThan(10);
    expect(bold.filter((word) => !words.has(word))).toEqual([]);
  });
});
