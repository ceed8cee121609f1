import * as React from 'react';
import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { getFetchClient } from '@strapi/strapi/admin';

import { path } from '../../api/base';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

/** Downloads everything that the list's filters let through, as a table for spreadsheets. */
export const ExportButton = ({ request }: { request: object }) => {
  const t = useTranslate();
  const notify = useNotify();
  const [isBusy, setIsBusy] = React.useState(false);

  const download = async () => {
    setIsBusy(true);
    try {
      const { data } = await getFetchClient().get(path('certificates', 'export.csv'), {
        params: request,
        responseType: 'blob',
      });
      const url = URL.createObjectURL(data);
      const link = document.createElement('a');
      link.href = url;
      link.download = `${t('export.file-name')}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      notify.failure(error);
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <Button variant="tertiary" size="S" startIcon={<Download />} loading={isBusy} onClick={download}>
      {t('export.button')}
    </Button>
  );
};
