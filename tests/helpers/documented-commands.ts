import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** The `sh` blocks of a page of the repository, as they stand there, less the page's own indentation. */
export const shellBlocks = (page: string): string[] =>
  [...readFileSync(path.join(root, page), 'utf8').matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim()
  );

/** The one block of a page that contains a text. */
export const shellBlock = (page: string, text: string): string => {
  const [block, ...others] = shellBlocks(page).filter((one) => one.includes(text));
  if (block === undefined || others.length > 0) throw new Error(`${page} has no one block with ${text}`);
  return block;
};

/** Runs a block as a reader would, with `curl` failing where the server refuses. Answers with what it printed. */
export const runShell = (block: string, env: Record<string, string> = {}, cwd = root): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = `set -eu\n${block.replaceAll(/\bcurl /g, 'curl -sS --fail-with-body ')}`;
    execFile('bash', ['-c', script], { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stderr}${stdout}`)) : resolve(stdout)
    );
  });
