import type { CenterWithPeople } from '../../server/contracts';
import { createTables } from '../../server/src/repositories/tables';
import type { Page } from './browser';
import { startDesk, type Desk } from './desk-panel';
import { settingsPage } from './pages/settings';

jest.setTimeout(120_000);

const MANY = 101;

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

const certificatePage = (at: number) => `/plugins/certificates/certificate/${desk.certificates[at]}`;
const question = (page: Page) => page.getByRole('alertdialog');

describe('a centre with more people than an answer lists', () => {
  let center: CenterWithPeople;
  const find = () => desk.get<CenterWithPeople>(`/centers/${center.documentId}`);

  beforeAll(async () => {
    const { db } = desk.app.strapi;
    const serial = (at: number) => String(at).padStart(3, '0');
    const people = (word: string) =>
      Array.from({ length: MANY }, (_, at) => ({
        documentId: `${word}${serial(at)}`.padEnd(24, '0'),
        username: `${word} ${serial(at)}`,
        firstname: word,
        lastname: serial(at),
        email: `${word}${serial(at)}@example.com`,
      }));
    const staff = people('colleague');
    const clients = people('member');
    await db.query('admin::user').createMany({ data: staff.map((one) => ({ ...one, isActive: true })) });
    await db
      .query('plugin::users-permissions.user')
      .createMany({ data: clients.map((one) => ({ ...one, confirmed: true })) });
    const ids = (rows: { documentId: string }[]) => rows.map(({ documentId }) => documentId);
    center = await desk.post('/centers', {
      name: 'Polideportivo',
      timeZone: 'Europe/Madrid',
      staff: ids(staff),
      clients: ids(clients),
    });
  });

  it('keeps all its staff when its name is changed', async () => {
    const page = await desk.visit('/settings/certificates/centers?_q=Polideportivo');
    await page.getByRole('button', { name: 'Edit Polideportivo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Polideportivo Norte');
    await dialog.getByRole('button', { name: 'Update' }).click();
    await page.getByText('Centre saved: Polideportivo Norte').waitFor();
    expect(await find()).toMatchObject({ name: 'Polideportivo Norte', staffCount: MANY, clientCount: MANY });
  });

  it('loses the one member of staff who is taken out, and nobody else', async () => {
    const page = await desk.visit('/settings/certificates/centers?_q=Polideportivo');
    await page.getByRole('button', { name: 'Edit Polideportivo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove colleague 100' }).click();
    await dialog.getByRole('button', { name: 'Update' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await find()).toMatchObject({ staffCount: MANY - 1, clientCount: MANY });
  });

  it('lets a client go who is not among the first hundred', async () => {
    const page = await desk.visit('/settings/certificates/centers?_q=Polideportivo');
    await page.getByRole('button', { name: 'Edit Polideportivo' }).click();
    const dialog = page.getByRole('dialog');
    const search = dialog.getByRole('combobox', { name: 'Clients to take out' });
    await search.click();
    await search.pressSequentially('member 100');
    await page.getByRole('option', { name: /member 100/ }).click();
    await dialog.getByRole('button', { name: 'Keep member 100' }).waitFor();
    await dialog.getByRole('button', { name: 'Update' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await find()).toMatchObject({ staffCount: MANY - 1, clientCount: MANY - 1 });
    expect(await desk.get(`/clients?filters[center]=${center.documentId}&_q=member 100`)).toEqual([]);
  });
});

describe('a template', () => {
  it('is cloned, and the clone deleted', async () => {
    const page = await desk.visit('/settings/certificates/templates');
    const { row } = settingsPage(page);
    await row('Medical certificate').getByRole('button', { name: 'Clone' }).click();
    await page.getByText(/^Template cloned: /).waitFor();
    const [clone] = await desk.get<{ name: string }[]>('/templates?sort=name:DESC');
    await page.getByRole('button', { name: `Delete ${clone?.name}` }).click();
    await question(page).getByText('Nothing new comes from it').waitFor();
    await question(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText(/^Template deleted: /).waitFor();
    expect(await desk.get('/templates')).toMatchObject([{ name: 'Medical certificate' }]);
  });
});

describe('an approved certificate', () => {
  it('is revoked for a reason that the client reads', async () => {
    await desk.approve(0);
    const page = await desk.visit(certificatePage(0));
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'It is the wrong document' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Missing information from the client').first().waitFor();
    expect(await desk.certificate(0)).toMatchObject({ state: 'missing_info', rejection: { reason: 'wrong_document' } });
  });
});

describe('a bulk action', () => {
  it('of which one row fails says of each row what came of it', async () => {
    const page = await desk.visit('/plugins/certificates/all?state=pending_approval&_q=Vidal');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    // A colleague is quicker with one of them.
    await desk.approve(3);
    await page.getByRole('button', { name: 'Approve' }).click();
    await question(page).getByRole('button', { name: 'Approve' }).click();
    const dialog = page.getByRole('dialog', { name: 'Result' });
    const row = (name: string) => dialog.getByRole('listitem').filter({ hasText: name });
    await row('Bruno Vidal').getByRole('img', { name: 'Done', exact: true }).waitFor();
    await row('Diego Vidal').getByRole('img', { name: 'Not done' }).waitFor();
    await row('Diego Vidal').getByText('This is not possible in the state').waitFor();
    expect(await dialog.getByText('1 approved, 1 could not be changed').isVisible()).toBe(true);
  });
});

describe('the home page of a professional', () => {
  it('shows the figures of their centres, and no way to where they may not go', async () => {
    const professional = await desk.app.createAdminUser({ roles: ['certificates-professional'] });
    await desk.post('/centers', {
      name: 'Gimnasio Sur',
      timeZone: 'Europe/Madrid',
      clients: [desk.clients[4]?.documentId],
      staff: [professional.documentId],
    });
    const page = await desk.browser.visit('/', { jwt: professional.jwt });
    await page.getByRole('link', { name: 'Elena Egea' }).waitFor();
    expect(await page.getByRole('link', { name: 'Gloria Rey' }).count()).toBe(0);
    await page.getByText('0 of 1 clients in order').first().waitFor();
    await page.getByText('Nothing expires in the next 12 weeks').waitFor();
  });
});

describe('the words of the users', () => {
  const words = {
    es: {
      states: ['Falta información del cliente', 'Pendiente de aprobación', 'Aprobado', 'Caduca pronto', 'Caducado'],
      certificate: ['Editar', 'Aprobar', 'Rechazar'],
      menu: ['Eliminar'],
      approvedMenu: ['Archivar', 'Eliminar'],
      form: ['Actualizar', 'Cancelar'],
      client: ['Nuevo', 'Ver historial'],
      templates: ['Nueva plantilla', 'Generar certificados'],
      more: 'Más acciones',
    },
    it: {
      states: ['Mancano informazioni del cliente', 'In attesa di approvazione', 'Approvato', 'In scadenza', 'Scaduto'],
      certificate: ['Modifica', 'Approvare', 'Rifiuta'],
      menu: ['Elimina'],
      approvedMenu: ['Archivia', 'Elimina'],
      form: ['Aggiorna', 'Annulla'],
      client: ['Nuovo', 'Vedi storico'],
      templates: ['Nuovo modello', 'Genera certificati'],
      more: 'Altre azioni',
    },
  };

  /** One of each state: what the clock does to an approved one is done to its dates. */
  beforeAll(async () => {
    for (const at of [5, 6, 7]) await desk.approve(at);
    const table = createTables(desk.app.strapi).certificates;
    const day = (days: number) => new Date(Date.now() + days * 86_400_000);
    const set = (at: number, soon: Date, over: Date) =>
      desk.app.strapi.db
        .connection(table)
        .where('document_id', desk.certificates[at])
        .update({ expiring_soon_at: soon, expires_at: over });
    await set(6, day(-1), day(9));
    await set(7, day(-20), day(-1));
  });

  it.each(['es', 'it'] as const)('are those that the panel says in %s', async (language) => {
    const { states, certificate, menu, approvedMenu, form, client, templates, more } = words[language];
    const page = await desk.visit('/plugins/certificates/all?sort=issuedAt:ASC', { language });
    for (const state of states) await page.getByText(state, { exact: true }).first().waitFor();

    const buttons = async (names: string[]) => {
      for (const name of names) await page.getByRole('button', { name }).first().waitFor();
    };
    const items = async (names: string[]) => {
      await page.getByRole('button', { name: more }).click();
      for (const name of names) await page.getByRole('menuitem', { name }).waitFor();
    };
    const goTo = (path: string) => page.goto(`${desk.app.url}/admin${path}`);
    await goTo(certificatePage(4));
    await buttons(certificate);
    await items(menu);
    await goTo(certificatePage(5));
    await items(approvedMenu);
    await goTo(`${certificatePage(4)}/edit`);
    await buttons(form);
    await goTo(`/plugins/certificates/clients/${desk.clients[4]?.documentId}`);
    await buttons(client);
    await goTo('/settings/certificates/templates');
    await buttons(templates);
  });
});

it('nobody meets an error that is not seen', () => {
  expect(desk.browser.problems).toEqual([]);
});
