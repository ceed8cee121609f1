/** The panel in Chromium: the queue with a document, and the settings. */
import { strict as assert } from 'node:assert';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** @param {string} url of the Strapi  @param {string} jwt of an administrator */
export const lookAtPanel = async (url, jwt) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ARGUMENTS,
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
    context.setDefaultTimeout(60_000);
    const remembered = { jwtToken: JSON.stringify(jwt), isLoggedIn: 'true', 'strapi-admin-language': 'en' };
    await context.addInitScript(
      `for (const [name, value] of ${JSON.stringify(Object.entries(remembered))}) localStorage.setItem(name, value);`
    );
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${url}/admin/plugins/certificates/pending`);
    await page.locator('[role="region"] img').first().waitFor();
    await page.goto(`${url}/admin/settings/certificates/templates`);
    await page.getByText('Medical certificate').first().waitFor();
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
};
