import {
  fixture,
  PASSWORD,
  startStrapi,
  testClock,
  waitUntil,
  type Client,
  type Staff,
  type TestStrapi,
} from '../helpers';
import { office, upload } from '../helpers/office';
import { browserSubscription, startPushService } from '../integration/push-service';
import { accessibilityProblems, openBrowser, type Page, type TestBrowser } from './browser';
import { clientAppPage, serveClientApp } from './pages/client-app';
import { queuePage } from './pages/queue';

jest.setTimeout(300_000);

const MEDICAL = 'Medical certificate';

const clock = testClock('2026-03-01T10:00:00Z');
let app: TestStrapi;
let browser: TestBrowser;
let push: Awaited<ReturnType<typeof startPushService>>;
let manager: Staff;
let client: Client;
let template: string;

const sweep = () => app.strapi.plugin('certificates').service('sweep').run();
const current = async (of: Client) =>
  (await app.request(of.jwt).get('/api/certificates').expect(200)).body.data as { documentId: string; state: string }[];

beforeAll(async () => {
  push = await startPushService();
  app = await startStrapi({
    clock,
    settings: { 'admin.serveAdminPanel': true },
    config: { timeZone: 'Europe/Madrid', notifications: { push: { webPush: push.config } } },
  });
  serveClientApp(app);
  await app.adminLogin();
  manager = await app.createAdminUser({ roles: ['certificates-manager'] });
  template = (
    await office(app, manager).createTemplate({
      name: MEDICAL,
      instructions: 'A certificate signed by your doctor.\nAll pages, in one file.',
      issueToNewClients: true,
      renewOnExpiry: true,
      accessRule: 'block',
    })
  ).documentId;
  client = await app.registerClient({ username: 'Lucía Fernández', email: 'lucia@example.com' });
  await waitUntil(async () => (await current(client)).length === 1);
  browser = await openBrowser(app.url);
});

afterEach(() => browser?.closePages());
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await push?.close();
});

