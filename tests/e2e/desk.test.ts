import { fixture } from '../helpers';
import type { Client } from '../helpers/people';
import type { Page } from './browser';
import { startPanel, type Panel } from './start-panel';

jest.setTimeout(150_000);

const NAMES = ['Ana Alba', 'Bruno Bosch', 'Carla Cruz', 'Diego Duran', 'Elena Egea', 'Felipe Feria'] as const;
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

let panel: Panel;
const clients: Client[] = [];
/** Their certificates, in the order of the clients; all wait for approval. */
const certificates: string[] = [];

const as = (jwt: string) => ({
  get: async (path: string) => (await panel.app.request(jwt).get(path).expect(200)).body.data,
  post: async (path: string, body: object) => (await panel.app.request(jwt).post(path).send(body)).body.data,
});

/** Uploads what the client is asked for, as their app does. */
const handIn = async (client: Client): Promise<string> => {
  const [certificate] = await as(client.jwt).get('/api/certificates');
  await panel.app
    .request(client.jwt)
    .post(`/api/certificates/${certificate.documentId}/document`)
    .field('validUntil', inAYear)
    .attach('files', fixture('photo-gps-rotated.jpg'))
    .expect(200);
  return certificate.documentId as string;
};

beforeAll(async () => {
  panel = await startPanel();
  const manager = as(panel.manager.jwt);
  await manager.post('/certificates/templates', { name: 'Medical certificate', issueToNewClients: true });
  for (const username of NAMES) {
    const client = await panel.app.registerClient({
      username,
      email: `${username.split(' ')[0]?.toLowerCase()}@example.com`,
    });
    clients.push(client);
    certificates.push(await handIn(client));
  }
  await manager.post('/certificates/centers', {
    name: 'Gimnasio Norte',
    timeZone: 'Europe/Madrid',
    clients: clients.slice(0, 2).map(({ documentId }) => documentId),
    staff: [],
  });
});
afterEach(() => panel?.browser.closePages());
afterAll(() => panel?.stop());

const visit = (path: string, look = {}) => panel.browser.visit(path, { jwt: panel.manager.jwt, ...look });
const certificatePage = (at: number) => `/plugins/certificates/certificate/${certificates[at]}`;

/** What has the focus, as its role and name. */
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const { activeElement: element } = document;
    const name = element.getAttribute('aria-label') ?? element.textContent;
    return element === document.body ? 'nothing' : element.tagName.toLowerCase() + ' ' + name.slice(0, 40).trim();
  })()`);

const path = (page: Page) => new URL(page.url()).pathname.replace('/admin', '');

describe('a list', () => {
  it('opens a row once, by a click on its link as by a click beside it, so that Back leads to the list', async () => {
    const page = await visit('/plugins/certificates/clients');
    const [client] = clients;
    for (const click of [
      () => page.getByRole('link', { name: client?.username }).click(),
      () =>
        page
          .getByRole('row', { name: client?.username })
          .getByText(client?.email ?? '')
          .click(),
    ]) {
      await click();
      await page.getByRole('heading', { level: 1, name: client?.username }).waitFor();
      await page.goBack();
      await page.getByRole('link', { name: client?.username }).waitFor();
      expect(path(page)).toBe('/plugins/certificates/clients');
    }
  });

  it('stays where it is when a link in it is opened in another tab', async () => {
    const page = await visit('/plugins/certificates/all');
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page
        .getByRole('link', { name: 'Medical certificate' })
        .first()
        .click({ modifiers: ['Control'] }),
    ]);
    await tab.getByText('What happened').waitFor();
    expect(path(page)).toBe('/plugins/certificates/all');
  });
});

describe('a question', () => {
  const dialog = (page: Page) => page.getByRole('alertdialog');

  it('has the focus on the safe button, and gives it back to the button that asked', async () => {
    const page = await visit(certificatePage(0));
    await page.getByRole('button', { name: 'Approve' }).focus();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    expect(await focused(page)).toBe('button Cancel');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('button Approve');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('button Cancel');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('button Approve');
  });

  it('asked from a menu gives it back to the menu’s button', async () => {
    const page = await visit(certificatePage(0));
    const menu = page.getByRole('button', { name: 'More actions' });
    for (const key of ['Enter', 'Space']) {
      await menu.focus();
      await page.keyboard.press(key);
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
      await dialog(page).waitFor();
      await page.waitForTimeout(300);
      expect(await focused(page)).toBe('button Cancel');
      await page.keyboard.press('Enter');
      await dialog(page).waitFor({ state: 'detached' });
      await page.waitForTimeout(300);
      expect(await focused(page)).toBe('button More actions');
    }
  });

  it('whose button is gone leaves it on the page, not at its very beginning', async () => {
    const page = await visit(certificatePage(5));
    await page.getByRole('button', { name: 'Approve' }).press('Enter');
    await dialog(page).getByRole('button', { name: 'Approve' }).press('Enter');
    await page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    await page.waitForTimeout(300);
    expect(await focused(page)).toMatch(/^main /);
  });
});
