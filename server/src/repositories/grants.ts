import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

const UP_ROLE = 'plugin::users-permissions.role';
const UP_PERMISSION = 'plugin::users-permissions.permission';

/** Roles and permissions as Strapi stores them: of the admin panel, and of users-permissions. */
export const createGrantRepository = (strapi: Core.Strapi) => ({
  /** Permissions of the plugin's own actions that any admin role has. */
  countAdminPermissions: (): Promise<number> =>
    strapi.db.query('admin::permission').count({ where: { action: { $startsWith: `plugin::${PLUGIN_ID}.` } } }),

  adminRole: (code: string): Promise<{ id: number } | null> =>
    strapi.db.query('admin::role').findOne({ where: { code } }),

  hasRoleNamed: async (name: string): Promise<boolean> =>
    (await strapi.db.query('admin::role').count({ where: { name } })) > 0,

  permissionsOf: (roleId: number): Promise<{ action: string }[]> =>
    strapi.service('admin::permission').findMany({ where: { role: { id: roleId } } }),

  clientRole: (type: string): Promise<{ id: number } | null> => strapi.db.query(UP_ROLE).findOne({ where: { type } }),

  /** Grants an action to a users-permissions role, once. */
  async grant(roleId: number, action: string): Promise<void> {
    const permissions = strapi.db.query(UP_PERMISSION);
    if (await permissions.findOne({ where: { action, role: roleId } })) return;
    await permissions.create({ data: { action, role: roleId } });
  },
});
