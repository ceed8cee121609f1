import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** The app's own folder, whether this file runs compiled (`dist/src`) or not (`src`). */
const appRoot = () => {
  const parent = path.resolve(__dirname, '..');
  return path.basename(parent) === 'dist' ? path.dirname(parent) : parent;
};

/**
 * The one folder that everything written at run time goes to: the SQLite file, secrets, documents, public uploads.
 * `PLAYGROUND_DATA` moves it, so that tests and the demo leave the repository alone. Made where it is missing.
 */
export const dataDir = (): string => {
  const dir = path.resolve(appRoot(), process.env.PLAYGROUND_DATA ?? '.tmp');
  mkdirSync(path.join(dir, 'public', 'uploads'), { recursive: true });
  return dir;
};
