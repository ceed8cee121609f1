import * as React from 'react';
import { Box } from '@strapi/design-system';
import { File as FileIcon, WarningCircle } from '@strapi/icons';

import { useTranslate } from '../../hooks/useTranslate';
import { saveFile } from '../save-file';
import { ImageView } from './ImageView';
import { PreviewMessage } from './PreviewMessage';
import { Toolbar } from './Toolbar';
import { useLook } from './useLook';
import type { Problem } from './view';

const PdfPages = React.lazy(() => import('./PdfPages'));

const nothing = () => undefined;

/** A file that has been chosen and not sent yet, as it will be looked at. HEIC is a picture only once the server has read it. */
export const ChosenFile = ({ file, height }: { file: File; height: string }) => {
  const t = useTranslate();
  const look = useLook();
  const [problem, setProblem] = React.useState<Problem | null>(null);
  React.useEffect(() => setProblem(null), [file]);
  const download = () => saveFile(file, file.name);

  const content = () => {
    const { zoom, rotation } = look;
    const view = {
      blob: file,
      name: file.name,
      zoom,
      rotation,
      onShown: nothing,
      onFailed: setProblem,
      onDownload: download,
    };
    if (problem !== null) {
      return (
        <PreviewMessage icon={<WarningCircle width="4rem" height="4rem" fill="neutral500" />}>
          {t('edit.unreadable')}
        </PreviewMessage>
      );
    }
    if (file.type === 'application/pdf') return <PdfPages {...view} />;
    if (/^image\/(jpeg|png)$/.test(file.type)) return <ImageView {...view} />;
    return (
      <PreviewMessage icon={<FileIcon width="4rem" height="4rem" fill="neutral500" />}>
        {t('edit.shown-later')}
      </PreviewMessage>
    );
  };

  return (
    <Box background="neutral0" hasRadius shadow="tableShadow" overflow="hidden">
      <Toolbar file={file} look={look} onDownload={download} />
      <Box
        background="neutral150"
        padding={4}
        tabIndex={0}
        role="region"
        aria-label={t('preview.region', { name: file.name })}
        style={{ height, minHeight: '36rem', overflow: 'auto' }}
      >
        <React.Suspense fallback={<PreviewMessage busy>{t('preview.loading')}</PreviewMessage>}>
          {content()}
        </React.Suspense>
      </Box>
    </Box>
  );
};
