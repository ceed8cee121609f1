import type { Center } from '../../server/contracts';
import { waitUntil } from '../helpers';
import type { Page } from './browser';
import { goOn, startDesk, type Desk } from './desk-panel';
import { keyboard } from './pages/keyboard';
import { queuePage } from './pages/queue';
import { session } from './pages/session';

jest.setTimeout(150_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

/** The page of a certificate, by its client's place in the alphabet. */
const certificatePage = (at: number) => `/plugins/certificates/certificate/${desk.certificates[at]}`;
const path = (page: Page) => new URL(page.url()).pathname.replace('/admin', '');
const question = (page: Page) => page.getByRole('alertdialog');

describe('a list', () => {
  it('opens a row once, by a click on its link as by a click beside it, so that Back leads to the list', async () => {
    const page = await desk.visit('/plugins/certificates/clients');
    const { username = '', email = '' } = desk.clients[0] ?? {};
    for (const click of [
      () => page.getByRole('link', { name: username }).click(),
      () => page.getByRole('row', { name: username }).getByText(email).click(),
    ]) {
      await click();
      await page.getByRole('heading', { level: 1, name: username }).waitFor();
      await page.goBack();
      await page.getByRole('link', { name: username }).waitFor();
      expect(path(page)).toBe('/plugins/certificates/clients');
    }
  });

  it('stays where it is when a link in it is opened in another tab', async () => {
    const page = await desk.visit('/plugins/certificates/all');
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page
        .getByRole('link', { name: 'Medical certificate' })
        .first()
        .click({ modifiers: ['Control'] }),
    ]);
    await tab.waitForURL(/\/certificate\//);
    expect(path(page)).toBe('/plugins/certificates/all');
  });

  it('is filtered by any centre, also where there are more than a page of them', async () => {
    const name = (at: number) => `Centre ${String(at).padStart(3, '0')}`;
    await desk.app.strapi.db.query('plugin::certificates.center').createMany({
      data: Array.from({ length: 101 }, (_, at) => ({ documentId: `centre${at}`, name: name(at), timeZone: 'UTC' })),
    });
    const last = await desk.post<Center>('/centers', { name: 'Zaragoza', timeZone: 'UTC' });
    const page = await desk.visit('/plugins/certificates/all');
    await page.getByRole('combobox', { name: 'Centre' }).press('Enter');
    // The list takes the focus a moment after it has opened, and keys that come before go nowhere.
    const focused = page.locator('[role=option]:focus');
    await focused.waitFor();
    await page.keyboard.type('Zar');
    await page.getByRole('option', { name: 'Zaragoza' }).and(focused).waitFor();
    await keyboard(page).press('Enter');
    await page.waitForURL(new RegExp(`center=${last.documentId}`));
  });
});

describe('a question', () => {
  it('has the focus on the safe button, and gives it back to the button that asked', async () => {
    const page = await desk.visit(certificatePage(0));
    const { focused, press } = keyboard(page);
    await page.getByRole('button', { name: 'Approve' }).focus();
    await press('Enter');
    await question(page).waitFor();
    expect(await focused()).toBe('button Cancel');
    await press('Tab');
    expect(await focused()).toBe('button Approve');
    await press('Tab');
    expect(await focused()).toBe('button Cancel');
    await press('Escape');
    await question(page).waitFor({ state: 'detached' });
    await waitUntil(async () => (await focused()) === 'button Approve', { what: 'the focus' });
  });

  it('asked from a menu gives it back to the menu’s button', async () => {
    const page = await desk.visit(certificatePage(0));
    const { focused, press } = keyboard(page);
    for (const key of ['Enter', 'Space']) {
      await page.getByRole('button', { name: 'More actions' }).focus();
      await press(key);
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
      await question(page).waitFor();
      // The menu closes meanwhile, and would like to have it too.
      await page.waitForTimeout(300);
      expect(await focused()).toBe('button Cancel');
      await press('Enter');
      await question(page).waitFor({ state: 'detached' });
      await waitUntil(async () => (await focused()) === 'button More actions', { what: 'the focus' });
    }
  });

  it('whose button is gone leaves it on the page, not at its very beginning', async () => {
    const page = await desk.visit(certificatePage(7));
    await page.getByRole('button', { name: 'Approve' }).press('Enter');
    await question(page).getByRole('button', { name: 'Approve' }).press('Enter');
    await page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    await waitUntil(async () => /^main /.test(await keyboard(page).focused()), { what: 'the focus' });
  });
});

