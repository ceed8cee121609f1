import { fixture } from '../helpers';
import type { StaffCertificate } from '../../server/contracts';
import type { Client } from '../helpers/people';
import type { Page } from './browser';
import { startPanel, type Panel } from './start-panel';

const NAMES = [
  'Ana Alba',
  'Bruno Vidal',
  'Carla Cruz',
  'Diego Vidal',
  'Elena Egea',
  'Felipe Rey',
  'Gloria Rey',
  'Hugo Haro',
] as const;
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

export interface Desk extends Panel {
  clients: Client[];
  /** Their certificates, in the order of the clients; all wait for approval. */
  certificates: string[];
  /** What the admin API gives the manager. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  certificate(at: number): Promise<StaffCertificate>;
  /** Approves one unless that has been done. */
  approve(at: number): Promise<void>;
  visit(path: string, look?: object): Promise<Page>;
}

/** A panel with work on the desk: clients of a centre who have all handed in what they were asked for. */
export const startDesk = async (): Promise<Desk> => {
  const panel = await startPanel();
  const { app, manager, browser } = panel;
  const get = async <T>(path: string): Promise<T> =>
    (await app.request(manager.jwt).get(`/certificates${path}`).expect(200)).body.data;
  const post = async <T>(path: string, body = {}): Promise<T> => {
    const answer = await app.request(manager.jwt).post(`/certificates${path}`).send(body);
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
    return answer.body.data;
  };

  await post('/templates', { name: 'Medical certificate', issueToNewClients: true });
  const clients: Client[] = [];
  const certificates: string[] = [];
  for (const username of NAMES) {
    const client = await app.registerClient({
      username,
      email: `${username.toLowerCase().replace(' ', '.')}@example.com`,
    });
    const { body } = await app.request(client.jwt).get('/api/certificates').expect(200);
    const { documentId } = body.data[0];
    await app
      .request(client.jwt)
      .post(`/api/certificates/${documentId}/document`)
      .field('validUntil', inAYear)
      .attach('files', fixture('photo-gps-rotated.jpg'))
      .expect(200);
    clients.push(client);
    certificates.push(documentId);
  }
  const norte = clients.slice(0, 2).map(({ documentId }) => documentId);
  await post('/centers', { name: 'Gimnasio Norte', timeZone: 'Europe/Madrid', clients: norte, staff: [] });

  const certificate = (at: number) => get<StaffCertificate>(`/certificates/${certificates[at]}`);

  return {
    ...panel,
    clients,
    certificates,
    get,
    post,
    certificate,
    approve: async (at) => {
      const { documentId, state, revision } = await certificate(at);
      if (state === 'pending_approval') await post(`/certificates/${documentId}/approve`, { revision });
    },
    visit: (path, look = {}) => browser.visit(path, { jwt: manager.jwt, ...look }),
  };
};

/** Goes on within the panel, as a link does: the page is not loaded anew. */
export const goOn = (page: Page, path: string) =>
  page.evaluate(`(() => {
    history.pushState({}, '', ${JSON.stringify(`/admin${path}`)});
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  })()`);
