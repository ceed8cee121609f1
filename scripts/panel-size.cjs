const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');

const STATIC = /(?:^|[;\n}])\s*(?:import|export)\s*(?:[^'"()]*?from\s*)?["'](\.[^"']+)["']/g;
const LAZY = /import\(\s*["'](\.[^"']+)["']\s*\)/g;

/**
 * What of the built panel everybody loads who logs in: the entry and what it imports at once.
 * @param {string} folder with the built panel
 * @returns {{ entry: number, lazy: number, files: string[] }} `entry` in bytes after gzip, `lazy` the chunks that wait
 */
const panelSize = (folder) => {
  const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
  const entry = new Set();
  const lazy = new Set();
  const follow = (name) => {
    if (entry.has(name)) return;
    entry.add(name);
    const source = read(name);
    const resolved = (target) => path.join(path.dirname(name), target);
    for (const [, target] of source.matchAll(STATIC)) follow(resolved(target));
    for (const [, target] of source.matchAll(LAZY)) lazy.add(resolved(target));
  };
  follow('index.mjs');
  const bytes = [...entry].reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
  return { entry: bytes, lazy: [...lazy].filter((name) => !entry.has(name)).length, files: [...entry] };
};

module.exports = { panelSize };