describe('a client with a phone', () => {
  it('is told what is wrong with a log-in, and signs in with one that is right', async () => {
    const page = await browser.visitApp('');
    const clientApp = clientAppPage(page);
    await clientApp.signIn(client.email, 'wrong');
    await page.getByText('E-mail or password are not right.').waitFor();
    await clientApp.signIn(client.email, PASSWORD);
    await page.getByRole('heading', { name: 'Certificates' }).waitFor();
    await page.getByText('Not in order yet').waitFor();
    await clientApp.certificate(MEDICAL).getByText('Missing information').waitFor();

    // The session outlives a restart of the app.
    await page.reload();
    await clientApp.certificate(MEDICAL).waitFor();
  });

  it('uploads a HEIC photo with date and notes, and sees what was uploaded', async () => {
    const page = await browser.visitApp('', { as: client });
    const clientApp = clientAppPage(page);
    await clientApp.certificate(MEDICAL).click();
    await page.getByText('A certificate signed by your doctor.').waitFor();

    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Choose the document first.').waitFor();

    await clientApp.fill('photo.heic', { validUntil: '2026-02-01', notes: 'Dra. Molina 👍' });
    await page.getByText('13 of 400 characters').waitFor();
    await page.getByText('photo.heic').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('This date has already passed.').waitFor();

    await page.getByLabel('Validity date').fill('2026-06-30');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Sent. The centre will check it.').waitFor();
    await page.getByText('Pending approval').waitFor();
    await page.getByText('Valid until June 30, 2026').waitFor();
    await clientApp.seesPreview();
    expect(await current(client)).toMatchObject([{ state: 'pending_approval', notes: 'Dra. Molina 👍' }]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('photo.heic');
  });

  it('sees it approved', async () => {
    const panel = await browser.visit('/plugins/certificates/pending', { jwt: manager.jwt });
    const queue = queuePage(panel);
    await queue.isReady('Lucía Fernández');
    await queue.seesDocument();
    await queue.press('a');
    await panel.getByText('Nothing is waiting for approval').waitFor();

    const page = await browser.visitApp('', { as: client });
    await clientAppPage(page).certificate(MEDICAL).click();
    await page.getByText('Approved', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await page.getByLabel('Choose a file').count()).toBe(0);
    await clientAppPage(page).seesPreview();
    await page.getByRole('link', { name: 'Certificates' }).first().click();
    await page.getByText('You are in order').waitFor();
    await page.getByText('Check another day').click();
    await page.getByLabel('Day').fill('2026-07-01');
    await page.getByText('it has expired').waitFor();
  });

  it('is warned in time, and finds the next request and the history when it has expired', async () => {
    const page = await browser.visitApp('', { as: client });
    const clientApp = clientAppPage(page);
    await clientApp.certificate(MEDICAL).getByText('Approved').waitFor();
    clock.set('2026-06-20T10:00:00Z');
    await page.reload();
    await clientApp.certificate(MEDICAL).getByText('Expires soon').waitFor();

    clock.set('2026-06-30T22:00:01Z');
    await sweep();
    await page.reload();
    await clientApp.certificate(MEDICAL).getByText('Missing information').waitFor();
    await page.getByText('Not in order yet').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await clientApp.certificate(MEDICAL).getByText('Was valid until June 30, 2026').waitFor();
    await clientApp.certificate(MEDICAL).click();
    await clientApp.seesPreview();
  });
});

describe('a request that is sent back', () => {
  let other: Client;

  beforeAll(async () => {
    other = await app.registerClient({ username: 'Mateo Gil', email: 'mateo@example.com' });
    await waitUntil(async () => (await current(other)).length === 1);
    const [asked] = await current(other);
    await upload(app.request(other.jwt), asked!.documentId, 'photo.heic', { validUntil: '2026-12-31' }).expect(200);
  });

  it('says why, is mended as the same request, and is approved', async () => {
    const panel = await browser.visit('/plugins/certificates/pending', { jwt: manager.jwt });
    const queue = queuePage(panel);
    await queue.isReady('Mateo Gil');
    await queue.seesDocument();
    await queue.reject('The document cannot be read', 'The signature is blurred.');
    await panel.getByText('Nothing is waiting for approval').waitFor();

    const page = await browser.visitApp('', { as: other });
    const clientApp = clientAppPage(page);
    await clientApp.certificate('The document cannot be read.').click();
    await page.getByText('It was sent back to you').waitFor();
    await page.getByText('The signature is blurred.').waitFor();
    await page.getByLabel('Take a photo').setInputFiles(fixture('photo-gps-rotated.jpg'));
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('Sent. The centre will check it.').waitFor();

    await panel.reload();
    await queue.isReady('Mateo Gil');
    await queue.seesDocument();
    await queue.press('a');
    await panel.getByText('Nothing is waiting for approval').waitFor();
    await page.reload();
    await page.getByText('Approved', { exact: true }).first().waitFor();
  });
});

describe('an upload', () => {
  /** Slow enough to be seen: 256 kB/s. */
  const slowDown = async (page: Page) => {
    const session = await page.context().newCDPSession(page);
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 256 * 1024 };
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', conditions);
  };

  it('shows how far it is, can be cancelled, and leaves nothing behind then', async () => {
    const [asked] = await current(client);
    const page = await browser.visitApp(`#/certificates/${asked?.documentId}`, { as: client });
    const clientApp = clientAppPage(page);
    await clientApp.fill('photo.heic', { validUntil: '2026-12-31' });
    await slowDown(page);
    await page.evaluate(`window.seen = new Set();
      new MutationObserver(() => {
        const bar = document.querySelector('progress');
        if (bar) window.seen.add(bar.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });`);
    await page.getByRole('button', { name: 'Send' }).click();
    // Asked from here: the page's policy does not let it evaluate a text itself, as waitForFunction has it do.
    const isUnderWay = () => page.evaluate<boolean>('[...window.seen].some((value) => value > 0 && value < 100)');
    await waitUntil(isUnderWay, { timeout: 30_000, interval: 20, what: 'the progress of the upload' });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await page.locator('progress').count()).toBe(0);
    expect(await current(client)).toMatchObject([{ state: 'missing_info', document: null }]);
  });

  it.each([
    ['a text that calls itself PDF', { name: 'x.pdf', mimeType: 'application/pdf', buffer: 'hello' }, /not accepted/],
    ['nothing at all', { name: 'x.png', mimeType: 'image/png', buffer: '' }, 'The file is empty.'],
  ])('of %s is refused in words', async (_, { buffer, ...file }, words) => {
    const [asked] = await current(client);
    const page = await browser.visitApp(`#/certificates/${asked?.documentId}`, { as: client });
    await page.getByLabel('Choose a file').setInputFiles({ ...file, buffer: Buffer.from(buffer) });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').getByText(words).waitFor();
  });

  it('takes the date away that was cleared while a file was chosen', async () => {
    const [asked] = await current(client);
    await app
      .request(client.jwt)
      .put(`/api/certificates/${asked?.documentId}`)
      .send({ data: { validUntil: '2026-12-30', notes: 'Page 1' } })
      .expect(200);
    const page = await browser.visitApp(`#/certificates/${asked?.documentId}`, { as: client });
    await clientAppPage(page).fill('scan.png');
    await page.getByLabel('Validity date').fill('');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Saved. Something is still missing.').waitFor();
    expect(await current(client)).toMatchObject([{ validUntil: null, notes: 'Page 1', state: 'missing_info' }]);
  });

  it('that fails for want of a connection loses nothing that was filled in', async () => {
    const [asked] = await current(client);
    const page = await browser.visitApp(`#/certificates/${asked?.documentId}`, { as: client });
    const clientApp = clientAppPage(page);
    // In the place of the one that has no date.
    await clientApp.fill('signed.pdf', { validUntil: '2026-12-31', notes: 'Both pages' });
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('There is no connection.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('Sent. The centre will check it.').waitFor();
    await page.getByText('Both pages').waitFor();
  });
});

