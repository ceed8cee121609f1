/**
 * A new Strapi app as `create-strapi-app` leaves it, by hand: only the packages that the generator lists, so that what the
 * plugin needs beyond them shows.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const secret = () => randomBytes(16).toString('base64');

const PLUGINS = `{
  'users-permissions': { config: { jwtSecret: '${secret()}' } },
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: { host: '127.0.0.1', port: Number(process.env.SMTP_PORT), ignoreTLS: true },
      settings: { defaultFrom: 'centre@example.com', defaultReplyTo: 'centre@example.com' },
    },
  },
  certificates: { enabled: true, config: { timeZone: 'Europe/Madrid' } },
}`;

const MIDDLEWARES = [
  ...['logger', 'errors', 'security', 'cors', 'poweredBy', 'query', 'body', 'session', 'favicon', 'public'],
].map((name) => `strapi::${name}`);

/** Files below `config` and `src`: the expression that each exports. */
const FILES = {
  'config/admin': `{
  auth: { secret: '${secret()}' },
  apiToken: { salt: '${secret()}' },
  transfer: { token: { salt: '${secret()}' } },
  secrets: { encryptionKey: '${secret()}' },
  autoOpen: false,
}`,
  'config/api': `{ rest: { defaultLimit: 25, maxLimit: 100, withCount: true, strictParams: true } }`,
  'config/database': `{
  connection: { client: 'sqlite', connection: { filename: '.tmp/data.db' }, useNullAsDefault: true },
}`,
  'config/middlewares': JSON.stringify(MIDDLEWARES),
  'config/plugins': PLUGINS,
  'config/server': `{
  host: '127.0.0.1',
  port: Number(process.env.PORT ?? 1337),
  app: { keys: ['${secret()}', '${secret()}'] },
}`,
  'src/index': `{ register() {}, bootstrap() {} }`,
};

const TSCONFIG = {
  compilerOptions: {
    module: 'CommonJS',
    moduleResolution: 'Node',
    lib: ['ES2020'],
    target: 'ES2019',
    strict: false,
    skipLibCheck: true,
    forceConsistentCasingInFileNames: true,
    incremental: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    noEmitOnError: true,
    noImplicitThis: true,
    outDir: 'dist',
    rootDir: '.',
  },
  include: ['./', './**/*.ts', './**/*.js', 'src/**/*.json'],
  exclude: ['node_modules/', 'build/', 'dist/', '.cache/', '.tmp/', 'src/admin/', '**/*.test.*', 'src/plugins/**'],
};

/** Host code that takes the plugin's types, to be compiled under the app's own settings. */
const TYPED_CODE = `import { createCertificatesClient, type Certificate } from 'strapi-plugin-certificates/client';
import server from 'strapi-plugin-certificates/strapi-server';

export const client = createCertificatesClient({ baseUrl: 'http://127.0.0.1:1337' });
export const names = (certificates: Certificate[]): string[] => certificates.map(({ name }) => name);
export const plugin = server;
`;

const manifest = (strapi, language, tarball) => ({
  name: 'wild',
  version: '0.1.0',
  private: true,
  scripts: { build: 'strapi build', start: 'strapi start' },
  dependencies: {
    '@strapi/plugin-users-permissions': strapi,
    '@strapi/provider-email-nodemailer': strapi,
    '@strapi/strapi': strapi,
    'better-sqlite3': '12.8.0',
    react: '^18.0.0',
    'react-dom': '^18.0.0',
    'react-router-dom': '^6.0.0',
    'strapi-plugin-certificates': `file:${tarball}`,
    'styled-components': '^6.0.0',
  },
  ...(language === 'ts' && {
    devDependencies: { '@types/node': '^20', '@types/react': '^18', '@types/react-dom': '^18', typescript: '^5' },
  }),
  strapi: { telemetryDisabled: true },
  // The newest of these were published only for some platforms.
  overrides: { '@swc/core': '1.16.18', rollup: '4.67.4' },
  resolutions: { '@swc/core': '1.16.18', rollup: '4.67.4' },
  pnpm: {
    overrides: { '@swc/core': '1.16.18', rollup: '4.67.4' },
    onlyBuiltDependencies: ['better-sqlite3', 'esbuild', 'sharp', '@swc/core'],
  },
});

/**
 * Writes the app.
 * @param {string} folder which is made
 * @param {{ strapi: string, language: 'js' | 'ts', tarball: string }} what
 */
export const writeApp = (folder, { strapi, language, tarball }) => {
  const write = (name, text) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  write('package.json', `${JSON.stringify(manifest(strapi, language, tarball), null, 2)}\n`);
  for (const folderName of ['public/uploads', '.tmp', 'src/api']) write(`${folderName}/.gitkeep`, '');
  for (const [name, expression] of Object.entries(FILES)) {
    const code = language === 'ts' ? `export default ${expression};\n` : `module.exports = ${expression};\n`;
    write(`${name}.${language}`, code);
  }
  if (language !== 'ts') return;
  write('tsconfig.json', JSON.stringify(TSCONFIG, null, 2));
  write('src/certificates.ts', TYPED_CODE);
};
