import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataDir } from './data-dir';

const NAMES = [
  'APP_KEY_1',
  'APP_KEY_2',
  'ADMIN_JWT_SECRET',
  'API_TOKEN_SALT',
  'TRANSFER_TOKEN_SALT',
  'ENCRYPTION_KEY',
  'JWT_SECRET',
] as const;

type Secrets = Record<(typeof NAMES)[number], string>;

/**
 * Secrets drawn at the first start and kept beside the data they protect: nothing to set up, nothing to commit, and
 * log-ins survive a restart.
 */
export const secrets = (): Secrets => {
  const file = path.join(dataDir(), 'secrets.json');
  if (!existsSync(file)) {
    const drawn = Object.fromEntries(NAMES.map((name) => [name, randomBytes(24).toString('base64')]));
    writeFileSync(file, `${JSON.stringify(drawn, null, 2)}\n`, { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
};
