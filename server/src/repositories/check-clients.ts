import type { Core } from '@strapi/strapi';

import type { CertificatesConfig } from '../config';
import { UID } from '../constants';

/**
 * Checks what the configuration says of clients against the users of this app, which only the database can tell.
 * @throws Error that names the key
 */
export const checkClients = async (strapi: Core.Strapi, { clients }: CertificatesConfig): Promise<void> => {
  const { localeField, filters } = clients;
  if (localeField !== null && !strapi.contentType(UID.user).attributes[localeField]) {
    throw new Error(`clients.localeField: users have no field "${localeField}"`);
  }
  try {
    await strapi.db.query(UID.user).findMany({ where: filters, limit: 1, select: ['id'] });
  } catch {
    throw new Error('clients.filters is no filter on users (plugin::users-permissions.user)');
  }
};
