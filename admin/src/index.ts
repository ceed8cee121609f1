import type * as React from 'react';
import type { StrapiApp } from '@strapi/strapi/admin';
import { SealCheck } from '@strapi/icons';

import { permissionsFor, type ActionName } from './constants';
import { registerClientPanel } from './content-manager/register';
import { registerWidgets } from './homepage/register';
import { PLUGIN_ID } from './plugin-id';
import { loadTranslations } from './translations';

const text = (key: string, defaultMessage: string) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage });

type Page = () => Promise<{ default: React.ComponentType }>;

const settingsLink = (name: string, defaultMessage: string, action: ActionName, Component: Page) => ({
  id: `${PLUGIN_ID}-${name}`,
  to: `${PLUGIN_ID}/${name}`,
  intlLabel: text(`settings.${name}`, defaultMessage),
  permissions: permissionsFor(action),
  Component,
});

export default {
  register(app: StrapiApp) {
    app.addMenuLink({
      to: `plugins/${PLUGIN_ID}`,
      icon: SealCheck,
      intlLabel: text('plugin.name', 'Certificates'),
      permissions: permissionsFor('certificatesRead', 'clientsRead'),
      position: 4,
      Component: () => import('./pages/App'),
    });

    app.addSettingsLink({ id: PLUGIN_ID, intlLabel: text('settings.section', 'Certificates') }, [
      settingsLink('templates', 'Templates', 'templatesRead', () => import('./pages/Templates')),
      settingsLink('centers', 'Centres', 'centersManage', () => import('./pages/Centers')),
      settingsLink('notifications', 'Notifications', 'settingsManage', () => import('./pages/Notifications')),
      settingsLink('general', 'General', 'settingsManage', () => import('./pages/General')),
    ]);

    registerWidgets(app);
    app.registerPlugin({ id: PLUGIN_ID, name: 'Certificates' });
  },

  bootstrap(app: StrapiApp) {
    registerClientPanel(app);
  },

  registerTrads: ({ locales }: { locales: string[] }) => loadTranslations(locales),
};
