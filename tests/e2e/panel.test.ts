import { fixture, startStrapi, type TestStrapi } from '../helpers';
import type { Client, Staff } from '../helpers/people';
import { openBrowser, type TestBrowser } from './browser';
import { queuePage } from './pages/queue';
import { settingsPage } from './pages/settings';

jest.setTimeout(300_000);

const FILES = ['photo.heic', 'signed.pdf', 'photo-gps-rotated.jpg'] as const;
const QUEUE = 10;
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

let app: TestStrapi;
let browser: TestBrowser;
let superAdmin: Staff;
let manager: Staff;
let professional: Staff;
/** Those of the professional's centre, and one of another. */
const own: Client[] = [];
let foreign: Client;

const api = (jwt: string) => ({
  get: async (path: string) => (await app.request(jwt).get(path).expect(200)).body.data,
  post: async (path: string, body: object) => (await app.request(jwt).post(path).send(body)).body.data,
});

/** Uploads what the client is asked for, as their app does. */
const handIn = async (client: Client, file: (typeof FILES)[number]) => {
  const [certificate] = await api(client.jwt).get('/api/certificates');
  await app
    .request(client.jwt)
    .post(`/api/certificates/${certificate.documentId}/document`)
    .field('validUntil', inAYear)
    .attach('files', fixture(file))
    .expect(200);
  return certificate.documentId as string;
};

beforeAll(async () => {
  app = await startStrapi({ settings: { 'admin.serveAdminPanel': true }, config: { timeZone: 'Europe/Madrid' } });
  superAdmin = await app.adminLogin();
  manager = await app.createAdminUser({
    roles: ['certificates-manager', 'strapi-editor'],
    firstname: 'Marta',
    lastname: 'Gestora',
  });
  professional = await app.createAdminUser({
    roles: ['certificates-professional'],
    firstname: 'Pablo',
    lastname: 'Prieto',
  });
  for (let number = 1; number <= QUEUE; number += 1) {
    const serial = String(number).padStart(2, '0');
    own.push(await app.registerClient({ username: `Own Client ${serial}`, email: `own${serial}@example.com` }));
  }
  foreign = await app.registerClient({ username: 'Foreign Client', email: 'foreign@example.com' });
  browser = await openBrowser(app.url);
});

afterEach(() => browser?.closePages());
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

it('asks for a log-in, and shows the menu entry to those who log in', async () => {
  const page = await browser.visit('/auth/login', { jwt: '' });
  await page.getByLabel(/email/i).fill(manager.email);
  await page.getByLabel('Password').first().fill('Correct-Horse-9');
  await page.getByRole('button', { name: 'Login' }).click();
  await page.getByRole('link', { name: 'Certificates' }).first().waitFor();
});

describe('a manager', () => {
  it('makes a template and centres, and generates certificates for everybody', async () => {
    const page = await browser.visit('/settings/certificates/templates', { jwt: manager.jwt });
    const settings = settingsPage(page);
    await settings.createTemplate('Medical certificate');
    await settings.row('Medical certificate').waitFor();

    await page.getByRole('link', { name: 'Centres' }).click();
    await settings.createCenter({ name: 'Gimnasio Retiro', staff: 'Pablo Prieto', clients: ['Own Client 01'] });
    await settings.row('Gimnasio Retiro').waitFor();
    await settings.createCenter({ name: 'Palestra Trastevere', staff: 'Marta Gestora', clients: ['Foreign Client'] });

    // The other nine join by the API: choosing people has been shown.
    const [retiro] = await api(manager.jwt).get('/certificates/centers?_q=Retiro');
    await api(manager.jwt).post(`/certificates/centers/${retiro.documentId}/clients`, {
      add: own.slice(1).map(({ documentId }) => documentId),
    });

    await page.getByRole('link', { name: 'Templates' }).click();
    expect(await settings.generate('Medical certificate')).toBe('11 certificates issued, no clients skipped');
    expect(await settings.generate('Medical certificate')).toBe('No certificates issued, 11 clients skipped');
  });

  it('finds the way from an empty queue', async () => {
    const page = await browser.visit('/plugins/certificates', { jwt: manager.jwt });
    await page.getByText('Nothing is waiting for approval').waitFor();
    await page.getByRole('link', { name: 'See all certificates' }).click();
    await page.getByRole('link', { name: 'Medical certificate' }).first().waitFor();
    expect(await page.getByText('11 entries').isVisible()).toBe(true);
  });
});

describe('a professional of one centre', () => {
  beforeAll(async () => {
    for (const [index, client] of own.entries()) await handIn(client, FILES[index % FILES.length] ?? 'signed.pdf');
    await handIn(foreign, 'signed.pdf');
  });

  it('works off the queue of ten by keyboard: sees HEIC, PDF and JPEG, rejects one with a reason', async () => {
    const page = await browser.visit('/plugins/certificates/pending', { jwt: professional.jwt });
    const queue = queuePage(page);

    for (let done = 0; done < QUEUE; done += 1) {
      const client = own[done];
      await queue.client(client?.username ?? '').waitFor();
      expect(await queue.position.first().textContent()).toBe(`1 of ${QUEUE - done}`);
      await queue.seesDocument();
      await queue.isReady(client?.username ?? '');
      if (done === 3) await queue.reject('The document cannot be read', 'Page two is blurred.');
      else await queue.press('a');
    }
    await page.getByText('Nothing is waiting for approval').waitFor();

    const states = await api(manager.jwt).get('/certificates/certificates?pageSize=100');
    const approved = states.filter(({ state }: { state: string }) => state === 'approved');
    expect(approved).toHaveLength(QUEUE - 1);
    const [mended] = await api(own[3]?.jwt ?? '').get('/api/certificates');
    expect(mended).toMatchObject({
      state: 'missing_info',
      rejection: { reason: 'unreadable', comment: 'Page two is blurred.' },
    });
  });

  it('does not see the other centre', async () => {
    const page = await browser.visit('/plugins/certificates/all?_q=Foreign', { jwt: professional.jwt });
    await page.getByText('Nothing matches the search and the filters').waitFor();
    const [hidden] = await api(foreign.jwt).get('/api/certificates');
    await page.goto(`${app.url}/admin/plugins/certificates/certificate/${hidden.documentId}`);
    await page.getByText('It is not there, or not in your centres.').waitFor();
  });

  it('is offered only what the role may do', async () => {
    const page = await browser.visit('/settings/certificates/templates', { jwt: professional.jwt });
    await page.getByText('Medical certificate').first().waitFor();
    expect(await page.getByRole('button', { name: 'New template' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Generate certificates' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Centres' }).count()).toBe(0);
  });
});

