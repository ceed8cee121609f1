import * as React from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

import { useTranslate } from '../../hooks/useTranslate';
import { useWidth } from '../../hooks/useWidth';
import { openPdf, type Pdf } from './pdf';
import { PreviewMessage } from './PreviewMessage';

interface PageProps {
  pdf: Pdf;
  number: number;
  /** CSS pixels. */
  width: number;
  rotation: number;
}

/** Width by height of what has not been drawn yet: A4, upright. */
const USUAL_SHAPE = 210 / 297;

/** One page, drawn when it is about to be seen and wiped when it is far away: a scan of forty pages costs what is looked at. */
const PdfPage = ({ pdf, number, width, rotation }: PageProps) => {
  const t = useTranslate();
  const canvas = React.useRef<HTMLCanvasElement>(null);
  const [isNear, setIsNear] = React.useState(number === 1);
  const [shape, setShape] = React.useState(USUAL_SHAPE);

  React.useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry && setIsNear(entry.isIntersecting), {
      rootMargin: '800px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  React.useEffect(() => {
    const element = canvas.current;
    if (!isNear || !element || width === 0) return undefined;
    return pdf.draw(number, element, { width, rotation, onShape: setShape });
  }, [pdf, number, width, rotation, isNear]);

  return (
    <Box background="neutral0" shadow="tableShadow" width={`${width}px`} shrink={0}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('preview.page', { number, count: pdf.pageCount })}
        style={{ aspectRatio: shape, display: 'block', width: '100%' }}
      />
    </Box>
  );
};

interface Props {
  blob: Blob;
  zoom: number;
  rotation: number;
  onFailed: () => void;
}

/** A PDF of a thousand bytes can claim a million pages. */
const MAX_PAGES = 200;

/** A PDF on canvases of the page itself: Strapi's Content-Security-Policy allows neither frames nor plugins for it. */
export const PdfPages = ({ blob, zoom, rotation, onFailed }: Props) => {
  const t = useTranslate();
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
      () => !isGone && onFailed()
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
            />
          ))}
          {pdf.pageCount > MAX_PAGES && (
            <Typography textColor="neutral600" tag="p">
              {t('preview.more-pages', { shown: MAX_PAGES, count: pdf.pageCount })}
            </Typography>
          )}
        </Flex>
      )}
    </Box>
  );
};

export default PdfPages;
