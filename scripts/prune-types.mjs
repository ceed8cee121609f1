/**
 * The build writes a declaration for each source file. Only those that an entry leads to can ever be read; the others would
 * be a quarter of the package.
 */
import fs from 'node:fs';
import path from 'node:path';

const ENTRIES = ['server/strapi-server.d.ts', 'admin/strapi-admin.d.ts', 'client/index.d.ts'];
const IMPORT = /(?:from |import\()['"](\.[^'"]+)['"]/g;

const declarationOf = (base) =>
  [`${base}.d.ts`, path.join(base, 'index.d.ts'), base.replace(/\.js$/, '.d.ts')].find((file) => fs.existsSync(file));

const follow = (file, reached) => {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, target] of fs.readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const found = declarationOf(path.resolve(path.dirname(file), target));
    if (!found) throw new Error(`${file} imports ${target}, which has no declaration`);
    follow(found, reached);
  }
};

const removeEmpty = (folder) => {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmpty(path.join(folder, entry.name));
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
};

/** @param {string} dist the folder of the build */
export const pruneTypes = (dist) => {
  const reached = new Set();
  for (const entry of ENTRIES) follow(path.join(dist, entry), reached);
  const declarations = fs.readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.d.ts'));
  for (const name of declarations) {
    const file = path.join(dist, name);
    if (!reached.has(file)) fs.rmSync(file);
  }
  removeEmpty(dist);
};
