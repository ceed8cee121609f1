import type { Page } from '../browser';

/** Settings > Certificates > Notifications > Texts. */
export const textsPage = (page: Page) => ({
  subject: page.getByLabel('Subject'),
  text: page.locator('textarea[name="text"]'),
  push: page.getByLabel('Push message'),
  /** The mail as it is shown. */
  mail: page.frameLocator('iframe[title="E-mail"]').getByRole('article'),
  update: page.getByRole('button', { name: 'Update' }),
  variable: (name: string) => page.getByRole('button', { name, exact: true }).first(),

  async choose(label: 'Event' | 'Language', option: string) {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  },
});
