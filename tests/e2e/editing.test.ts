import { fixture, waitUntil } from '../helpers';
import type { Page } from './browser';
import { startDesk, type Desk } from './desk-panel';
import { editForm } from './pages/edit-form';

jest.setTimeout(120_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk?.browser.closePages());
afterAll(() => desk?.stop());

const BEFORE = 'photo-gps-rotated.jpg';
const certificatePage = (at: number) => `/plugins/certificates/certificate/${desk.certificates[at]}`;
const nameOf = async (at: number) => (await desk.certificate(at)).document?.name;

/** The form, with the document that was handed in beside it. */
const open = async (at: number) => {
  const page = await desk.visit(`${certificatePage(at)}/edit`);
  const form = editForm(page);
  await form.shown.locator('img').waitFor();
  return { page, form };
};

/** Width of the picture itself, whatever it is shown at. */
const pictureWidth = (page: Page) =>
  page.evaluate<number>(`document.querySelector('[role="region"] img')?.naturalWidth ?? 0`);

describe('a file that is dropped onto the document', () => {
  it('takes its place at once, and is sent by Update', async () => {
    const { page, form } = await open(0);
    const drop = await form.dragFile(fixture('scan.png'), 'image/png');
    await waitUntil(form.isMarked, { what: 'the mark of where it can be dropped' });
    await drop();
    await form.of('scan.png').locator('img').waitFor();
    await waitUntil(async () => (await pictureWidth(page)) === 600, { what: 'the picture' });
    expect(await form.isMarked()).toBe(false);
    await page.locator('form').getByText('scan.png').waitFor();
    expect(await nameOf(0)).toBe(BEFORE);

    await form.update.click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    expect(await nameOf(0)).toBe('scan.png');
  });

  it('is left behind by Cancel, after a question: the document is what it was', async () => {
    const { page, form } = await open(1);
    const drop = await form.dragFile(fixture('scan.png'), 'image/png');
    await drop();
    await form.of('scan.png').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    await form.shown.locator('img').waitFor();
    expect(await nameOf(1)).toBe(BEFORE);

    await page.getByRole('button', { name: 'Edit' }).click();
    await page.locator('form').getByText(BEFORE).waitFor();
    expect(await form.of('scan.png').count()).toBe(0);
  });

  it('is only a file: a piece of text changes nothing', async () => {
    const { page, form } = await open(2);
    const drop = await form.dragText('https://example.com');
    await page.waitForTimeout(200);
    expect(await form.isMarked()).toBe(false);
    await drop();
    expect(await page.getByText(BEFORE).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Update', disabled: true }).waitFor();
  });
});

describe('a file that is chosen', () => {
  it('is shown before it is sent: the pages of a PDF as they are, and what comes after it', async () => {
    const { page, form } = await open(3);
    await form.choose(fixture('signed.pdf'));
    await form.of('signed.pdf').locator('canvas[data-drawn]').first().waitFor();
    await form.choose(fixture('scan.png'));
    await waitUntil(async () => (await pictureWidth(page)) === 600, { what: 'the picture' });
    expect(await page.getByRole('region').locator('canvas').count()).toBe(0);
    expect(await nameOf(3)).toBe(BEFORE);
  });

  it('that only the server can read is shown once it is saved', async () => {
    const { page, form } = await open(4);
    await form.choose(fixture('photo.heic'));
    await form.of('photo.heic').getByText('This kind of file is shown once it is saved').waitFor();
    await form.update.click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    await waitUntil(async () => (await pictureWidth(page)) > 600, { timeout: 30_000, what: 'the preview' });
  });

  it.each([
    ['scan.png', 'image/png'],
    ['scan.pdf', 'application/pdf'],
  ])('and is damaged says so (%s), until another is chosen', async (name, mimeType) => {
    const { page, form } = await open(5);
    await form.choose({ name, mimeType, buffer: Buffer.from('not what its name says') });
    await form.of(name).getByText('This file cannot be shown. It may be damaged.').waitFor();
    await form.choose(fixture('scan.png'));
    await waitUntil(async () => (await pictureWidth(page)) === 600, { what: 'the picture' });
  });
});

it('nobody meets an error that is not seen', () => {
  expect(desk.browser.problems).toEqual([]);
});