describe('a date', () => {
  it('is typed as the language writes it, or picked; what is no day is refused in words and not sent', async () => {
    const page = await desk.visit(`${certificatePage(1)}/edit`, { language: 'es' });
    const field = page.getByRole('textbox', { name: 'Fecha de validez' });
    await field.fill('31/2/2028');
    await field.press('Enter');
    await page.getByText('Ese día no existe. Las fechas se escriben como DD/MM/AAAA').waitFor();
    expect(await field.inputValue()).toBe('31/2/2028');
    await field.fill('3/4/2028');
    await page.getByText('lunes, 3 de abril de 2028').waitFor();
    await page.getByRole('button', { name: 'Elegir en el calendario' }).click();
    await keyboard(page).press('ArrowDown', 'PageDown', 'Enter');
    await page.getByText('miércoles, 10 de mayo de 2028').waitFor();
    expect(await field.inputValue()).toBe('10/05/2028');
    await page.getByRole('button', { name: 'Actualizar' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    expect((await desk.certificate(1)).validUntil).toBe('2028-05-10');
  });
});

describe('a new centre', () => {
  it('begins with a time zone: the plugin’s, where the browser knows of none', async () => {
    const page = await desk.visit('/settings/certificates/centers');
    await page.getByRole('button', { name: 'New centre' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Gimnasio Sur');
    await keyboard(page).tabTo(/^input Clients/);
    expect(await dialog.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Europe/Madrid');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Centre saved: Gimnasio Sur').waitFor();
    expect(await desk.get('/centers?_q=Sur')).toMatchObject([{ name: 'Gimnasio Sur', timeZone: 'Europe/Madrid' }]);
  });
});

describe('where the server does not answer', () => {
  it('the queue says so, keeps what is on it and what somebody writes, and goes on when it is back', async () => {
    const page = await desk.visit('/plugins/certificates/pending?_q=Carla');
    await queuePage(page).isReady('Carla Cruz');
    await keyboard(page).press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'The document cannot be read' }).press('Space');
    await dialog.getByLabel('Comment for the client').fill('Page two is blurred.');
    await page.context().setOffline(true);
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('The server does not answer').first().waitFor();
    await page.getByText('This could not be brought up to date').waitFor();
    expect(await dialog.getByLabel('Comment for the client').inputValue()).toBe('Page two is blurred.');
    expect(await page.getByText('Carla Cruz').count()).toBeGreaterThan(0);

    await page.context().setOffline(false);
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await desk.certificate(2)).rejection?.comment).toBe('Page two is blurred.');
  });
});

describe('by keyboard alone', () => {
  it('a queue is worked off', async () => {
    const page = await desk.visit('/plugins/certificates/pending?_q=Vidal');
    const queue = queuePage(page);
    await queue.client('Bruno Vidal').waitFor();
    const { tabTo, press, skipToContent } = keyboard(page);
    await press('j');
    await queue.client('Diego Vidal').waitFor();
    await press('k');
    await queue.isReady('Bruno Vidal');
    await press('a');
    // Nothing is decided about a document that is not on the screen yet.
    await queue.isReady('Diego Vidal');
    await skipToContent();
    await tabTo(/^button Reject/);
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await press('Space');
    await tabTo(/^textarea Comment/);
    await page.keyboard.type('Not this one.');
    await tabTo(/^button Reject/);
    await press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([(await desk.certificate(1)).state, (await desk.certificate(3)).state]).toEqual([
      'approved',
      'missing_info',
    ]);
  });

  it('a template is made, a client joins a centre, and a failed delivery is sent again', async () => {
    const page = await desk.visit('/settings/certificates/templates');
    const { focused, tabTo, press, skipToContent } = keyboard(page);
    await page.getByRole('row', { name: 'Medical certificate' }).waitFor();
    await skipToContent();
    await tabTo(/^button New template/);
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Insurance');
    await tabTo(/for each new client/);
    await press('Space');
    await tabTo(/^button Create/);
    await press('Enter');
    await page.getByRole('row', { name: 'Insurance' }).waitFor();

    await goOn(page, '/settings/certificates/centers?_q=Norte');
    await page.getByRole('button', { name: 'Edit Gimnasio Norte' }).waitFor();
    await skipToContent();
    // A table is one stop, in which the arrows lead on.
    await tabTo(/^button Name/);
    await press('ArrowDown', 'End');
    expect(await focused()).toBe('button Edit Gimnasio Norte');
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(/^input Clients/);
    await page.keyboard.type('Carla');
    // The list is that of what is typed, and what the arrow leads to is marked: nobody is quicker than that.
    await page.getByRole('option').nth(1).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /Carla Cruz/ }).waitFor();
    await press('ArrowDown');
    await page.waitForTimeout(500);
    await press('Enter');
    await page.getByRole('button', { name: 'Remove Carla Cruz' }).waitFor();
    await tabTo(/^button Update/);
    await press('Enter');
    await page.getByText('Centre saved: Gimnasio Norte').waitFor();
    const [norte] = await desk.get<Center[]>('/centers?_q=Norte');
    expect(norte).toMatchObject({ clientCount: 3, timeZone: 'Europe/Madrid' });

    const outbox = desk.app.strapi.db.query('plugin::certificates.notification');
    const [row] = await outbox.findMany({ limit: 1 });
    await outbox.update({ where: { id: row.id }, data: { state: 'failed', lastError: 'Mailbox full' } });
    await goOn(page, '/settings/certificates/notifications?state=failed');
    await page.getByText('Mailbox full').waitFor();
    await skipToContent();
    await tabTo(/^th /);
    await press('ArrowDown', 'End');
    expect(await focused()).toBe('button Send again');
    await press('Enter');
    await page.getByText('It will be sent again in a moment').waitFor();
  });
});