describe('the app', () => {
  it('registers a client, whose first request is there at once, in their language', async () => {
    const page = await browser.visitApp('', { language: 'es-ES' });
    await page.getByRole('button', { name: 'Crear cuenta' }).click();
    await page.getByLabel('Nombre').fill('Íñigo Etxeberria');
    await page.getByLabel('Correo').fill('inigo@example.com');
    await page.getByLabel('Contraseña').fill(PASSWORD);
    await page.getByRole('button', { name: 'Crear cuenta' }).click();
    await clientAppPage(page).certificate(MEDICAL).getByText('Falta información').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');

    await page.getByRole('link', { name: 'Perfil' }).first().click();
    await page.getByLabel('Idioma').selectOption('it');
    await page.getByRole('heading', { name: 'Profilo' }).waitFor();
    await page.getByRole('button', { name: 'Esci' }).click();
    await page.getByRole('button', { name: 'Accedi' }).waitFor();
    expect(await page.evaluate(`localStorage.getItem('certificates.session')`)).toBeNull();
  });

  it('asks to sign in again where the log-in is no longer good', async () => {
    const page = await browser.visitApp('', { as: { ...client, jwt: 'expired' } });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('is installed, opens without a connection, and says that there is none', async () => {
    const page = await browser.visitApp('', { as: client });
    await clientAppPage(page).certificate(MEDICAL).waitFor();
    const { display, icons } = await page.evaluate<{ display: string; icons: unknown[] }>(
      `fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())`
    );
    expect(display).toBe('standalone');
    expect(icons).toHaveLength(3);

    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await page.reload();
    await clientAppPage(page).certificate(MEDICAL).waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Certificates' }).waitFor();
    await page.getByText('There is no connection.').waitFor();
    // It does not have to be asked to look again.
    await page.context().setOffline(false);
    await clientAppPage(page).certificate(MEDICAL).waitFor();
  });

  it('is worked by keyboard alone', async () => {
    const page = await browser.visitApp('', { as: client, width: 1280, height: 800 });
    await clientAppPage(page).certificate(MEDICAL).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const isAtCertificate = () => page.evaluate<boolean>(`document.activeElement.matches('li a')`);
    for (let steps = 0; steps < 12 && !(await isAtCertificate()); steps += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: MEDICAL }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  });
});

describe('a long list', () => {
  it('begins with what needs the client, however old, and is reached to its end', async () => {
    const person = await app.registerClient();
    await waitUntil(async () => (await current(person)).length === 1);
    const rows = app.strapi.db.connection('certificates_certificates');
    const [mine] = await rows.clone().where({ client_id: person.id });
    const { id: _, ...columns } = mine as Record<string, unknown>;
    const approved = Array.from({ length: 110 }, (_row, at) => ({
      ...columns,
      name: `Licence ${at}`,
      document_id: `longlist${String(at).padStart(16, '0')}`,
      origin_key: null,
      state: 'approved',
      expires: false,
      issued_at: new Date(clock.now().getTime() + (at + 1) * 1000),
      approved_at: clock.now(),
    }));
    for (let at = 0; at < approved.length; at += 10) await rows.clone().insert(approved.slice(at, at + 10));

    const page = await browser.visitApp('', { as: person });
    const list = page.locator('ul.rows > li');
    await list.first().getByText('Missing information').waitFor();
    for (const shown of [25, 50, 75, 100]) {
      await waitUntil(async () => (await list.count()) === shown, { what: `${shown} rows` });
      await page.getByRole('button', { name: 'Show more' }).click();
    }
    await waitUntil(async () => (await list.count()) === 111, { what: 'all rows' });
    await page.getByText('Licence 0', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });
});

describe('notifications', () => {
  /** What the browser's own push service would do; there is none on this machine. */
  const stub = () => {
    const { endpoint, keys } = browserSubscription(push.origin, '/this-phone');
    const answer = JSON.stringify({ endpoint, keys });
    return `if (window.PushManager) {
      const subscription = (key) => ({
        options: { applicationServerKey: Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0)).buffer },
        toJSON: () => (${answer}),
        unsubscribe: async () => {
          localStorage.removeItem('browser.subscription');
          return true;
        },
      });
      PushManager.prototype.getSubscription = async () => {
        const key = localStorage.getItem('browser.subscription');
        return key === null ? null : subscription(key);
      };
      PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        const key = btoa(String.fromCharCode(...applicationServerKey));
        const before = localStorage.getItem('browser.subscription');
        if (before !== null && before !== key) throw new DOMException('another key', 'InvalidStateError');
        localStorage.setItem('browser.subscription', key);
        return subscription(key);
      };
    }`;
  };
  const subscribed = (page: Page) => page.evaluate<string | null>(`localStorage.getItem('browser.subscription')`);
  const devices = async () =>
    (await app.request(client.jwt).get('/api/certificates/push-subscriptions').expect(200)).body.data as object[];
  const visitProfile = () =>
    browser.visitApp('#/profile', { as: client, permissions: ['notifications'], script: stub() });
  const turnOn = async (page: Page) => {
    await page.getByRole('button', { name: 'Turn on notifications' }).click();
    await page.getByText('On for this device').waitFor();
  };

  it('are turned on for this device, reach it, and are turned off', async () => {
    const page = await visitProfile();
    await turnOn(page);
    const key = Buffer.from((await subscribed(page)) ?? '', 'base64').toString('base64url');
    expect(key).toBe(push.config.publicKey);

    await office(app, manager).issue(client.documentId, template);
    await waitUntil(() => push.received.includes('/this-phone'), { timeout: 20_000 });

    await page.reload();
    await page.getByText('On for this device').waitFor();
    await page.getByRole('button', { name: 'Turn off on this device' }).click();
    await page.getByRole('button', { name: 'Turn on notifications' }).waitFor();
    expect([await devices(), await subscribed(page)]).toEqual([[], null]);
  });

  it('end with whoever leaves: the next one to use the phone is not told what concerned them', async () => {
    const page = await visitProfile();
    await turnOn(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect([await devices(), await subscribed(page)]).toEqual([[], null]);
  });

  it('end in the browser also where the server is out of reach', async () => {
    const page = await visitProfile();
    await turnOn(page);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await subscribed(page)).toBeNull();
  });

  it('end in the browser where the log-in has run out', async () => {
    const page = await visitProfile();
    await turnOn(page);
    await page.evaluate(`localStorage.setItem('certificates.session',
      JSON.stringify({ ...JSON.parse(localStorage.getItem('certificates.session')), jwt: 'expired' }))`);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await subscribed(page)).toBeNull();
  });

  it('are off, and can be turned on again, where the key of the server has changed or the browser forgot', async () => {
    const page = await visitProfile();
    await turnOn(page);
    await page.evaluate(`localStorage.setItem('browser.subscription', btoa('another key'))`);
    await page.reload();
    await turnOn(page);
    await page.evaluate(`localStorage.removeItem('browser.subscription')`);
    await page.reload();
    await turnOn(page);
    expect(await subscribed(page)).not.toBeNull();
  });

  it('are shown by the service worker', async () => {
    const page = await browser.visitApp('', { as: client, permissions: ['notifications'] });
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    const session = await page.context().newCDPSession(page);
    const registered = new Promise<{ registrationId: string }>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first);
      });
    });
    await session.send('ServiceWorker.enable');
    const { registrationId } = await registered;
    const [first] = await current(client);
    const data = JSON.stringify({
      title: 'Gimnasio Retiro',
      body: 'A certificate has been approved',
      tag: 'one',
      data: { event: 'certificate.approved', certificates: [first?.documentId] },
    });
    await session.send('ServiceWorker.deliverPushMessage', { origin: app.url, registrationId, data });
    const shown = await waitUntil(async () => {
      const all = await page.evaluate<{ title: string; body: string }[]>(
        `navigator.serviceWorker.ready
          .then((registration) => registration.getNotifications())
          .then((all) => all.map(({ title, body }) => ({ title, body })))`
      );
      return all.length > 0 && all;
    });
    expect(shown).toEqual([{ title: 'Gimnasio Retiro', body: 'A certificate has been approved' }]);
  });
});

