import * as React from 'react';
import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { getFetchClient } from '@strapi/strapi/admin';

import { path } from '../../api/base';
import { saveFile } from '../../components/save-file';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

/** Downloads everything that the list's filters let through, as a table for spreadsheets. */
export const ExportButton = ({ request, disabled }: { request: object; disabled: boolean }) => {
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
      saveFile(data, `${t('export.file-name')}.csv`);
    } catch (error) {
      notify.failure(error);
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <Button
      variant="tertiary"
      size="S"
      startIcon={<Download />}
      loading={isBusy}
      disabled={disabled}
      onClick={download}
    >
      {t('export.button')}
    </Button>
  );
};
