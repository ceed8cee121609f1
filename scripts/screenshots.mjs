/**
 * `npm run screenshots`: looks at every screen of the panel, light, dark and in Spanish, and leaves the pictures in
 * docs/screenshots. The data are the demo's; Chromium is Debian's, or another by `CHROMIUM`.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fail, root, setup } from './setup.mjs';

const require = createRequire(import.meta.url);
const target = path.join(root, 'docs', 'screenshots');
const SIZE = { width: 1280, height: 800 };
/** A phone, for the client app. */
const PHONE = { width: 390, height: 844 };
const BROWSER_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** Each is told how to get there, and what to wait for: an element's selector. */
const SCREENS = [
  { name: 'home', path: '/', ready: 'a[href*="certificates/pending"]' },
  { name: 'pending', path: '/plugins/certificates/pending', open: (page) => page.keyboard.press('j') },
  { name: 'all', path: '/plugins/certificates/all', ready: 'tbody tr' },
  { name: 'history', path: '/plugins/certificates/history', ready: 'tbody tr' },
  { name: 'trash', path: '/plugins/certificates/trash', ready: 'tbody tr' },
  {
    name: 'certificate',
    path: '/plugins/certificates/all?state=expiring_soon',
    ready: 'tbody tr',
    open: (page) => page.locator('tbody a').first().click(),
  },
  {
    name: 'edit',
    path: '/plugins/certificates/all?state=missing_info',
    ready: 'tbody tr',
    async open(page) {
      await page.locator('tbody a').first().click();
      await page.waitForURL(/certificate\//);
      await page.goto(`${page.url()}/edit`);
    },
  },
  { name: 'reject', path: '/plugins/certificates/pending', open: (page) => page.keyboard.press('r') },
  { name: 'clients', path: '/plugins/certificates/clients', ready: 'tbody tr' },
  {
    name: 'client',
    path: '/plugins/certificates/clients?_q=Luc',
    ready: 'tbody tr',
    open: (page) => page.locator('tbody a').first().click(),
  },
  { name: 'templates', path: '/settings/certificates/templates', ready: 'tbody tr' },
  {
    name: 'new-template',
    path: '/settings/certificates/templates',
    ready: 'tbody tr',
    open: (page) => page.locator('main button[class]').first().click(),
  },
  {
    name: 'generate',
    path: '/settings/certificates/templates',
    ready: 'tbody tr',
    open: (page) => page.locator('tbody td:last-child button').first().click(),
  },
  { name: 'centers', path: '/settings/certificates/centers', ready: 'tbody tr' },
  { name: 'notifications', path: '/settings/certificates/notifications', ready: 'tbody tr' },
  { name: 'general', path: '/settings/certificates/general', ready: 'dl' },
  { name: 'side-panel', user: 'admin', ready: 'a[href*="certificates/certificate/"]' },
  { name: 'client-app', client: 'javier.ortega@example.com', ready: 'li .badge' },
];

const LOOKS = [
  { name: 'light', theme: 'light', language: 'en' },
  { name: 'dark', theme: 'dark', language: 'en' },
  { name: 'es', theme: 'light', language: 'es' },
];

const start = async (dataDir) => {
  const { startMailCatcher } = await import('./demo/mail-catcher.mjs');
  const { startPlayground } = await import('./demo/playground.mjs');
  const { seed } = await import('./demo/seed.mjs');
  const { installClientApp } = await import('./demo/client-app.mjs');
  installClientApp(dataDir);
  const mails = await startMailCatcher({ file: path.join(dataDir, 'mails.jsonl'), webPort: 0 });
  const playground = await startPlayground({
    PLAYGROUND_DATA: dataDir,
    PORT: '0',
    SMTP_PORT: String(mails.smtpPort),
    STARTUP_MESSAGE: 'false',
    LOG_LEVEL: 'error',
    LOG_REQUESTS: 'false',
    RATE_LIMIT: 'false',
    CERTIFICATES_CONFIG: JSON.stringify({ timeZone: 'Europe/Madrid', clients: { localeField: 'language' } }),
  });
  await seed(playground);
  return playground.url;
};

const main = async () => {
  await setup({ panel: true });
  const { chromium } = require('playwright-core');
  // Strapi's own, by way of its upload plugin.
  const sharp = createRequire(require.resolve('@strapi/upload/package.json'))('sharp');
  const { httpClient } = await import('./demo/http.mjs');
  const { PASSWORD } = await import('./demo/sample-data.mjs');

  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-screenshots-'));
  const url = await start(dataDir);
  const as = httpClient(url);
  const tokens = {};
  for (const user of ['marta', 'admin']) {
    const { data } = await as().post('/admin/login', { email: `${user}@example.com`, password: PASSWORD });
    tokens[user] = data.token;
  }
  const { data: found } = await as(tokens.marta).get('/certificates/clients?_q=Luc');
  const userPage = `/content-manager/collection-types/plugin::users-permissions.user/${found[0].documentId}`;
  const { data: init } = await as().get('/admin/init');

  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: BROWSER_ARGUMENTS,
  });

  /** What the client app remembers of who is signed in. */
  const clientSession = async (identifier) => {
    const { jwt, user } = await as().post('/api/auth/local', { identifier, password: PASSWORD });
    return JSON.stringify({ jwt, user: { username: user.username, email: user.email } });
  };

  const take = async (screen, look) => {
    const viewport = screen.client ? PHONE : SIZE;
    const context = await browser.newContext({ viewport, locale: look.language, colorScheme: look.theme });
    const remembered = {
      ...(screen.client && { 'certificates.session': await clientSession(screen.client) }),
      jwtToken: JSON.stringify(tokens[screen.user ?? 'marta']),
      isLoggedIn: 'true',
      STRAPI_THEME: look.theme,
      'strapi-admin-language': look.language,
      // Strapi's own news are not what is shown here.
      [`STRAPI_MEDIA_LIBRARY_BANNER_DISMISSED_FOR_false:${init.uuid}`]: 'true',
      [`STRAPI_MEDIA_LIBRARY_BANNER_DISMISSED_FOR_true:${init.uuid}`]: 'true',
    };
    await context.addInitScript(
      `for (const [name, value] of ${JSON.stringify(Object.entries(remembered))}) localStorage.setItem(name, value);`
    );
    const page = await context.newPage();
    await page.goto(screen.client ? `${url}/app/` : `${url}/admin${screen.path ?? userPage}`);
    await page
      .locator(screen.ready ?? '[role="region"] img, [role="region"] canvas')
      .first()
      .waitFor();
    await screen.open?.(page);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1_000);
    const picture = await page.screenshot();
    await sharp(picture)
      .png({ palette: true, quality: 90, effort: 8 })
      .toFile(path.join(target, `${screen.name}-${look.name}.png`));
    await context.close();
  };

  for (const look of LOOKS) {
    for (const screen of SCREENS) {
      await take(screen, look);
      process.stdout.write('.');
    }
  }
  await browser.close();
  fs.rmSync(dataDir, { recursive: true, force: true });
  process.stdout.write(`\n${SCREENS.length * LOOKS.length} pictures in ${path.relative(root, target)}\n`);
  process.exit(0);
};

await main().catch(fail);