describe('a session that ends', () => {
  it('in the middle of an edit takes nothing that was typed: it is there after the log-in', async () => {
    const page = await desk.visit(`${certificatePage(4)}/edit`);
    await page.getByLabel('Notes').fill('Seen at the desk');
    await page.getByRole('textbox', { name: 'Validity date' }).fill('12/31/2031');
    await session(page).end();
    await page.getByRole('button', { name: 'Update' }).click();
    await session(page).logIn(desk.manager.email);
    await page.getByText('This is what you had typed').waitFor();
    expect(await page.getByLabel('Notes').inputValue()).toBe('Seen at the desk');
    await page.getByRole('button', { name: 'Update' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    const saved = await desk.certificate(4);
    expect([saved.notes, saved.validUntil]).toEqual(['Seen at the desk', '2031-12-31']);
    // It is saved: there is nothing to bring back.
    await goOn(page, `${certificatePage(4)}/edit`);
    await page.getByLabel('Notes').waitFor();
    expect(await page.getByText('This is what you had typed').count()).toBe(0);
  });

  it('takes no comment of a rejection either', async () => {
    const page = await desk.visit(certificatePage(0));
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('radio', { name: 'The document cannot be read' }).click();
    await page.getByLabel('Comment for the client').fill('It says 2027.');
    await session(page).end();
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await session(page).logIn(desk.manager.email);
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    await goOn(page, certificatePage(0));
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('This is what you had typed').waitFor();
    expect(await page.getByLabel('Comment for the client').inputValue()).toBe('It says 2027.');
    // Escape is pressed for many reasons; Cancel says that it is not wanted.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await page.getByLabel('Comment for the client').inputValue()).toBe('It says 2027.');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last().click();
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await page.getByLabel('Comment for the client').inputValue()).toBe('');
  });
});

describe('two reviewers at the same certificate', () => {
  it('the second is told, decides nothing, and never about another one instead', async () => {
    const pages = [
      await desk.visit('/plugins/certificates/pending?_q=Rey'),
      await desk.visit('/plugins/certificates/pending?_q=Rey'),
    ] as const;
    const [first, second] = pages;
    for (const page of pages) await queuePage(page).isReady('Felipe Rey');
    await keyboard(second).press('r');
    const dialog = second.getByRole('dialog', { name: /Felipe Rey/ });
    await dialog.getByRole('radio').first().press('Space');
    await keyboard(first).press('a');
    await queuePage(first).client('Gloria Rey').waitFor();

    // What the page looks up meanwhile changes the queue below, and not what the dialog is about.
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await second.getByText('Nothing was done: Medical certificate of Felipe Rey is no longer as you saw it').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await queuePage(second).client('Gloria Rey').waitFor();
    expect([(await desk.certificate(5)).state, (await desk.certificate(6)).state]).toEqual([
      'approved',
      'pending_approval',
    ]);
  });
});

it('nobody meets an error that is not seen', () => {
  expect(desk.browser.problems).toEqual([]);
});
