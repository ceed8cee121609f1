import * as React from 'react';
import { Box, Button, Flex, IconButton, Typography } from '@strapi/design-system';
import { ArrowClockwise, Download, File, Minus, Plus, WarningCircle } from '@strapi/icons';

import type { StaffCertificate } from '../../../../server/contracts';
import { useErrorText } from '../../hooks/useErrorText';
import { useFormats } from '../../hooks/useFormats';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { Notice } from '../Notice';
import { saveFile } from '../save-file';
import { loadDocument, shownAs } from './document-cache';
import { ImageView } from './ImageView';
import { PreviewMessage } from './PreviewMessage';
import { useDocument } from './useDocument';

// A megabyte of code that only those need who look at a PDF.
const PdfPages = React.lazy(() => import('./PdfPages'));

const ZOOM = { min: 0.5, max: 3, step: 0.5 };

type Certificate = Pick<StaffCertificate, 'document' | 'revision' | 'name'>;

interface Props {
  certificate: Certificate;
  /** CSS height of the frame in which the document scrolls. */
  height?: string;
}

/** The document as it is: zoomed, turned, page by page, or as a download. */
const Preview = ({ certificate, height = 'calc(100dvh - 30rem)' }: Props) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const formats = useFormats();
  const notify = useNotify();
  const [zoom, setZoom] = React.useState(1);
  const [rotation, setRotation] = React.useState(0);
  const [isUnreadable, setIsUnreadable] = React.useState(false);
  const file = certificate.document;
  const shown = file && shownAs(file);
  const { blob, error } = useDocument(shown && shown.kind !== 'none' ? shown.source : null, certificate.revision);
  const fail = React.useCallback(() => setIsUnreadable(true), []);

  if (!file || !shown) {
    return (
      <Box background="neutral0" hasRadius shadow="tableShadow">
        <PreviewMessage icon={<File width="4rem" height="4rem" fill="neutral500" />}>
          {t('preview.no-document')}
        </PreviewMessage>
      </Box>
    );
  }

  const download = async () => {
    try {
      saveFile(await loadDocument(file.url, certificate.revision), file.name);
    } catch (reason) {
      notify.failure(reason);
    }
  };

  const content = () => {
    if (shown.kind === 'none' || isUnreadable || error) {
      return (
        <PreviewMessage
          icon={<WarningCircle width="4rem" height="4rem" fill="neutral500" />}
          action={
            <Button variant="tertiary" startIcon={<Download />} onClick={download}>
              {t('preview.download')}
            </Button>
          }
        >
          {error ? errorText(error) : t('preview.unavailable')}
        </PreviewMessage>
      );
    }
    if (!blob) return <PreviewMessage busy>{t('preview.loading')}</PreviewMessage>;
    const view = { blob, zoom, rotation, onFailed: fail };
    return shown.kind === 'pdf' ? <PdfPages {...view} /> : <ImageView {...view} alt={file.name} />;
  };

  return (
    <Box background="neutral0" hasRadius shadow="tableShadow" overflow="hidden">
      <Flex justifyContent="space-between" gap={4} paddingLeft={4} paddingRight={2} paddingTop={2} paddingBottom={2}>
        <Box minWidth={0}>
          <Typography ellipsis title={file.name} fontWeight="semiBold" tag="p">
            {file.name}
          </Typography>
          <Typography variant="pi" textColor="neutral600">
            {formats.size(file.size)}
          </Typography>
        </Box>
        <Flex gap={1} shrink={0}>
          <IconButton
            variant="ghost"
            label={t('preview.zoom-out')}
            disabled={zoom <= ZOOM.min}
            onClick={() => setZoom(zoom - ZOOM.step)}
          >
            <Minus />
          </IconButton>
          <IconButton
            variant="ghost"
            label={t('preview.zoom-in')}
            disabled={zoom >= ZOOM.max}
            onClick={() => setZoom(zoom + ZOOM.step)}
          >
            <Plus />
          </IconButton>
          <IconButton variant="ghost" label={t('preview.rotate')} onClick={() => setRotation((rotation + 90) % 360)}>
            <ArrowClockwise />
          </IconButton>
          <IconButton variant="ghost" label={t('preview.download')} onClick={download}>
            <Download />
          </IconButton>
        </Flex>
      </Flex>
      {file.warnings.includes('active_pdf') && (
        <Box paddingLeft={4} paddingRight={4} paddingBottom={3}>
          <Notice tone="warning">{t('preview.active')}</Notice>
        </Box>
      )}
      <Box
        background="neutral150"
        padding={4}
        // Reached by Tab, so that the arrow keys scroll it.
        tabIndex={0}
        role="region"
        aria-label={t('preview.region', { name: certificate.name })}
        style={{ height, minHeight: '36rem', overflow: 'auto' }}
      >
        <React.Suspense fallback={<PreviewMessage busy>{t('preview.loading')}</PreviewMessage>}>
          {content()}
        </React.Suspense>
      </Box>
    </Box>
  );
};

/** Starts afresh, unzoomed and upright, with each document. */
export const DocumentPreview = ({ documentId, ...props }: Props & { documentId: string }) => (
  <Preview key={`${documentId} ${props.certificate.revision}`} {...props} />
);
