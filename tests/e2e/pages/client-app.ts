import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { fixture, waitUntil, type TestStrapi } from '../../helpers';
import type { Page } from '../browser';

const installer = path.resolve(__dirname, '../../../scripts/demo/client-app.mjs');

/** Puts the app where the demo puts it, by the demo's own script, so that it runs under Strapi's Content-Security-Policy. */
export const serveClientApp = ({ home }: TestStrapi): void => {
  const install = `import(${JSON.stringify(installer)}).then((demo) => demo.installClientApp(${JSON.stringify(home.dir)}))`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', install], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

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
