import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const src = './server/src';

/** `layer` may import from itself, from what everybody may import, and from `inner`; from nothing else of the server. */
const layer = (name, inner) => ({
  target: `${src}/${name}`,
  from: src,
  except: ['constants.ts', 'config', name, ...inner].map((path) => `./${path}`),
  message: `${name} may import only ${[...inner, 'constants', 'config'].join(', ')}: imports point inwards.`,
});

/** Imports point inwards: domain <- ports <- repositories, documents, notifications <- services <- the rim. */
const core = ['domain', 'ports', 'content-types'];
const adapters = ['repositories', 'documents', 'notifications'];
const inside = [...core, ...adapters, 'services', 'permissions', 'answers'];
const direction = [
  layer('domain', []),
  layer('content-types', []),
  layer('ports', ['domain']),
  layer('repositories', core),
  layer('documents', [...core, 'repositories']),
  layer('notifications', [...core, 'repositories']),
  layer('services', [...core, ...adapters]),
  layer('permissions', [...core, ...adapters, 'services']),
  layer('answers', [...core, ...adapters, 'services']),
  // The rim: five ways in, which know nothing of each other.
  layer('controllers', inside),
  layer('graphql', inside),
  layer('jobs', inside),
  layer('lifecycles', inside),
  layer('host', inside),
  layer('routes', [...core, 'permissions']),
  {
    target: './server/contracts',
    from: './server/src',
    except: ['./constants.ts', './domain'],
    message: 'Contracts are plain types, which the panel reads too.',
  },
  { target: './server', from: ['./admin', './tests', './playground'], message: 'The server stands alone.' },
  {
    target: './admin',
    from: './server',
    except: ['./contracts'],
    message: 'The panel knows nothing of the server but the types in server/contracts.',
  },
  {
    target: './client',
    from: ['./server', './admin', './tests', './playground'],
    message: 'The client is published for apps that have nothing else of the plugin: its types are its own.',
  },
  {
    target: './playground/client',
    from: ['./server', './admin', './tests'],
    message: 'The example app has what any client app has: the typed client.',
  },
];

/** `strapi.db`, `this.strapi.db`, `const { db } = strapi`. Subscribing to lifecycles and document middlewares is no query. */
const onStrapi = ':matches([object.name="strapi"], [object.property.name="strapi"])';
const databaseAccess = [
  `MemberExpression[property.name=/^(db|documents|query|entityService)$/]${onStrapi}` +
    ':not(MemberExpression[property.name="lifecycles"] > .object)' +
    ':not(MemberExpression[property.name="use"] > .object)',
  'VariableDeclarator[init.name="strapi"] > ObjectPattern > Property[key.name=/^(db|documents|query|entityService)$/]',
].map((selector) => ({ selector, message: 'Only repositories talk to the database.' }));

const hiddenClock = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]' },
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]' },
].map((rule) => ({ ...rule, message: 'Take the time from the clock port, so that tests can move it.' }));

const nodeGlobals = Object.fromEntries(
  ['process', 'console', 'Buffer', 'URL', 'fetch', 'FormData', 'Blob', 'AbortSignal', 'performance']
    .concat(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'])
    .concat(['require', 'module', '__dirname'])
    .map((name) => [name, 'readonly'])
);

export default tseslint.config(
  {
    ignores: [
      '**/node_modules',
      '**/dist',
      '**/build',
      '**/coverage',
      '**/.cache',
      '**/.strapi',
      '**/.tmp',
      'playground/.demo',
      'playground/types',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['strapi-admin.tsx'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['server', 'admin', 'client', 'tests'],
          noWarnOnMultipleProjects: true,
        }),
      ],
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-empty-function': 'off',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: direction }],
      'no-restricted-globals': ['error', { name: 'strapi', message: 'Take the instance that you are given.' }],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['server/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...databaseAccess, ...hiddenClock] },
  },
  {
    files: ['server/src/repositories/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...hiddenClock] },
  },
  {
    // The one place where the clock is read.
    files: ['server/src/ports/clock.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['server/src/domain/**/*.ts'],
    rules: {
      'import-x/no-nodejs-modules': ['error', { allow: ['node:buffer', 'node:crypto', 'node:util'] }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@strapi/*', 'koa', 'knex', 'busboy'], message: 'Rules are pure: no Strapi and no IO.' },
          ],
        },
      ],
    },
  },
  {
    // A namespace an endpoint, of types alone: nothing of it is there at run time.
    files: ['server/contracts/**/*.ts'],
    rules: { '@typescript-eslint/no-namespace': 'off' },
  },
  {
    files: ['admin/**/*.{ts,tsx}', 'playground/client/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' },
  },
  {
    files: ['playground/client/public/sw.js'],
    languageOptions: {
      globals: Object.fromEntries(['self', 'caches', 'fetch', 'Request', 'URL'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: nodeGlobals },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  }
);
