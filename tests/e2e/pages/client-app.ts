import { fixture, waitUntil } from '../../helpers';
import type { Page } from '../browser';

/** The example client app, as clients work it. */
export const clientAppPage = (page: Page) => ({
  certificate: (name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name }).getByRole('link'),

  async signIn(identifier: string, password: string) {
    await page.getByLabel('E-mail or user name').fill(identifier);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  },

  /** Chooses a file, date and notes, without sending them. */
  async fill(file: string, { validUntil, notes }: { validUntil?: string; notes?: string } = {}) {
    await page.getByLabel('Choose a file').setInputFiles(fixture(file));
    if (validUntil) await page.getByLabel('Validity date').fill(validUntil);
    if (notes) await page.getByLabel('Notes').fill(notes);
  },

  /** Resolves when what was uploaded is on the screen. */
  async seesPreview() {
    await page.locator('img.preview').waitFor();
    const isThere = () => page.evaluate<boolean>(`document.querySelector('img.preview').naturalWidth > 0`);
    await waitUntil(isThere, { timeout: 30_000, what: 'the picture' });
  },
});
