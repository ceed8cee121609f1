import { accessibilityProblems } from './browser';
import { textsPage } from './pages/texts';
import { startPanel, type Panel } from './start-panel';

jest.setTimeout(300_000);

const PATH = '/settings/certificates/notifications/texts';
let panel: Panel;

beforeAll(async () => {
  panel = await startPanel({
    config: {
      sweep: { enabled: false },
      notifications: { organisation: 'Acme', clientAppUrl: 'https://app.example.com' },
    },
  });
});
afterEach(() => panel?.browser.closePages());
afterAll(() => panel?.stop());

const visit = (query = '', look = {}) => panel.browser.visit(`${PATH}${query}`, { jwt: panel.manager.jwt, ...look });
const saved = async () =>
  (await panel.app.request(panel.manager.jwt).get('/certificates/settings/texts').expect(200)).body.data.texts;

describe('the texts of messages', () => {
  it('are found from the deliveries, and chosen by event and language, which a link keeps', async () => {
    const page = await panel.browser.visit('/settings/certificates/notifications', { jwt: panel.manager.jwt });
    const texts = textsPage(page);
    await page.getByRole('link', { name: 'Texts' }).click();
    await texts.choose('Event', 'Approved');
    await texts.choose('Language', 'Spanish');
    await texts.mail.getByText('Tu certificado «Certificado médico» ha sido aprobado.').waitFor();
    await page.reload();
    await texts.mail.getByText('Tu certificado «Certificado médico» ha sido aprobado.').waitFor();
    expect(await texts.subject.inputValue()).toBe('Aprobado: {{certificateName}}');
    expect(await texts.push.inputValue()).toBe('Un certificado ha sido aprobado');
  });

  it('begin in the language of the panel', async () => {
    const page = await visit('?text=certificate.expired', { language: 'fr' });
    await page.frameLocator('iframe').getByText('a expiré').first().waitFor();
  });

  it('show what comes of them while they are written, as mail, as plain text and on the phone', async () => {
    const page = await visit('?text=certificate.approved&language=en');
    const texts = textsPage(page);
    await texts.subject.fill('Well done, {{clientName}}');
    await texts.push.fill('All is well at {{centerName}}');
    await texts.mail.getByRole('heading', { name: 'Well done, Ana García' }).waitFor();
    await page.getByRole('tab', { name: 'Plain text' }).click();
    await page.getByText(/^Well done, Ana García\s+Hello Ana García,/).waitFor();
    await page.getByRole('tab', { name: 'Push' }).click();
    await page.getByText('All is well at Centro Norte').waitFor();
    // Nothing of it has been saved.
    expect(await saved()).toEqual({});
  });

  it('take variables where the caret is, and around what is selected; it can be undone', async () => {
    const page = await visit('?text=certificate.approved&language=en');
    const texts = textsPage(page);
    await texts.text.fill('Hello world');
    await texts.text.press('Home');
    await texts.variable('{{clientName}}').click();
    await page.keyboard.type(' and ');
    expect(await texts.text.inputValue()).toBe('{{clientName}} and Hello world');
    for (let at = 0; at < 5; at += 1) await page.keyboard.press('Shift+ArrowRight');
    await texts.variable('{{#several}} … {{/several}}').click();
    expect(await texts.text.inputValue()).toBe('{{clientName}} and {{#several}}Hello{{/several}} world');
    await page.keyboard.press('Control+z');
    expect(await texts.text.inputValue()).toBe('{{clientName}} and Hello world');
    await texts.variable('{{#certificates}} … {{/certificates}}').waitFor();
    await texts.push.focus();
    await texts.variable('{{organisation}}').waitFor();
    // A lock screen is public, and a subject has no lines for a list.
    expect(await texts.variable('{{certificateName}}').count()).toBe(0);
    await texts.subject.focus();
    await texts.variable('{{certificateName}}').waitFor();
    expect(await texts.variable('{{#certificates}} … {{/certificates}}').count()).toBe(0);
  });

  it('say at the field what is wrong with them, and are not sent like that', async () => {
    const page = await visit('?text=certificate.approved&language=en');
    const texts = textsPage(page);
    await texts.mail.waitFor();
    await texts.text.fill('{{#several}} never ends');
    await texts.push.fill('{{certificateName}}');
    await texts.subject.fill('');
    await page.getByText('A variable is not closed, or something is closed that was not opened.').waitFor();
    await page.getByText('“certificateName” stands for nothing here.').waitFor();
    await page.getByText('This is needed').waitFor();
    expect(await texts.text.getAttribute('aria-invalid')).toBe('true');
    expect(await texts.update.isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Send a test to me' }).isDisabled()).toBe(true);
  });

  it('are saved, used, marked as one’s own, and put back', async () => {
    const page = await visit('?text=certificate.approved&language=it');
    const texts = textsPage(page);
    await texts.subject.fill('Tutto a posto, {{clientName}}');
    await texts.update.click();
    await page.getByText('Text saved').waitFor();
    expect((await saved())['certificate.approved'].it).toMatchObject({ subject: 'Tutto a posto, {{clientName}}' });
    await page.reload();
    await page.getByText('Own text', { exact: true }).waitFor();
    expect(await texts.subject.inputValue()).toBe('Tutto a posto, {{clientName}}');
    await page.getByRole('combobox', { name: 'Event' }).click();
    await page.getByRole('option', { name: 'Approved (own text)' }).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Show the original text' }).click();
    await page.getByText('Approvato: {{certificateName}}').waitFor();
    await page.getByRole('button', { name: 'Back to the original text' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Back to the original text' }).click();
    await page.getByText('Original text', { exact: true }).waitFor();
    expect(await texts.subject.inputValue()).toBe('Approvato: {{certificateName}}');
    expect(await saved()).toEqual({});
  });

  it('written back to what ships are no longer one’s own', async () => {
    const page = await visit('?text=certificate.expired&language=en');
    const texts = textsPage(page);
    await texts.push.fill('Gone');
    await texts.update.click();
    await page.getByText('Own text', { exact: true }).waitFor();
    await texts.push.fill('A certificate has expired');
    await texts.update.click();
    await page.getByText('Original text', { exact: true }).waitFor();
    expect(await saved()).toEqual({});
  });

  it('are tried out at one’s own address before they are saved; a mail server that refuses is told of', async () => {
    const page = await visit('?text=certificate.rejected&language=de');
    const texts = textsPage(page);
    await texts.subject.fill('Probe für {{clientName}}');
    await page.getByRole('button', { name: 'Send a test to me' }).click();
    await page.getByText(`Test sent to ${panel.manager.email}`).waitFor();
    const [mail] = await panel.app.mails.waitFor({ to: panel.manager.email });
    expect(mail?.subject).toBe('Probe für Ana García');
    expect(await saved()).toEqual({});

    panel.app.mails.refuse(550);
    await page.getByRole('button', { name: 'Send a test to me' }).click();
    await page.getByText('The mail server did not take the message.').waitFor();
    panel.app.mails.refuse(null);
  });

  it('are not lost by choosing another or leaving', async () => {
    const page = await visit('?text=certificate.approved&language=en');
    const texts = textsPage(page);
    await texts.subject.fill('Not yet saved');
    const ask = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await texts.choose('Language', 'Spanish');
    await ask.getByRole('button', { name: 'Cancel' }).click();
    expect(await texts.subject.inputValue()).toBe('Not yet saved');
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await texts.choose('Language', 'Spanish');
    await ask.getByRole('button', { name: 'Leave' }).click();
    await texts.mail.getByText('ha sido aprobado').waitFor();
    expect(await texts.subject.inputValue()).toBe('Aprobado: {{certificateName}}');
    // With nothing to lose, nobody is asked.
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('combobox', { name: 'State' }).waitFor();
  });

  it('for staff have no push', async () => {
    const page = await visit('?text=certificate.submitted&language=en');
    await textsPage(page).mail.waitFor();
    expect(await page.getByLabel('Push message').count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Push' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('can be read and worked by everybody (%s)', async (theme) => {
    const page = await visit('?text=certificate.created.several&language=en', { theme });
    const texts = textsPage(page);
    await texts.mail.waitFor();
    await texts.push.fill('{{#x}}');
    await page.getByText('A variable is not closed').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Push' }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('are for those who manage the settings', async () => {
    const professional = await panel.app.createAdminUser({ roles: ['certificates-professional'] });
    const page = await panel.browser.visit(PATH, { jwt: professional.jwt });
    await page.getByText(/don't have the permissions/i).waitFor();
  });

  it('meet no error that nobody sees', () => {
    expect(panel.browser.problems).toEqual([]);
  });
});
