/**
 * `npm run screenshots [-- <name> ...]`: looks at every screen of the panel, or at those that are named, light, dark and in
 * Spanish, and leaves the pictures in docs/screenshots. The data are the demo's, their templates in the language of the picture;
 * Chromium is Debian's, or another by `CHROMIUM`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, root, setup } from './setup.mjs';

const require = createRequire(import.meta.url);
const target = path.join(root, 'docs', 'screenshots');
/** Of the plugin, and of who looks. */
const TIME_ZONE = 'Europe/Madrid';
const SIZE = { width: 1280, height: 800 };
/** A phone, for the client app. */
const PHONE = { width: 390, height: 844 };
/** Tells the process that takes them which pictures. */
const LANGUAGE = 'SCREENSHOTS_LANGUAGE';
const BROWSER_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** The texts of the panel, by which buttons are found in each language. */
const textsOf = (language) => {
  const file = path.join(root, 'admin', 'src', 'translations', `${language}.json`);
  const texts = JSON.parse(fs.readFileSync(file, 'utf8'));
  return (key) => texts[key];
};

const DOCUMENT = '[role="region"] :is(img, canvas)';
const ROW = 'tbody tr';
const DIALOG = ':is([role="dialog"], [role="alertdialog"])';

const button = (key) => (page, t) =>
  page
    .locator('main')
    .getByRole('button', { name: t(key) })
    .first()
    .click();
const firstLink = (page) => page.locator('tbody a').first().click();
/** Opens the first certificate of the list, and there something else. */
const inCertificate = (open) => async (page, t) => {
  await firstLink(page);
  await open(page, t);
};
const fromMenu = (key) => async (page, t) => {
  await button('action.more')(page, t);
  await page.getByRole('menuitem', { name: t(key) }).click();
};
/** Resolves when the document in hand has been seen, so that it may be decided about. */
const seen = (page, t) => page.getByRole('button', { name: t('action.approve'), disabled: false }).waitFor();
const reject = async (page, t) => {
  await seen(page, t);
  await page.keyboard.press('r');
};
/** Goes on in the queue until that client is in hand. */
const takeNext = async (page, t, language) => {
  const wanted = page.getByRole('heading', { level: 2, name: WAITING[language] });
  while (!(await wanted.isVisible())) {
    await seen(page, t);
    await page.keyboard.press('j');
    await page.getByRole('button', { name: t('action.approve'), disabled: true }).waitFor();
  }
  await seen(page, t);
};

/** The plugin's widgets come after Strapi's own, and below a header that stays. */
const toWidgets = async (page) => {
  await page.waitForLoadState('networkidle');
  await page
    .locator('section', { has: page.locator('a[href*="certificates/pending"]') })
    .first()
    .evaluate((widget) => {
      widget.style.scrollMarginTop = '6.8rem';
      widget.scrollIntoView();
    });
};

/** Whose document is in the language of the picture. */
const WAITING = { en: 'Grace', es: 'Valeria' };
const APPROVED = { en: 'Amelia', es: 'Carmen' };
const EXPIRING = { en: 'Jack', es: 'Luc' };

/** Of which somebody opens the first. */
const list = (state, client = '') => `/plugins/certificates/all?state=${state}&_q=${client}`;
const waiting = (language) => list('pending_approval', WAITING[language]);
const approved = (language) => list('approved', APPROVED[language]);
const expiring = (language) => list('expiring_soon', EXPIRING[language]);

/**
 * Where each is, and what is there first (`ready`, a selector); what somebody does there (`open`), and what is on the
 * screen after that (`shows`; a picture or a page has been drawn by then).
 */
const SCREENS = [
  { name: 'home', path: '/', ready: 'a[href*="certificates/pending"]', open: toWidgets },
  { name: 'pending', path: '/plugins/certificates/pending', ready: DOCUMENT, open: takeNext, shows: DOCUMENT },
  { name: 'reject', path: '/plugins/certificates/pending', ready: DOCUMENT, open: reject, shows: DIALOG },
  { name: 'all', path: '/plugins/certificates/all', ready: ROW },
  { name: 'history', path: '/plugins/certificates/history', ready: ROW },
  { name: 'trash', path: '/plugins/certificates/trash', ready: ROW },
  { name: 'certificate', path: expiring, ready: ROW, open: firstLink, shows: DOCUMENT },
  {
    name: 'edit',
    path: waiting,
    ready: ROW,
    open: inCertificate(button('action.edit')),
    shows: DOCUMENT,
  },
  {
    name: 'approve',
    path: waiting,
    ready: ROW,
    open: inCertificate(button('action.approve')),
    shows: DIALOG,
  },
  {
    name: 'revoke',
    path: approved,
    ready: ROW,
    open: inCertificate(fromMenu('action.revoke')),
    shows: DIALOG,
  },
  {
    name: 'archive',
    path: approved,
    ready: ROW,
    open: inCertificate(fromMenu('action.archive')),
    shows: DIALOG,
  },
  {
    name: 'delete',
    path: list('expired', 'Olivia'),
    ready: ROW,
    open: inCertificate(fromMenu('action.delete')),
    shows: DIALOG,
  },
  { name: 'clients', path: '/plugins/certificates/clients', ready: ROW },
  { name: 'client', path: '/plugins/certificates/clients?_q=Luc', ready: ROW, open: firstLink, shows: 'main li' },
  { name: 'templates', path: '/settings/certificates/templates', ready: ROW },
  {
    name: 'new-template',
    path: '/settings/certificates/templates',
    ready: ROW,
    open: button('templates.new'),
    shows: DIALOG,
  },
  {
    name: 'generate',
    path: '/settings/certificates/templates',
    ready: ROW,
    open: button('generate.button'),
    shows: DIALOG,
  },
  { name: 'centers', path: '/settings/certificates/centers', ready: ROW },
  {
    name: 'edit-center',
    path: '/settings/certificates/centers',
    ready: ROW,
    open: button('action.edit'),
    shows: DIALOG,
  },
  { name: 'notifications', path: '/settings/certificates/notifications', ready: ROW },
  { name: 'texts', path: '/settings/certificates/notifications/texts', ready: 'iframe' },
  { name: 'general', path: '/settings/certificates/general', ready: 'dl' },
  { name: 'side-panel', user: 'admin', ready: 'a[href*="certificates/certificate/"]' },
  { name: 'client-app', client: 'javier.ortega@example.com', ready: 'li .badge' },
];

