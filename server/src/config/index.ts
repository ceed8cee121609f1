import type { Core } from '@strapi/strapi';

import { PLUGIN_ID, type Channel } from '../constants';
import type { PushDriverName } from '../ports/push';
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

/** Push services that are set up. */
export const pushDriversOf = ({ notifications: { push } }: CertificatesConfig): PushDriverName[] => [
  ...(push.webPush ? (['web-push'] as const) : []),
  ...(push.fcm ? (['fcm'] as const) : []),
  ...(push.expo ? (['expo'] as const) : []),
];

/** The ways to reach clients that are set up; a push service of any kind makes push one of them. */
export const channelsOf = (config: CertificatesConfig): Channel[] => [
  ...(config.notifications.email.enabled ? (['email'] as const) : []),
  ...(pushDriversOf(config).length > 0 ? (['push'] as const) : []),
];
