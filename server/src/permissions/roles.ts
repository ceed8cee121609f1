import type { Core } from '@strapi/strapi';

import { ADMIN_ACTION, CONDITION_IN_MY_CENTERS, PLUGIN_ID, ROLE_CODE, type AdminAction } from '../constants';
import { createGrantRepository } from '../repositories/grants';

interface Grant {
  action: AdminAction;
  conditions: string[];
}

const isOurs = (action: string): boolean => action.startsWith(`plugin::${PLUGIN_ID}.`);

const inMyCenters = (action: AdminAction): Grant => ({ action, conditions: [CONDITION_IN_MY_CENTERS] });

const READY_ROLES: { code: string; name: string; description: string; grants: Grant[] }[] = [
  {
    code: ROLE_CODE.manager,
    name: 'Certificates manager',
    description: 'Manages certificates, templates, centres and settings.',
    grants: Object.values(ADMIN_ACTION).map((action) => ({ action, conditions: [] })),
  },
  {
    code: ROLE_CODE.professional,
    name: 'Certificates professional',
    description: 'Manages the certificates of the clients of their own centres.',
    grants: [
      inMyCenters(ADMIN_ACTION.certificatesRead),
      inMyCenters(ADMIN_ACTION.certificatesCreate),
      inMyCenters(ADMIN_ACTION.certificatesUpdate),
      inMyCenters(ADMIN_ACTION.certificatesReview),
      inMyCenters(ADMIN_ACTION.certificatesArchive),
      inMyCenters(ADMIN_ACTION.certificatesDelete),
      inMyCenters(ADMIN_ACTION.clientsRead),
      { action: ADMIN_ACTION.templatesRead, conditions: [] },
    ],
  },
];

/**
 * Whether Strapi knows no permission of the plugin: its first start, or a start after one with the plugin off, when
 * Strapi deletes them all. Ask before Strapi gives the super admin theirs.
 */
export const hasNoPermissions = async (strapi: Core.Strapi): Promise<boolean> =>
  (await createGrantRepository(strapi).countAdminPermissions()) === 0;

/** What was set up once, and is then the administrators' to change. */
export const setUpOnce = (strapi: Core.Strapi) => {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  return {
    has: async (what: string): Promise<boolean> => Boolean(await store.get({ key: `set-up:${what}` })),
    mark: (what: string) => store.set({ key: `set-up:${what}`, value: true }),
  };
};

/**
 * Creates the ready roles at first start, and gives them their permissions back when Strapi has wiped all of them. A
 * role that an administrator has changed or deleted meanwhile is left as it is.
 *
 * Runs as a `willResetSuperAdminPermissions` hook: creating roles any earlier would make Strapi believe that its own
 * (Super Admin, Editor, Author) exist already.
 */
const makeReadyRoles = async (strapi: Core.Strapi, wiped: boolean): Promise<void> => {
  const roles = strapi.service('admin::role');
  const grantsOf = createGrantRepository(strapi);
  const once = setUpOnce(strapi);
  /** Names of roles are unique, and somebody may have taken ours. */
  const freeName = async (name: string): Promise<string> =>
    (await grantsOf.hasRoleNamed(name)) ? freeName(`${name} (${PLUGIN_ID})`) : name;
  for (const { code, name, description, grants } of READY_ROLES) {
    const existing = await grantsOf.adminRole(code);
    const known = await once.has(`role:${code}`);
    if (existing ? !wiped : known) continue;
    const role = existing ?? (await roles.create({ code, name: await freeName(name), description }));
    const others = (await grantsOf.permissionsOf(role.id)).filter(({ action }) => !isOurs(action));
    await roles.assignPermissions(role.id, [
      // Assigning replaces: what administrators gave the role beside the plugin's actions stays.
      ...others,
      ...grants.map((grant) => ({ ...grant, subject: null, properties: {}, actionParameters: {} })),
    ]);
    await once.mark(`role:${code}`);
  }
};

/**
 * Has the ready roles made at the right moment of Strapi's start.
 * @returns how to take that back: the hook outlives a Strapi instance, for it belongs to the module
 */
export const makeReadyRolesOnStart = (strapi: Core.Strapi, wiped: boolean): (() => void) => {
  const { willResetSuperAdminPermissions } = strapi.service('admin::role').hooks;
  const handler = async (permissions: unknown) => {
    await makeReadyRoles(strapi, wiped);
    return permissions;
  };
  willResetSuperAdminPermissions.register(handler);
  return () => willResetSuperAdminPermissions.delete(handler);
};
