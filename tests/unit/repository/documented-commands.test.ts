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

/** What people do in their own app, word for word: the script or test that does it, and the words there that do. */
const RUN_BY: Record<string, [file: string, words: string[]]> = {
  'npm install strapi-plugin-certificates': ['scripts/wild/app.mjs', ["'strapi-plugin-certificates': `file:"]],
  'npm install strapi-plugin-certificates @strapi/provider-email-nodemailer': [
    'scripts/wild/app.mjs',
    ["'strapi-plugin-certificates': `file:", "'@strapi/provider-email-nodemailer': strapi"],
  ],
  'npm install strapi-plugin-certificates@latest': ['scripts/wild/app.mjs', ["'strapi-plugin-certificates': `file:"]],
  'npm run build && npm run develop': ['scripts/wild.mjs', ["strapi.js', 'build']", "startApp('develop'"]],
  'npm run build': ['scripts/wild.mjs', ["strapi.js', 'build']"]],
  'npx strapi-plugin-certificates vapid': ['tests/unit/repository/command.test.ts', ["run('vapid')"]],
  'npx strapi-plugin-certificates check': ['tests/unit/repository/command.test.ts', ["'check']"]],
  'npx strapi openapi generate': ['tests/helpers/generate-openapi.ts', ["'openapi', 'generate'"]],
  'npm install bullmq ioredis': ['package.json', ['"bullmq": "', '"ioredis": "']],
};

/** Takes too long for a check. */
const BY_HAND = ['load'];

const sourcesOf = (folder: string, pattern: RegExp): [file: string, code: string][] =>
  (readdirSync(path.join(root, folder), { recursive: true }) as string[])
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
    .filter((file) => pattern.test(file))
    .map((file) => [file, read(file)]);
const tests = sourcesOf('tests', /\.test\.ts$/);

/** Blocks that a test runs as they stand. */
const isRunAsItStands = (page: string, block: string): boolean =>
  tests
    .flatMap(([, code]) => [...code.matchAll(/shellBlock\('([^']+)', '([^']+)'\)/g)])
    .some(([, its, text = '']) => its === page && block.includes(text));

const checks = ['.ci/run', '.github/workflows/release.yml'].map(read).join('\n');

/** Who runs a script of this repository, with its options; null: nobody, or not like that. */
const runnerOf = (name: string, options: string[], env: Record<string, string>): string | null => {
  const script = manifest.scripts[name as keyof typeof manifest.scripts];
  if (script === undefined) return null;
  if (name === 'wild') {
    const code = read('scripts/wild.mjs');
    const [, combination = ''] = /const COMBINATIONS = \[([\s\S]*?)\];/.exec(read('scripts/wild/results.mjs')) ?? [];
    const isTaken = (option: string) => {
      const [, key, value] = /^--(\w+)(?:=(.+))?$/.exec(option) ?? [];
      if (!code.includes(` ${key}: { type: '${value === undefined ? 'boolean' : 'string'}'`)) return false;
      return value === undefined || key === 'strapi'
        ? /^[\d.]*$/.test(value ?? '')
        : combination.includes(`'${value}'`);
    };
    return options.every(isTaken) && Object.keys(env).length === 0 ? 'scripts/wild.mjs' : null;
  }
  if (BY_HAND.includes(name)) {
    const file = script.replace(/^node /, '');
    const words = [...options.map((option) => option.replace(/^--(\w+).*$/, '$1')), ...Object.keys(env)];
    return existsSync(path.join(root, file)) && words.every((word) => read(file).includes(word)) ? file : null;
  }
  const suites = options.map((option) => tests.find(([file]) => file.includes(option)));
  if (!suites.every((suite) => suite && Object.keys(env).every((key) => suite[1].includes(`process.env.${key} `)))) {
    return null;
  }
  if (options.length === 0 && Object.keys(env).length > 0) return null;
  // Single suites are part of all of them.
  const whole = options.length > 0 ? 'test' : name;
  return new RegExp(`npm (?:run )?(?:--silent )?${whole}(?![\\w:])`).test(checks) ? '.ci/run' : null;
};

/** Commands of a block: lines that end in a backslash, or inside a quoted text, go on. */
const commandsOf = (block: string): string[] =>
  block
    .replaceAll(/\\\n\s*/g, '')
    .replaceAll(/'[^']*'/g, (quoted) => quoted.replaceAll(/\s*\n\s*/g, ' '))
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const commands = PAGES.flatMap((page) =>
  shellBlocks(page).flatMap((block) => commandsOf(block).map((command) => [page, command, block] as const))
);

/** The test or script that runs a command; null: none. */
const whoRuns = (page: string, command: string, block: string): string | null => {
  if (isRunAsItStands(page, block)) return page;
  const [file, words = []] = RUN_BY[command] ?? [];
  if (file !== undefined) return words.every((word) => read(file).includes(word)) ? file : null;
  const [, before = '', name, after = ''] =
    /^((?:[A-Z_]+=\w+ )*)npm (?:run )?([a-z][\w:]*)(?: -- (.+))?$/.exec(command) ?? [];
  const env = Object.fromEntries(
    before
      .trim()
      .split(' ')
      .filter(Boolean)
      .map((pair) => pair.split('='))
  );
  return name === undefined ? null : runnerOf(name, after.split(' ').filter(Boolean), env);
};

describe('a command on a page', () => {
  it.each(commands)('%s: %s is run by a test or a script', (page, command, block) => {
    expect(whoRuns(page, command, block)).toEqual(expect.any(String));
  });

  it('is found at all', () => {
    expect(commands.length).toBeGreaterThan(10);
    const written = commands.map(([, command]) => command);
    expect(Object.keys(RUN_BY).filter((command) => !written.includes(command))).toEqual([]);
  });

  it.each([
    'npm install strapi-plugin-certificate',
    'npm run build && npm run develope',
    'npm run tests',
    'npm run loads',
    'npm run load -- --fast',
    'npx strapi-plugin-certificates vapids',
    'npx strapi openapi generate --wrong',
    'curl http://localhost:1337/api/certificates',
    'npm run wild -- --stapi=5.45.0',
    'npm run wild -- --manager=bun',
    'npm run wild -- --language',
    'CRASH_STRIDES=1 npm run test:integration -- crash-points',
    'CRASH_STRIDE=1 npm run test:integration -- crash-point-s',
    'CRASH_STRIDE=1 npm test',
    'MODEL_RUNS=200 npm run test:integration -- crash-points',
  ])('that is wrong is not taken for one that is: %s', (command) => {
    expect(whoRuns('README.md', command, command)).toBeNull();
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
