import type { Page } from '../browser';

/** Search and filters above a list. */
export const filterBar = (page: Page) => {
  const bar = page.getByRole('search');
  return {
    field: (label: string) => bar.getByRole('combobox', { name: label }),
    option: (name: string) => page.getByRole('option', { name, exact: true }),
    clear: bar.getByRole('button', { name: 'Clear filters' }),

    async open(label: string) {
      await this.field(label).click();
      await page.getByRole('listbox').waitFor();
    },

    async choose(label: string, option: string) {
      await this.open(label);
      await this.option(option).click();
      await page.keyboard.press('Escape');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
    },
  };
};
