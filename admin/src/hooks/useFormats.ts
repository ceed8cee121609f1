import * as React from 'react';
import { useIntl } from 'react-intl';

import { createFormats, type Formats } from '../formats';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Dates and numbers as the panel's language writes them. */
export const useFormats = (): Formats => {
  const { locale } = useIntl();
  return React.useMemo(() => createFormats(locale, HERE), [locale]);
};
