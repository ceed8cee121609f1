import * as React from 'react';
import { Box, Button, Flex } from '@strapi/design-system';
import { ArrowClockwise, Download, File, WarningCircle } from '@strapi/icons';

import type { StaffCertificate } from '../../../../server/contracts';
import { useErrorText } from '../../hooks/useErrorText';
import { useNotify } from '../../hooks/useNotify';
import { useShortcuts } from '../../hooks/useShortcuts';
import { useTranslate } from '../../hooks/useTranslate';
import type { TextKey } from '../../translations';
import { Notice } from '../Notice';
import { saveFile } from '../save-file';
import { loadDocument, shownAs } from './document-cache';
import { ImageView } from './ImageView';
import { PreviewMessage } from './PreviewMessage';
import { Toolbar } from './Toolbar';
import { useDocument } from './useDocument';
import { useLook } from './useLook';
import type { Problem } from './view';

// A megabyte of code that only those need who look at a PDF.
const PdfPages = React.lazy(() => import('./PdfPages'));

const PROBLEMS = { unreadable: 'preview.unavailable', late: 'preview.too-slow' } as const satisfies Record<
  Problem,
  TextKey
>;

/** CSS pixels by which a key scrolls; and the share of the frame, where it is a page. */
const LINE = 80;
const PAGE = 0.9;

const nothing = () => undefined;

type Certificate = Pick<StaffCertificate, 'document' | 'revision' | 'name'>;

interface Props {
  certificate: Certificate;
  /** CSS height of the frame in which the document scrolls. */
  height?: string;
  minHeight?: string;
  /** Whether single keys scroll, zoom and turn it, wherever the focus is. */
  hasKeys?: boolean;
  /** Told once the document's beginning is on the screen, or the words that say why it is not. */
  onShown?: () => void;
}

/** The document as it is: zoomed, turned, page by page, or as a download. */
const Preview = ({
  certificate,
  height = 'calc(100dvh - 30rem)',
  minHeight = '36rem',
  hasKeys = false,
  onShown = nothing,
}: Props) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const notify = useNotify();
  const look = useLook();
  const frame = React.useRef<HTMLDivElement>(null);
  const [problem, setProblem] = React.useState<Problem | null>(null);
  const [attempt, setAttempt] = React.useState(0);
  const file = certificate.document;
  const shown = file && shownAs(file);
  const source = shown && shown.kind !== 'none' ? shown.source : null;
  const { blob, error } = useDocument(source, certificate.revision, attempt);
  const isMissing = source === null || problem !== null || Boolean(error);

  React.useEffect(() => {
    if (isMissing) onShown();
  }, [isMissing, onShown]);

  const scroll = (by: number) => frame.current?.scrollBy({ top: by });
  const scrollPage = (by: number) => scroll(by * PAGE * (frame.current?.clientHeight ?? 0));
  useShortcuts(
    {
      '+': look.zoomIn,
      '=': look.zoomIn,
      '-': look.zoomOut,
      t: look.turn,
      arrowdown: () => scroll(LINE),
      arrowup: () => scroll(-LINE),
      pagedown: () => scrollPage(1),
      pageup: () => scrollPage(-1),
    },
    hasKeys
  );

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
  const retry = () => {
    setProblem(null);
    setAttempt(attempt + 1);
  };

  const content = () => {
    if (isMissing) {
      return (
        <PreviewMessage
          icon={<WarningCircle width="4rem" height="4rem" fill="neutral500" />}
          action={
            <Flex gap={2} wrap="wrap" justifyContent="center">
              {source !== null && (
                <Button variant="secondary" startIcon={<ArrowClockwise />} onClick={retry}>
                  {t('action.retry')}
                </Button>
              )}
              <Button variant="tertiary" startIcon={<Download />} onClick={download}>
                {t('preview.download')}
              </Button>
            </Flex>
          }
        >
          {error ? errorText(error) : t(PROBLEMS[problem ?? 'unreadable'])}
        </PreviewMessage>
      );
    }
    if (!blob) return <PreviewMessage busy>{t('preview.loading')}</PreviewMessage>;
    const { zoom, rotation } = look;
    const view = { blob, name: file.name, zoom, rotation, onShown, onFailed: setProblem, onDownload: download };
    return shown.kind === 'pdf' ? <PdfPages {...view} /> : <ImageView {...view} />;
  };

  return (
    <Box background="neutral0" hasRadius shadow="tableShadow" overflow="hidden">
      <Toolbar file={file} look={look} onDownload={download} />
      {file.warnings.includes('active_pdf') && (
        <Box paddingLeft={4} paddingRight={4} paddingBottom={3}>
          <Notice tone="warning">{t('preview.active')}</Notice>
        </Box>
      )}
      <Box
        ref={frame}
        background="neutral150"
        padding={4}
        // Reached by Tab, so that the arrow keys scroll it.
        tabIndex={0}
        role="region"
        aria-label={t('preview.region', { name: certificate.name })}
        style={{ height, minHeight, overflow: 'auto' }}
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