describe('the calendar', () => {
  it('is made, copied, followed by whoever has its link, and ended', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const page = await browser.visitApp('#/profile', { as: client, language: 'it', permissions });
    await page.getByLabel('Mostra il nome dei certificati').check();
    await page.getByRole('button', { name: 'Crea un link' }).click();
    const link = page.getByLabel('Il tuo link privato');
    await link.waitFor();
    const url = await link.inputValue();
    expect(await page.evaluate('document.activeElement.value')).toBe(url);
    expect(await accessibilityProblems(page, 'body')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await page.getByRole('link', { name: 'Apri nell’app del calendario' }).getAttribute('href')).toBe(
      url.replace('http:', 'webcal:')
    );
    await page.getByRole('button', { name: 'Copia link' }).click();
    await page.getByText('Copiato.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);

    const follow = () => fetch(url);
    const calendar = await (await follow()).text();
    expect(calendar).toContain('X-WR-CALNAME:Certificati');
    expect(calendar).toContain(MEDICAL);

    // Told once, and kept nowhere on the device.
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('calendar/');
    await page.reload();
    await page.getByRole('button', { name: 'Crea un link' }).waitFor();
    expect((await follow()).status).toBe(200);
    await page.getByRole('button', { name: 'Annulla il link' }).click();
    await page.getByText('Il link è stato annullato.').waitFor();
    expect((await follow()).status).toBe(403);
  });

  it('says where it could not be made, and is made at the next try', async () => {
    const page = await browser.visitApp('#/profile', { as: client });
    await page.getByRole('button', { name: 'Make a link' }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('alert').getByText('There is no connection.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Make a link' }).click();
    const url = await page.getByLabel('Your private link').inputValue();
    expect(await (await fetch(url)).text()).not.toContain(MEDICAL);
    await page.getByRole('button', { name: 'End the link' }).click();
    await page.getByText('The link has ended.').waitFor();
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('everybody', () => {
  const looks = (['light', 'dark'] as const).flatMap((theme) => [390, 1280].map((width) => [theme, width] as const));

  it.each(looks)('can read and work every screen (%s, %i px)', async (theme, width) => {
    const signIn = await browser.visitApp('', { theme, width });
    await signIn.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await accessibilityProblems(signIn, 'body')).toEqual([]);

    const page = await browser.visitApp('', { as: client, theme, width, permissions: ['notifications'] });
    const clientApp = clientAppPage(page);
    const check = async () => {
      expect(await accessibilityProblems(page, 'body')).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    };
    await page.getByText('Not in order yet').waitFor();
    await check();
    await clientApp.certificate('Missing information').first().click();
    await clientApp.fill('scan.png');
    await check();
    await page.goto(`${app.url}/app/#/history`);
    await clientApp.certificate(MEDICAL).click();
    await clientApp.seesPreview();
    await check();
    await page.goto(`${app.url}/app/#/profile`);
    await page.getByRole('button', { name: 'Turn on notifications' }).waitFor();
    await check();
  });

  it('can see a rejection, also in words longer than English ones', async () => {
    const [pending] = (await current(client)).filter(({ state }) => state === 'pending_approval');
    const staff = office(app, manager);
    const { revision } = await staff.certificate(pending!.documentId);
    const rejection = { revision, reason: 'wrong_date', comment: 'Il timbro dice 2027.' };
    await staff.post(`/certificates/${pending!.documentId}/reject`, rejection);
    const page = await browser.visitApp(`#/certificates/${pending!.documentId}`, { as: client, language: 'it' });
    await page.getByText('La data di scadenza non è quella riportata sul documento.').waitFor();
    await page.getByText('31 dicembre 2026').waitFor();
    expect(await accessibilityProblems(page, 'body')).toEqual([]);
  });

  it('meets no error that nobody sees', () => {
    expect(browser.problems).toEqual([]);
  });
});
