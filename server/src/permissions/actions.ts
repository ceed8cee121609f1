import type { Core } from '@strapi/strapi';

import { ADMIN_ACTION, PLUGIN_ID, type AdminAction } from '../constants';

const DISPLAY: Record<AdminAction, { displayName: string; subCategory: string }> = {
  [ADMIN_ACTION.templatesRead]: { displayName: 'Read', subCategory: 'templates' },
  [ADMIN_ACTION.templatesCreate]: { displayName: 'Create', subCategory: 'templates' },
  [ADMIN_ACTION.templatesUpdate]: { displayName: 'Edit', subCategory: 'templates' },
  [ADMIN_ACTION.templatesDelete]: { displayName: 'Delete', subCategory: 'templates' },
  [ADMIN_ACTION.templatesGenerate]: { displayName: 'Generate certificates', subCategory: 'templates' },
  [ADMIN_ACTION.certificatesRead]: { displayName: 'Read', subCategory: 'certificates' },
  [ADMIN_ACTION.certificatesCreate]: { displayName: 'Issue', subCategory: 'certificates' },
  [ADMIN_ACTION.certificatesUpdate]: { displayName: 'Edit and upload', subCategory: 'certificates' },
  [ADMIN_ACTION.certificatesReview]: { displayName: 'Approve, reject, revoke', subCategory: 'certificates' },
  [ADMIN_ACTION.certificatesArchive]: { displayName: 'Archive', subCategory: 'certificates' },
  [ADMIN_ACTION.certificatesDelete]: { displayName: 'Delete', subCategory: 'certificates' },
  [ADMIN_ACTION.clientsRead]: { displayName: 'Read', subCategory: 'clients' },
  [ADMIN_ACTION.centersManage]: { displayName: 'Manage centres', subCategory: 'settings' },
  [ADMIN_ACTION.settingsManage]: { displayName: 'Manage settings and notifications', subCategory: 'settings' },
};

/** Registers the actions that appear in Settings > Roles. */
export const registerActions = async (strapi: Core.Strapi): Promise<void> => {
  await strapi.service('admin::permission').actionProvider.registerMany(
    Object.entries(DISPLAY).map(([action, display]) => ({
      section: 'plugins',
      pluginName: PLUGIN_ID,
      uid: action.slice(`plugin::${PLUGIN_ID}.`.length),
      ...display,
    }))
  );
};
