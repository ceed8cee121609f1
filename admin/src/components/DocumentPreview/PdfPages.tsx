import * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { useWidth } from '../../hooks/useWidth';
import { DeadlineError } from './deadline';
import { openPdf, type Pdf } from './pdf';
import { PdfPage } from './PdfPage';
import { PreviewMessage } from './PreviewMessage';
import type { ViewProps } from './view';

/** A PDF of a thousand bytes can claim a million pages. */
const MAX_PAGES = 200;

/** A PDF on canvases of the page itself: Strapi's Content-Security-Policy allows neither frames nor plugins for it. */
export const PdfPages = ({ blob, zoom, rotation, onShown, onFailed, onDownload }: ViewProps) => {
  const t = useTranslate();
  const formats = useFormats();
  const [frame, width] = useWidth<HTMLDivElement>();
  const [pdf, setPdf] = React.useState<Pdf | null>(null);

  React.useEffect(() => {
    let opened: Pdf | null = null;
    let isGone = false;
    openPdf(blob).then(
      (document) => {
        opened = document;
        if (isGone) document.close();
        else setPdf(document);
      },
      (error: unknown) => !isGone && onFailed(error instanceof DeadlineError ? 'late' : 'unreadable')
    );
    return () => {
      isGone = true;
      opened?.close();
    };
  }, [blob, onFailed]);

  return (
    <Box ref={frame} width="100%">
      {pdf === null || width === 0 ? (
        <PreviewMessage busy>{t('preview.loading')}</PreviewMessage>
      ) : (
        <Flex direction="column" gap={4} alignItems={zoom > 1 ? 'flex-start' : 'center'}>
          {Array.from({ length: Math.min(pdf.pageCount, MAX_PAGES) }, (_, index) => (
            <PdfPage
              key={index}
              pdf={pdf}
              number={index + 1}
              width={Math.floor(Math.min(width, 1_000) * zoom)}
              rotation={rotation}
              onShown={onShown}
              onFailed={onFailed}
              onDownload={onDownload}
            />
          ))}
          {pdf.pageCount > MAX_PAGES && (
            <Typography textColor="neutral600" tag="p">
              {t('preview.more-pages', { shown: formats.number(MAX_PAGES), count: formats.number(pdf.pageCount) })}
            </Typography>
          )}
        </Flex>
      )}
    </Box>
  );
};

export default PdfPages;
