import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { setUpOnce } from './roles';

const UP_ROLE = 'plugin::users-permissions.role';
const UP_PERMISSION = 'plugin::users-permissions.permission';

/** What clients may do with what is theirs; the public role gets nothing, ever. */
const CLIENT_ACTIONS = [
  'certificates.find',
  'certificates.findOne',
  'certificates.update',
  'history.find',
  'documents.findOne',
  'documents.create',
].map((action) => `plugin::${PLUGIN_ID}.${action}`);

/**
 * Gives the configured users-permissions roles their actions at first start, or again when Strapi has wiped them because
 * the plugin was off. What administrators change afterwards stays.
 * @param roleTypes types of roles, such as `authenticated`
 */
export const grantClientActions = async (strapi: Core.Strapi, roleTypes: string[], wiped: boolean): Promise<void> => {
  // The plugin may start before users-permissions has made its roles; this is idempotent.
  await strapi.plugin('users-permissions').service('users-permissions').initialize();
  const once = setUpOnce(strapi);
  for (const type of roleTypes) {
    if (!wiped && (await once.has(`grants:${type}`))) continue;
    const role = await strapi.db.query(UP_ROLE).findOne({ where: { type } });
    if (!role) {
      strapi.log.warn(`certificates: grantClientRoles names "${type}", but there is no such users-permissions role`);
      continue;
    }
    for (const action of CLIENT_ACTIONS) {
      const granted = await strapi.db.query(UP_PERMISSION).findOne({ where: { action, role: role.id } });
      if (!granted) await strapi.db.query(UP_PERMISSION).create({ data: { action, role: role.id } });
    }
    await once.mark(`grants:${type}`);
  }
};
