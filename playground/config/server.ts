import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { dataDir } from '../src/data-dir';
import { secrets } from '../src/secrets';

export default ({ env }: Core.Config.Shared.ConfigParams) => {
  const { APP_KEY_1, APP_KEY_2 } = secrets();
  return {
    host: env('HOST', '127.0.0.1'),
    port: env.int('PORT', 1337),
    app: { keys: [APP_KEY_1, APP_KEY_2] },
    dirs: { public: path.join(dataDir(), 'public') },
    logger: { updates: { enabled: false }, startup: { enabled: env.bool('STARTUP_MESSAGE', true) } },
    transfer: { remote: { enabled: false } },
  };
};
