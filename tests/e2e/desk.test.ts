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
