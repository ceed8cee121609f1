import { startStrapi, type TestStrapi } from '../helpers';
import type { StartOptions } from '../helpers/start-strapi';
import type { Staff } from '../helpers/people';
import { openBrowser, type TestBrowser } from './browser';

export interface Panel {
  app: TestStrapi;
  browser: TestBrowser;
  /** Somebody who may do everything with certificates, and nothing else. */
  manager: Staff;
  stop(): Promise<void>;
}

/** The playground with its admin panel, a manager to work in it, and a browser to work with. */
export const startPanel = async (options: StartOptions = {}): Promise<Panel> => {
  const app = await startStrapi({
    config: { timeZone: 'Europe/Madrid', sweep: { enabled: false } },
    ...options,
    settings: { 'admin.serveAdminPanel': true, ...options.settings },
  });
  await app.adminLogin();
  const manager = await app.createAdminUser({
    roles: ['certificates-manager'],
    firstname: 'Marta',
    lastname: 'Gestora',
  });
  const browser = await openBrowser(app.url);
  return {
    app,
    browser,
    manager,
    stop: async () => {
      await browser.close();
      await app.stop();
    },
  };
};
