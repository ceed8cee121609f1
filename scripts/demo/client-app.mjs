/** The example client app beside the API, and the keys that let it be told by Web Push. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { playground } from '../setup.mjs';

/** Puts the app where Strapi serves it, under its own Content-Security-Policy: `<data>/public/app`, so at `/app/`. */
export const installClientApp = (dataDir) => {
  const target = path.join(dataDir, 'public', 'app');
  fs.rmSync(target, { recursive: true, force: true });
  fs.cpSync(path.join(playground, 'client', 'dist'), target, { recursive: true });
};

/** A VAPID key pair, drawn once: browsers that have subscribed know the public one. */
export const webPushKeys = (dataDir) => {
  const file = path.join(dataDir, 'web-push.json');
  if (!fs.existsSync(file)) {
    const { generateVAPIDKeys } = createRequire(import.meta.url)('web-push');
    const keys = { ...generateVAPIDKeys(), subject: 'mailto:centre@example.com' };
    fs.writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
};