const isDrawn = (shown) =>
  shown.tagName === 'IMG' ? shown.complete && shown.naturalWidth > 0 : Boolean(shown.dataset.drawn);

/** Resolves when the picture has loaded, or the page has been drawn. */
const drawn = async (page) => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await page.locator(DOCUMENT).first().evaluate(isDrawn)) return;
    await page.waitForTimeout(100);
  }
  throw new Error('the document is not drawn');
};

const LOOKS = [
  { name: 'light', theme: 'light', language: 'en' },
  { name: 'dark', theme: 'dark', language: 'en' },
  { name: 'es', theme: 'light', language: 'es' },
];

const start = async (dataDir, language) => {
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
    CERTIFICATES_CONFIG: JSON.stringify({
      timeZone: TIME_ZONE,
      locale: language,
      clients: { localeField: 'language' },
      notifications: { organisation: 'Retiro, Trastevere & Thames' },
    }),
  });
  await seed(playground, language);
  return playground.url;
};

/**
 * Takes the pictures in one language, of a playground whose data are in that language.
 * @param wanted of the screens
 */
const takeAll = async (wanted, language) => {
  const { chromium } = require('playwright-core');
  // Strapi's own, by way of its upload plugin.
  const sharp = createRequire(require.resolve('@strapi/upload/package.json'))('sharp');
  const { httpClient } = await import('./demo/http.mjs');
  const { PASSWORD } = await import('./demo/sample-data.mjs');

  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-screenshots-'));
  const url = await start(dataDir, language);
  const as = httpClient(url);
  const tokens = {};
  for (const user of ['marta', 'admin']) {
    const { data } = await as().post('/admin/login', { email: `${user}@example.com`, password: PASSWORD });
    tokens[user] = data.token;
  }
  const { data: found } = await as(tokens.marta).get('/certificates/clients?_q=Luc');
  const userPage = `/content-manager/collection-types/plugin::users-permissions.user/${found[0].documentId}`;
  const { data: init } = await as().get('/admin/init');

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
    const context = await browser.newContext({
      viewport,
      locale: look.language,
      timezoneId: TIME_ZONE,
      colorScheme: look.theme,
    });
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
    const place = typeof screen.path === 'function' ? screen.path(look.language) : (screen.path ?? userPage);
    await page.goto(screen.client ? `${url}/app/` : `${url}/admin${place}`);
    await page.locator(screen.ready).first().waitFor();
    if (screen.ready === DOCUMENT) await drawn(page);
    await screen.open?.(page, textsOf(look.language), look.language);
    if (screen.shows) await page.locator(screen.shows).first().waitFor();
    if (screen.shows === DOCUMENT) await drawn(page);
    // A frame that is written anew while somebody looks never comes to rest.
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
    await page.waitForTimeout(1_000);
    const picture = await page.screenshot();
    await sharp(picture)
      .png({ palette: true, quality: 90, effort: 8 })
      .toFile(path.join(target, `${screen.name}-${look.name}.png`));
    await context.close();
  };

  for (const screen of wanted) {
    for (const look of LOOKS.filter((one) => one.language === language)) {
      await take(screen, look).catch((error) => fail(new Error(`${screen.name}, ${look.name}: ${error.message}`)));
      process.stdout.write('.');
    }
  }
  await browser.close();
  fs.rmSync(dataDir, { recursive: true, force: true });
};

/** Strapi is there once in a process. */
const takeElsewhere = async (names, language) => {
  const child = fork(fileURLToPath(import.meta.url), names, { env: { ...process.env, [LANGUAGE]: language } });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The pictures in "${language}" were not taken`);
};

const main = async () => {
  const names = process.argv.slice(2);
  const wanted = SCREENS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (process.env[LANGUAGE]) {
    await takeAll(wanted, process.env[LANGUAGE]);
    process.exit(0);
  }
  await setup({ panel: true });
  if (names.length === 0) fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  for (const language of new Set(LOOKS.map((look) => look.language))) await takeElsewhere(names, language);
  process.stdout.write(`\n${wanted.length * LOOKS.length} pictures in ${path.relative(root, target)}\n`);
};

await main().catch(fail);
