import * as React from 'react';
import type { PrimitiveType } from 'react-intl';
import { useIntl } from 'react-intl';

import { PLUGIN_ID } from '../plugin-id';
import type { TextKey } from '../translations';

export type Translate = (key: TextKey, values?: Record<string, PrimitiveType>) => string;

/** The plugin's texts in the language of the panel. The compiler knows which keys there are. */
export const useTranslate = (): Translate => {
  const { formatMessage } = useIntl();
  return React.useCallback(
    (key, values) => formatMessage({ id: `${PLUGIN_ID}.${key}`, defaultMessage: key }, values),
    [formatMessage]
  );
};
