import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Page } from '../browser';

/** A file as it is dragged in from a folder. */
const fileTransfer = (file: string, type: string) => `(() => {
  const bytes = Uint8Array.from(atob('${readFileSync(file).toString('base64')}'), (one) => one.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], ${JSON.stringify(path.basename(file))}, { type: '${type}' }));
  return transfer;
})()`;

const textTransfer = (text: string) => `(() => {
  const transfer = new DataTransfer();
  transfer.setData('text/plain', ${JSON.stringify(text)});
  return transfer;
})()`;

/** The form of a certificate, beside its document. */
export const editForm = (page: Page) => ({
  /** What is shown: the document, or the file that is to replace it. */
  shown: page.getByRole('region', { name: /^Document of/ }),
  of: (file: string) => page.getByRole('region', { name: `Document of ${file}` }),
  update: page.getByRole('button', { name: 'Update' }),

  choose: (file: string | { name: string; mimeType: string; buffer: Buffer }) =>
    page.locator('input[type="file"]').setInputFiles(file),

  /** Whether it is said that something can be dropped here. */
  isMarked: () => page.evaluate<boolean>(`document.querySelector('[style*="dashed"]') !== null`),

  dragFile(file: string, type: string) {
    return this.drag(fileTransfer(file, type));
  },
  dragText(text: string) {
    return this.drag(textTransfer(text));
  },

  /** Holds something over the document. @returns what lets go of it there */
  async drag(transfer: string) {
    const dataTransfer = await page.evaluateHandle(transfer);
    await this.shown.dispatchEvent('dragover', { dataTransfer });
    return () => this.shown.dispatchEvent('drop', { dataTransfer });
  },
});
