import * as React from 'react';
import { Box, Flex } from '@strapi/design-system';

import { useTranslate } from '../../hooks/useTranslate';
import { openPdf, type Pdf } from './pdf';
import { PreviewMessage } from './PreviewMessage';

interface PageProps {
  pdf: Pdf;
  number: number;
  /** CSS pixels. */
  width: number;
  rotation: number;
}

/** One page, drawn when it is about to be seen: a scan of forty pages costs what is looked at. */
const PdfPage = ({ pdf, number, width, rotation }: PageProps) => {
  const t = useTranslate();
  const canvas = React.useRef<HTMLCanvasElement>(null);
  const [isNear, setIsNear] = React.useState(number === 1);

  React.useEffect(() => {
    const element = canvas.current;
    if (!element || isNear) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setIsNear(true), {
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isNear]);

  React.useEffect(() => {
    if (!isNear || !canvas.current || width === 0) return undefined;
    return pdf.draw(number, canvas.current, { width, rotation });
  }, [pdf, number, width, rotation, isNear]);

  return (
    <Box background="neutral0" shadow="tableShadow" width={`${width}px`} shrink={0}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('preview.page', { number, count: pdf.pageCount })}
        style={{ display: 'block', width: '100%', minHeight: isNear ? undefined : width * 1.4 }}
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

/** A PDF on canvases of the page itself: Strapi's Content-Security-Policy allows neither frames nor plugins for it. */
export const PdfPages = ({ blob, zoom, rotation, onFailed }: Props) => {
  const t = useTranslate();
  const frame = React.useRef<HTMLDivElement>(null);
  const [pdf, setPdf] = React.useState<Pdf | null>(null);
  const [width, setWidth] = React.useState(0);

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

  React.useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <Box ref={frame} width="100%">
      {pdf === null || width === 0 ? (
        <PreviewMessage busy>{t('preview.loading')}</PreviewMessage>
      ) : (
        <Flex direction="column" gap={4} alignItems={zoom > 1 ? 'flex-start' : 'center'}>
          {Array.from({ length: pdf.pageCount }, (_, index) => (
            <PdfPage
              key={index}
              pdf={pdf}
              number={index + 1}
              width={Math.floor(Math.min(width, 1_000) * zoom)}
              rotation={rotation}
            />
          ))}
        </Flex>
      )}
    </Box>
  );
};

export default PdfPages;
