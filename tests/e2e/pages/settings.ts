import type { Page } from '../browser';

/** Settings > Certificates. */
export const settingsPage = (page: Page) => ({
  row: (name: string) => page.getByRole('row', { name: new RegExp(name) }),

  async createTemplate(name: string) {
    await page.getByRole('button', { name: 'New template' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the certificate').fill(name);
    await dialog.getByRole('checkbox', { name: /for each new client/ }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
  },

  async createCenter({ name, staff, clients }: { name: string; staff: string; clients: string[] }) {
    await page.getByRole('button', { name: 'New centre' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await this.pick('Staff', staff);
    for (const client of clients) await this.pick('Clients', client);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
  },

  /** Finds a person by what is typed, and takes the first who is offered. */
  async pick(label: string, text: string) {
    const input = page.getByRole('dialog').getByRole('combobox', { name: label });
    await input.click();
    await input.pressSequentially(text);
    await page
      .getByRole('option', { name: new RegExp(text) })
      .first()
      .click();
    await page
      .getByRole('button', { name: new RegExp(`^Remove .*`) })
      .first()
      .waitFor();
  },

  /** @returns what came of it, in words */
  async generate(template: string): Promise<string> {
    await this.row(template).getByRole('button', { name: 'Generate certificates' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It cannot be undone').waitFor();
    await dialog.getByRole('checkbox', { name: /cannot be undone/ }).click();
    await dialog.getByRole('button', { name: 'Generate certificates' }).click();
    const result = await dialog.getByText(/issued, /).textContent();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    return result ?? '';
  },
});
