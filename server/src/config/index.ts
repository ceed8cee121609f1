import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { CertificatesConfig } from './types';

export { defaults } from './defaults';
export { validateConfig } from './validation';
export type { CertificatesConfig } from './types';

const CLIENT_ROLES = ['authenticated'];

/** The validated configuration, with the defaults that Strapi cannot merge. */
export const configOf = (strapi: Core.Strapi): CertificatesConfig => {
  const config = strapi.config.get<CertificatesConfig>(`plugin::${PLUGIN_ID}`);
  return { ...config, grantClientRoles: config.grantClientRoles ?? CLIENT_ROLES };
};
