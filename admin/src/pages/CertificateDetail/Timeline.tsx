import * as React from 'react';
import { Flex, Loader, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import type { CertificateHistoryEntry } from '../../../../server/contracts';
import { useFindCertificateEventsQuery } from '../../api/certificates';
import { Panel } from '../../components/Panel';
import { ErrorState } from '../../components/States';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import type { TextKey } from '../../translations';
import { timelineOf } from './timeline';
import { TimelineDetails } from './TimelineDetails';

const ACTIONS: Record<string, TextKey> = {
  issued: 'event.issued',
  uploaded: 'event.uploaded',
  updated: 'event.updated',
  approved: 'event.approved',
  rejected: 'event.rejected',
  revoked: 'event.revoked',
  archived: 'event.archived',
  deleted: 'event.deleted',
  expiring_soon: 'event.expiring_soon',
  expired: 'event.expired',
  center_set: 'event.center_set',
  document_erased: 'event.document_erased',
  document_viewed: 'event.document_viewed',
};

const COLOR: Record<string, string> = {
  approved: 'success500',
  rejected: 'danger500',
  revoked: 'danger500',
  deleted: 'danger500',
  expired: 'danger500',
  expiring_soon: 'warning500',
};

const Entry = styled.li<{ $color: string }>`
  border-inline-start: 2px solid ${({ theme }) => theme.colors.neutral200};
  margin-inline-start: 5px;
  padding: 0 0 ${({ theme }) => theme.spaces[5]} ${({ theme }) => theme.spaces[4]};
  position: relative;

  &:last-child {
    border-inline-start-color: transparent;
    padding-bottom: 0;
  }

  &::before {
    background: ${({ theme, $color }) => theme.colors[$color as keyof typeof theme.colors]};
    border-radius: 50%;
    content: '';
    height: 10px;
    inset-inline-start: -6px;
    position: absolute;
    top: 4px;
    width: 10px;
  }
`;

/** Who did it: a person by the name that they had then, else the clock or the host's code. */
const useActor = () => {
  const t = useTranslate();
  return ({ type, name }: CertificateHistoryEntry['actor']): string => {
    if (type === 'system') return t('actor.system');
    if (type === 'host') return t('actor.host');
    const role = t(type === 'client' ? 'actor.client' : 'actor.staff');
    return name ? `${name} (${role})` : role;
  };
};

interface Props {
  documentId: string;
  timeZone: string;
}

/** What happened to the certificate, newest first: who, when, and why. */
export const Timeline = ({ documentId, timeZone }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const actorText = useActor();
  const { data, error, refetch } = useFindCertificateEventsQuery(documentId);
  const entries = React.useMemo(() => timelineOf(data ?? []), [data]);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;

  return (
    <Panel title={t('detail.timeline')}>
      {!data && (
        <Flex justifyContent="center" minHeight="12rem" aria-busy>
          <Loader small>{t('list.loading')}</Loader>
        </Flex>
      )}
      <ol>
        {entries.map(({ documentId: id, action, at, since, count, actor, details }) => (
          <Entry key={id} $color={COLOR[action] ?? 'primary500'}>
            <Typography fontWeight="semiBold" tag="p">
              {ACTIONS[action] ? t(ACTIONS[action], { count }) : action}
            </Typography>
            <Typography variant="pi" textColor="neutral600" tag="p" style={{ overflowWrap: 'anywhere' }}>
              {`${actorText(actor)} · ${count > 1 ? formats.span(since, at, timeZone) : formats.instant(at, timeZone)}`}
            </Typography>
            <TimelineDetails action={action} details={details} />
          </Entry>
        ))}
      </ol>
    </Panel>
  );
};
