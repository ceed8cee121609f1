import type { StrapiApp } from '@strapi/strapi/admin';

import { ClientPanel } from './ClientPanel';

/** Puts the client's certificates beside the user's page. The Content Manager's API is typed as unknown. */
export const registerClientPanel = (app: StrapiApp): void => {
  const { addEditViewSidePanel } = app.getPlugin('content-manager')?.apis ?? {};
  if (typeof addEditViewSidePanel === 'function') addEditViewSidePanel([ClientPanel]);
};
