import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { notFound } from '../../domain/errors';
import { controller } from '../shared/handler';

const requireHere = createRequire(import.meta.url);

/** pdf.js as it is installed beside the plugin, so that the panel's half and the worker's are of one version. */
const pdfWorker = () => {
  const file = requireHere.resolve('pdfjs-dist/build/pdf.worker.min.mjs');
  const manifest = fs.readFileSync(path.join(path.dirname(file), '..', 'package.json'), 'utf8');
  return { file, name: `${(JSON.parse(manifest) as { version: string }).version}.mjs` };
};
let known: ReturnType<typeof pdfWorker> | null = null;

/**
 * A worker obeys the policy of its own answer, not that of the page: this one may compile WebAssembly (scans in JPEG 2000
 * need it), and neither load nor reach anything else.
 */
const HEADERS = {
  'Content-Type': 'text/javascript; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // The version is in the address.
  'Cache-Control': 'public, max-age=31536000, immutable',
} as const;

/** Code of the panel that has to have an address of its own. It is everybody's: no log-in, and nothing about anybody. */
export default () =>
  controller({
    /** @throws DomainError 404 for another version than the one installed: the panel was built with another */
    async pdfWorker(ctx) {
      known ??= pdfWorker();
      if (ctx.params.file !== known.name) throw notFound('File');
      ctx.body = fs.createReadStream(known.file);
      ctx.set(HEADERS);
    },
  });
