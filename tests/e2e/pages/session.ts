import { PASSWORD } from '../../helpers';
import type { Page } from '../browser';

/** The session of somebody in the panel. */
export const session = (page: Page) => ({
  /** It is over at the next request: there is no cookie to renew it by. */
  end: () => page.evaluate(`localStorage.setItem('jwtToken', '"no longer good"')`),

  async logIn(email: string) {
    await page.getByLabel(/email/i).fill(email);
    await page.getByLabel('Password').first().fill(PASSWORD);
    await page.getByRole('button', { name: 'Login' }).click();
  },
});
