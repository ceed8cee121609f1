import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { createGrantRepository } from '../repositories/grants';
import { setUpOnce } from './roles';

/** What clients may do with what is theirs; the public role gets nothing, ever. */
const CLIENT_ACTIONS = [
  'certificates.find',
  'certificates.findOne',
  'certificates.update',
  'push-subscriptions.find',
  'push-subscriptions.create',
  'push-subscriptions.delete',
  'history.find',
  'documents.findOne',
  'documents.create',
  'previews.findOne',
  'access.find',
  'calendar.create',
  'calendar.delete',
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
  const grants = createGrantRepository(strapi);
  for (const type of roleTypes) {
    if (!wiped && (await once.has(`grants:${type}`))) continue;
    const role = await grants.clientRole(type);
    if (!role) {
      strapi.log.warn(`certificates: grantClientRoles names "${type}", but there is no such users-permissions role`);
      continue;
    }
    for (const action of CLIENT_ACTIONS) await grants.grant(role.id, action);
    await once.mark(`grants:${type}`);
  }
};
