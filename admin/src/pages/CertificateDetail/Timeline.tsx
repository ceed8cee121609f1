import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import type { CertificateHistoryEntry } from '../../../../server/contracts';
import { useFindCertificateEventsQuery } from '../../api/certificates';
import { Panel } from '../../components/Panel';
import { ErrorState } from '../../components/States';
import { REASONS } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import type { TextKey } from '../../translations';

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

const isReason = (value: unknown): value is (typeof REASONS)[number] => (REASONS as readonly unknown[]).includes(value);

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
  timeZone: string | null;
}

/** What happened to the certificate, newest first: who, when, and why. */
export const Timeline = ({ documentId, timeZone }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const actorText = useActor();
  const { data = [], error, refetch } = useFindCertificateEventsQuery(documentId);
  if (error) return <ErrorState error={error} onRetry={refetch} />;

  return (
    <Panel title={t('detail.timeline')}>
      <ol>
        {[...data].reverse().map(({ documentId: id, action, at, actor, details }) => (
          <Entry key={id} $color={COLOR[action] ?? 'primary500'}>
            <Typography fontWeight="semiBold" tag="p">
              {ACTIONS[action] ? t(ACTIONS[action]) : action}
            </Typography>
            <Typography variant="pi" textColor="neutral600" tag="p">
              {`${actorText(actor)} · ${formats.instant(at, timeZone)}`}
            </Typography>
            {isReason(details?.reason) && (
              <Box paddingTop={1}>
                <Typography variant="pi" tag="p">
                  {t(`reason.${details.reason}`)}
                </Typography>
              </Box>
            )}
            {typeof details?.comment === 'string' && (
              <Flex>
                <Typography variant="pi" tag="p" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                  {details.comment}
                </Typography>
              </Flex>
            )}
          </Entry>
        ))}
      </ol>
    </Panel>
  );
};
