import { join, resolve } from 'node:path';

import type { Core } from '@strapi/strapi';

const SETTING = 'admin.watchIgnoreFiles';

/**
 * `strapi develop` watches the whole app and would restart for every document that is uploaded, in the middle of the
 * upload. It reads this setting once everything is loaded.
 *
 * @param directory the private folder, absolute or relative to the app's root
 */
export const keepFromWatcher = (strapi: Core.Strapi, directory: string): void => {
  const ignored = strapi.config.get<string[]>(SETTING, []);
  const folder = resolve(strapi.dirs.app.root, directory);
  strapi.config.set(SETTING, [...ignored, folder, join(folder, '**')]);
};
