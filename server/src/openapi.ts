import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

import { completeOpenapi, type OpenapiDocument } from './routes/described/complete';

type Generate = (...args: unknown[]) => { document: OpenapiDocument };

interface Generator {
  generate: Generate & { completes?: true };
}

/** The generator that this app's `strapi openapi generate` runs; null where its Strapi has none. */
const generatorOf = (strapi: Core.Strapi): Generator | null => {
  try {
    // From the app, and from Strapi in it: a plugin that is linked into an app sees another copy of either.
    const fromApp = createRequire(path.join(strapi.dirs.app.root, 'package.json'));
    return createRequire(fromApp.resolve('@strapi/strapi/package.json'))('@strapi/openapi') as Generator;
  } catch {
    return null;
  }
};

/**
 * Makes `strapi openapi generate` write the whole truth about the plugin's routes. Its generator is open to nobody: it
 * knows one status (200), one media type (JSON) and errors without a shape, so its result is completed as it is handed
 * over. Where that is not possible, the document is Strapi's own.
 */
export const completeGeneratedOpenapi = (strapi: Core.Strapi): void => {
  const generator = generatorOf(strapi);
  const own = Object.getOwnPropertyDescriptor(generator ?? {}, 'generate');
  if (!generator || !own?.writable || typeof generator.generate !== 'function') return;
  const { generate } = generator;
  if (generate.completes) return;
  const completing: Generate = (...args) => {
    const result = generate(...args);
    return { ...result, document: completeOpenapi(result.document) };
  };
  generator.generate = Object.assign(completing, { completes: true as const });
};
