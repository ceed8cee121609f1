import { Box, TextButton, Typography } from '@strapi/design-system';
import { Download } from '@strapi/icons';

import { fetchBytes } from '../../api/bytes';
import { saveFile } from '../../components/save-file';
import { REASONS } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import type { TimelineEntry } from './timeline';

const CAUSES = ['new_client', 'generation', 'renewal'] as const;

const oneOf = <T extends string>(all: readonly T[], value: unknown): T | undefined =>
  all.find((known) => known === value);

/** The details of an entry are what the action wrote down, and no more is known of their form. */
interface Details {
  cause?: unknown;
  reason?: unknown;
  comment?: unknown;
  validUntil?: { from: string | null; to: string | null } | string | null;
  notes?: unknown;
  document?: { name: string; url: string };
}

/** Why something happened and what it changed, in words. */
export const TimelineDetails = ({ action, details }: Pick<TimelineEntry, 'action' | 'details'>) => {
  const t = useTranslate();
  const formats = useFormats();
  const notify = useNotify();
  const { cause, reason, comment, validUntil, notes, document } = (details ?? {}) as Details;
  const why = oneOf(REASONS, reason);
  const by = action === 'issued' ? oneOf(CAUSES, cause) : undefined;
  const change = typeof validUntil === 'object' ? validUntil : null;

  const download = async ({ url, name }: { url: string; name: string }) => {
    try {
      saveFile(await fetchBytes(url), name);
    } catch (error) {
      notify.failure(error);
    }
  };

  const lines = [
    by && t(`event.cause.${by}`),
    why && t(`reason.${why}`),
    typeof comment === 'string' && comment,
    change && t('event.validity-changed', { from: formats.day(change.from), to: formats.day(change.to) }),
    notes === true && t('event.notes-changed'),
  ].filter((line): line is string => typeof line === 'string');

  if (lines.length === 0 && !document) return null;
  return (
    <Box paddingTop={1}>
      {lines.map((line, at) => (
        <Typography key={at} variant="pi" tag="p" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {line}
        </Typography>
      ))}
      {document && (
        <TextButton
          startIcon={<Download aria-hidden />}
          onClick={() => download(document)}
          style={{ maxWidth: '100%', overflowWrap: 'anywhere', textAlign: 'start' }}
        >
          {t('event.download', { name: document.name })}
        </TextButton>
      )}
    </Box>
  );
};
