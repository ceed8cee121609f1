import type { Page } from '../browser';

/** The queue of what waits for approval. */
export const queuePage = (page: Page) => ({
  position: page.getByText(/^\d+ of \d+$/),
  client: (name: string) => page.getByRole('heading', { level: 2, name }),
  document: page.getByRole('region', { name: /^Document of/ }),

  /** Resolves when the document in hand is on the screen: a picture that has loaded, or a page that is drawn. */
  async seesDocument() {
    await this.document.locator('img, canvas[role="img"]').first().waitFor();
    await page.waitForFunction(`(() => {
      const shown = document.querySelector('[role="region"] img, [role="region"] canvas');
      return shown && (shown.tagName === 'IMG' ? shown.complete && shown.naturalWidth > 0 : shown.height > 200);
    })()`);
  },

  /** Resolves when that certificate is in hand and may be decided about: its document has been seen. */
  async isReady(client: string) {
    await this.client(client).waitFor();
    await page.getByRole('button', { name: 'Approve', disabled: false }).waitFor();
  },

  press: (key: string) => page.keyboard.press(key),

  /** By keyboard alone, as somebody does who has a hundred to go. */
  async reject(reason: string, comment: string) {
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: reason }).press('Space');
    await dialog.getByLabel('Comment for the client').fill(comment);
    await dialog.getByRole('button', { name: 'Reject' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
  },
});
