import type { StrapiApp } from '@strapi/strapi/admin';
import { Calendar, ChartPie, SealCheck } from '@strapi/icons';

import { permissionsFor, ROUTE } from '../constants';
import { PLUGIN_ID } from '../plugin-id';

const text = (key: string, defaultMessage: string) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage });

/** The widgets of the panel's home page, for those who may see certificates. */
export const registerWidgets = ({ widgets }: StrapiApp): void => {
  const permissions = permissionsFor('certificatesRead');
  widgets.register([
    {
      id: 'pending',
      pluginId: PLUGIN_ID,
      icon: SealCheck,
      title: text('widget.pending.title', 'Certificates awaiting approval'),
      link: { label: text('widget.pending.link', 'Open the queue'), href: ROUTE.pending },
      component: () => import('./AwaitingApproval').then((module) => module.AwaitingApproval),
      permissions,
    },
    {
      id: 'expiring',
      pluginId: PLUGIN_ID,
      icon: Calendar,
      title: text('widget.expiring.title', 'Certificates expiring'),
      link: {
        label: text('widget.expiring.link', 'See all certificates'),
        href: `${ROUTE.all}?state=approved,expiring_soon&validity=84&sort=validUntil:ASC`,
      },
      component: () => import('./ExpiringWeeks').then((module) => module.ExpiringWeeks),
      permissions,
    },
    {
      id: 'coverage',
      pluginId: PLUGIN_ID,
      icon: ChartPie,
      title: text('widget.coverage.title', 'Coverage by certificate'),
      // To a list that everybody may see who sees the widget; clients are another right.
      link: {
        label: text('widget.coverage.link', 'See what is missing'),
        href: `${ROUTE.all}?state=missing_info,expired`,
      },
      component: () => import('./Coverage').then((module) => module.Coverage),
      permissions,
    },
  ]);
};
