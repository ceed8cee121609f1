import * as React from 'react';
import { useAuth } from '@strapi/strapi/admin';

import { ACTION, type ActionName } from '../constants';

/**
 * Whether the user's roles grant an action, so that what is not allowed is not offered. Strapi's `useRBAC` names what it
 * finds by the last word of the action, and this plugin has a `read` for templates, certificates and clients. Conditions
 * are the server's to apply: it lists only what they let through.
 */
export const useAllowed = (): ((...names: ActionName[]) => boolean) => {
  const permissions = useAuth('useAllowed', (state) => state.permissions);
  return React.useCallback(
    (...names) => names.every((name) => permissions.some(({ action }) => action === ACTION[name])),
    [permissions]
  );
};
