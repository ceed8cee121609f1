import type { StrapiApp } from '@strapi/strapi/admin';
import { SealCheck } from '@strapi/icons';

import { permissionsFor } from './constants';
import { PLUGIN_ID } from './plugin-id';
import { loadTranslations } from './translations';

const text = (key: string, defaultMessage: string) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage });

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

    app.registerPlugin({ id: PLUGIN_ID, name: 'Certificates' });
  },

  registerTrads: ({ locales }: { locales: string[] }) => loadTranslations(locales),
};
