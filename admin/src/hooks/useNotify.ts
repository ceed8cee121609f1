import * as React from 'react';
import { useNotification } from '@strapi/strapi/admin';

import { useErrorText } from './useErrorText';

/** Tells how something went: the panel's own notifications, errors in words. */
export const useNotify = () => {
  const { toggleNotification } = useNotification();
  const errorText = useErrorText();
  return React.useMemo(
    () => ({
      success: (message: string) => toggleNotification({ type: 'success', message }),
      warning: (message: string) => toggleNotification({ type: 'warning', message }),
      failure: (error: unknown) => toggleNotification({ type: 'danger', message: errorText(error) }),
    }),
    [toggleNotification, errorText]
  );
};
