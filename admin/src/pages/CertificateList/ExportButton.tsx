import * as React from 'react';
import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';

import { path } from '../../api/base';
import { fetchBytes } from '../../api/bytes';
import { saveFile } from '../../components/save-file';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { localisedCsv } from './csv';

/** Downloads everything that the list's filters let through, as a table for spreadsheets. */
export const ExportButton = ({ request, disabled }: { request: object; disabled: boolean }) => {
  const t = useTranslate();
  const notify = useNotify();
  const [isBusy, setIsBusy] = React.useState(false);

  const download = async () => {
    setIsBusy(true);
    try {
      const table = await fetchBytes(path('certificates', 'export.csv'), request);
      // Blob's own `text()` would drop the mark by which spreadsheets know UTF-8.
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await table.arrayBuffer());
      saveFile(new Blob([localisedCsv(text, t)], { type: table.type }), `${t('export.file-name')}.csv`);
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
