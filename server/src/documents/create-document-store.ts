import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import type { CertificatesConfig } from '../config/types';
import type { DocumentStore } from '../ports/document-store';
import { createLocalStore } from './local-store';
import { assertPrivateAcl, assertShortLinks, usableProvider } from './provider-contract';
import { createProviderStore } from './provider-store';

export interface StoreSurroundings {
  /** The app's root: where relative folders start, and where its packages are found. */
  rootDir: string;
  /** What the web server shows to everybody. */
  publicDir: string;
}

interface ProviderModule {
  init(options: Record<string, unknown>): unknown;
}

/** Finds a provider as Strapi does: by short name, then as a package or path, from the app. */
const loadProvider = (name: string, rootDir: string): ProviderModule => {
  const requireFromApp = createRequire(join(rootDir, 'package.json'));
  for (const path of [`@strapi/provider-upload-${name.toLowerCase()}`, name]) {
    try {
      requireFromApp.resolve(path);
    } catch {
      continue;
    }
    const loaded = requireFromApp(path) as ProviderModule & { default?: ProviderModule };
    return typeof loaded.init === 'function' ? loaded : (loaded.default ?? loaded);
  }
  throw new Error(`documents.provider: '${name}' cannot be found. Is the package installed?`);
};

/**
 * The place where this app keeps its documents: the private folder, or an upload provider.
 *
 * @throws Error that names the key of the configuration, where documents would not be private
 */
export const createDocumentStore = (
  config: Pick<CertificatesConfig['documents'], 'provider' | 'providerOptions' | 'directory'> &
    Partial<Pick<CertificatesConfig['documents'], 'delivery'>>,
  { rootDir, publicDir }: StoreSurroundings
): DocumentStore => {
  if (config.provider === null) {
    return createLocalStore({ directory: resolve(rootDir, config.directory), publicDirectory: publicDir });
  }
  if (/^(?:@strapi\/provider-upload-)?local$/i.test(config.provider)) {
    throw new Error("documents.provider: 'local' writes below public/. Leave it out, and set documents.directory.");
  }
  const isBucketInCharge = assertPrivateAcl(config.providerOptions);
  if (config.delivery === 'redirect') assertShortLinks(config.providerOptions);
  const provider = loadProvider(config.provider, rootDir).init(config.providerOptions);
  return createProviderStore({
    provider: usableProvider(provider, config.provider, isBucketInCharge),
    // S3's client resolves once each part has been answered (lib-storage, `Upload.done`).
    letsGo: /^(?:@strapi\/provider-upload-)?aws-s3$/i.test(config.provider),
  });
};
