import * as React from 'react';
import { useAuth } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';

import { ACTION } from '../constants';
import { PLUGIN_ID } from '../plugin-id';

const USER_MODEL = 'plugin::users-permissions.user';

const ClientPanelContent = React.lazy(() => import('./ClientPanelContent'));

interface PanelProps {
  model: string;
  documentId?: string;
}

/** The Certificates section on the user's page in the Content Manager, for those who may see clients' certificates. */
export const ClientPanel = ({ model, documentId }: PanelProps) => {
  const { formatMessage } = useIntl();
  const permissions = useAuth('ClientPanel', (state) => state.permissions);
  const may = (wanted: string) => permissions.some(({ action }) => action === wanted);
  if (model !== USER_MODEL || !documentId || documentId === 'create') return null;
  if (!may(ACTION.clientsRead) || !may(ACTION.certificatesRead)) return null;
  return {
    title: formatMessage({ id: `${PLUGIN_ID}.panel.title`, defaultMessage: 'Certificates' }),
    content: (
      <React.Suspense fallback={null}>
        <ClientPanelContent documentId={documentId} />
      </React.Suspense>
    ),
  };
};
