import type { Core } from '@strapi/strapi';

import { CONDITION_IN_MY_CENTERS, PLUGIN_ID, USER_CENTERS } from '../constants';

/** The path from a certificate to the centres of its client. */
const PATH = `client.${USER_CENTERS}`;

/**
 * Registers "Only in my centres": the client is in a centre whose staff has this admin user, whatever centre issued the
 * certificate.
 */
export const registerCondition = async (strapi: Core.Strapi): Promise<void> => {
  await strapi.service('admin::permission').conditionProvider.registerMany([
    {
      displayName: 'Only in my centres',
      name: CONDITION_IN_MY_CENTERS.slice(`plugin::${PLUGIN_ID}.`.length),
      plugin: PLUGIN_ID,
      category: 'Certificates',
      handler: (user: { id: number }) => ({
        [PATH]: { $elemMatch: { staff: { $elemMatch: { id: user.id } } } },
      }),
    },
  ]);
};

/** Whether the conditions of a rule, as the ability holds them, let in the clients of the user's centres. */
export const namesMyCenters = (conditions: unknown): boolean => {
  if (typeof conditions !== 'object' || conditions === null) return false;
  const { $and, $or, ...rest } = conditions as Record<string, unknown>;
  const any = (list: unknown) => Array.isArray(list) && list.some(namesMyCenters);
  // Everything of an $and must hold: one known part beside unknown ones is not enough.
  const all = (list: unknown) => Array.isArray(list) && list.length > 0 && list.every(namesMyCenters);
  if ($and !== undefined) return Object.keys(rest).length === 0 && $or === undefined && all($and);
  if ($or !== undefined) return Object.keys(rest).length === 0 && any($or);
  return Object.keys(rest).length === 1 && PATH in rest;
};