describe('a certificate', () => {
  it('is edited with Update and Cancel, and nobody loses changes by leaving', async () => {
    const [rejected] = await api(own[3]?.jwt ?? '').get('/api/certificates');
    const page = await browser.visit(`/plugins/certificates/certificate/${rejected.documentId}`, { jwt: manager.jwt });
    await page.getByText('The document cannot be read').first().waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Notes').fill('Seen at the desk 👍');
    await page.getByText('18 of 400 characters').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await page.setInputFiles('#certificate-file', fixture('scan.png'));
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('Pending approval').first().waitFor();
    await page.getByText('Document uploaded').first().waitFor();
  });

  it('is not approved in a version that nobody has looked at', async () => {
    const [pending] = await api(own[3]?.jwt ?? '').get('/api/certificates');
    const page = await browser.visit(`/plugins/certificates/certificate/${pending.documentId}`, { jwt: manager.jwt });
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await app
      .request(own[3]?.jwt)
      .put(`/api/certificates/${pending.documentId}`)
      .send({ data: { notes: 'changed meanwhile' } })
      .expect(200);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('This certificate has changed meanwhile').waitFor();
    await page.getByText('changed meanwhile', { exact: true }).waitFor();
  });

  it('is archived after being told what that means', async () => {
    const [approved] = await api(own[0]?.jwt ?? '').get('/api/certificates');
    const page = await browser.visit(`/plugins/certificates/certificate/${approved.documentId}`, { jwt: manager.jwt });
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('no reminder and no renewal').waitFor();
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('Archived').first().waitFor();
  });
});

describe('lists', () => {
  it('keep search and filters in the address, and act on many with a result for each', async () => {
    const page = await browser.visit('/plugins/certificates/all?state=approved&_q=Own', { jwt: manager.jwt });
    await page.getByRole('checkbox', { name: /^Select Medical certificate of Own Client 02/ }).click();
    await page.getByRole('checkbox', { name: /^Select Medical certificate of Own Client 03/ }).click();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click();
    await page.getByText('2 archived').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('3 entries').waitFor();
  });

  it('download as CSV what they show', async () => {
    const page = await browser.visit('/plugins/certificates/all?_q=Own', { jwt: professional.jwt });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('certificates.csv');
  });
});

describe('a client', () => {
  it('has a profile with current certificates, history and New', async () => {
    const page = await browser.visit('/plugins/certificates/clients?_q=Own Client 01', { jwt: professional.jwt });
    await page.getByRole('link', { name: 'Own Client 01' }).click();
    await page.getByRole('button', { name: 'View history' }).click();
    await page.getByRole('link', { name: 'Medical certificate' }).waitFor();
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: 'Medical certificate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByText('Missing information from the client').waitFor();
  });

  it('shows the same section beside the user in the Content Manager', async () => {
    const path = `/content-manager/collection-types/plugin::users-permissions.user/${own[0]?.documentId}`;
    const page = await browser.visit(path, { jwt: superAdmin.jwt });
    await page.getByText('Missing information from the client').waitFor();
    await page.getByRole('link', { name: 'Client profile' }).click();
    await page.getByRole('heading', { level: 1, name: 'Own Client 01' }).waitFor();
  });
});

describe('the home page', () => {
  it('shows what waits, what expires and who is in order', async () => {
    const page = await browser.visit('/', { jwt: manager.jwt });
    await page.getByText('Certificates awaiting approval').waitFor();
    await page.getByRole('link', { name: 'Foreign Client' }).waitFor();
    await page.getByText('Nothing expires in the next 12 weeks').waitFor();
    await page.getByText(/of 11 clients in order/).waitFor();
  });
});

describe('the words', () => {
  const words = {
    es: ['Pendientes', 'Historial', 'Papelera', 'Aprobar', 'Rechazar'],
    it: ['In attesa', 'Storico', 'Cestino', 'Approvare', 'Rifiuta'],
  };
  const states = {
    es: ['Falta información del cliente', 'Pendiente de aprobación', 'Aprobado'],
    it: ['Mancano informazioni del cliente', 'In attesa di approvazione', 'Approvato'],
  };

  it.each(['es', 'it'] as const)('are those of the users in %s', async (language) => {
    const page = await browser.visit('/plugins/certificates/pending', { jwt: manager.jwt, language });
    for (const word of words[language]) await page.getByText(word, { exact: true }).first().waitFor();
    await page.goto(`${app.url}/admin/plugins/certificates/all`);
    for (const state of states[language]) await page.getByText(state, { exact: true }).first().waitFor();
  });
});

it('meets no error that nobody sees', () => {
  expect(browser.problems).toEqual([]);
});
