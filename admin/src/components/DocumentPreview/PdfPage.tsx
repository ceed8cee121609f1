import * as React from 'react';
import { Box, Button, Typography } from '@strapi/design-system';
import { Download } from '@strapi/icons';

import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { Notice } from '../Notice';
import type { Drawn, Pdf } from './pdf';
import type { ViewProps } from './view';

interface Props extends Pick<ViewProps, 'rotation' | 'onShown' | 'onFailed' | 'onDownload'> {
  pdf: Pdf;
  /** From 1. */
  number: number;
  /** CSS pixels. */
  width: number;
}

/** Width by height of what has not been drawn yet: A4, upright. */
const USUAL_SHAPE = 210 / 297;

/** One page, drawn when it is about to be seen and wiped when it is far away: a scan of forty pages costs what is looked at. */
export const PdfPage = ({ pdf, number, width, rotation, onShown, onFailed, onDownload }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const canvas = React.useRef<HTMLCanvasElement>(null);
  const [isNear, setIsNear] = React.useState(number === 1);
  const [shape, setShape] = React.useState(USUAL_SHAPE);
  const [drawn, setDrawn] = React.useState<Drawn | null>(null);

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
    const onDrawn = (result: Drawn) => {
      if (result === 'late') return onFailed('late');
      setDrawn(result);
      onShown();
    };
    return pdf.draw(number, element, { width, rotation, onShape: setShape, onDrawn });
  }, [pdf, number, width, rotation, isNear, onShown, onFailed]);

  const where = { number: formats.number(number), count: formats.number(pdf.pageCount) };
  const isLacking = drawn === 'failed' || drawn === 'incomplete';
  return (
    <Box background="neutral0" shadow="tableShadow" width={`${width}px`} shrink={0}>
      {isLacking && (
        <Notice tone="warning">
          <Typography tag="p" textColor="neutral800">
            {t(`preview.page-${drawn}`, where)}
          </Typography>
          <Box paddingTop={2}>
            <Button variant="tertiary" size="S" startIcon={<Download />} onClick={onDownload}>
              {t('preview.download')}
            </Button>
          </Box>
        </Notice>
      )}
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('preview.page', where)}
        data-drawn={drawn ?? undefined}
        style={{ aspectRatio: shape, display: 'block', width: '100%' }}
      />
    </Box>
  );
};
