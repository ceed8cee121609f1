import type * as React from 'react';
import { Box, Button, Flex, IconButton, Typography } from '@strapi/design-system';
import { ArrowLeft, ArrowRight, Check, Cross } from '@strapi/icons';
import { styled } from 'styled-components';

import type { StaffCertificate } from '../../../../server/contracts';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { ButtonLink, TextLink } from '../../components/RouterLink';
import { ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import type { Queue } from './useQueue';

const Key = styled.kbd`
  border: 1px solid currentColor;
  border-radius: 3px;
  font: inherit;
  font-size: 1.1rem;
  line-height: 1.3;
  opacity: 0.75;
  padding: 0 0.4rem;
`;

const Quote = styled(Box)`
  white-space: pre-wrap;
  overflow-wrap: anywhere;
`;

/** The buttons stay where they are, whatever the name. */
const clamped: React.CSSProperties = {
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
  overflow: 'hidden',
  overflowWrap: 'anywhere',
};

interface Props {
  certificate: StaffCertificate;
  queue: Queue;
  showsKeys: boolean;
  isBusy: boolean;
  /** Whether the document has been seen. */
  isSeen: boolean;
  onApprove: () => void;
  onReject: () => void;
}

/** What there is to know about the certificate in hand, and what to do with it. */
export const QueuePanel = ({ certificate, queue, showsKeys, isBusy, isSeen, onApprove, onReject }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const allowed = useAllowed();
  const { client, center, template, timeZone } = certificate;
  // They keep the focus while a document is on its way, which a disabled button would lose.
  const unseen = { 'aria-disabled': isBusy || !isSeen, style: { flex: '1 1 12rem', opacity: isSeen ? 1 : 0.6 } };
  const key = (name: string) => (showsKeys ? <Key aria-hidden>{name}</Key> : undefined);

  return (
    <Panel>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Flex justifyContent="space-between" gap={2}>
          <Typography variant="sigma" textColor="neutral600">
            {t('queue.position', { position: formats.number(queue.position), total: formats.number(queue.total) })}
          </Typography>
          <Flex gap={1}>
            <IconButton label={t('queue.previous')} disabled={!queue.hasPrevious} onClick={() => queue.previous()}>
              <ArrowLeft />
            </IconButton>
            <IconButton label={t('queue.next')} disabled={!queue.hasNext} onClick={() => queue.next()}>
              <ArrowRight />
            </IconButton>
          </Flex>
        </Flex>
        {/* Who is next is told to those who do not see it. */}
        <Box aria-live="polite">
          <Typography variant="beta" tag="h2" title={client?.username} style={clamped}>
            {client?.username ?? t('field.no-client')}
          </Typography>
          <Typography tag="p" textColor="neutral600" title={certificate.name} style={clamped}>
            {certificate.name}
          </Typography>
        </Box>
        {allowed('certificatesReview') && (
          <Flex gap={2} wrap="wrap">
            <Button
              variant="success"
              startIcon={<Check />}
              endIcon={key('A')}
              loading={isBusy}
              onClick={onApprove}
              {...unseen}
            >
              {t('action.approve')}
            </Button>
            <Button
              variant="danger-light"
              startIcon={<Cross />}
              endIcon={key('R')}
              disabled={isBusy}
              onClick={onReject}
              {...unseen}
            >
              {t('action.reject')}
            </Button>
          </Flex>
        )}
        <Facts
          facts={[
            {
              label: t('field.valid-until'),
              value: (
                <Typography fontWeight="bold">
                  {certificate.expires ? formats.day(certificate.validUntil) : t('field.never-expires')}
                </Typography>
              ),
            },
            {
              label: t('field.uploaded-at'),
              value: formats.instant(certificate.uploadedAt, timeZone),
            },
            certificate.uploadedBy === 'staff'
              ? { label: t('field.uploaded-by'), value: t(`actor.${certificate.uploadedBy}`) }
              : null,
            { label: t('field.issued-at'), value: formats.date(certificate.issuedAt, timeZone) },
            center ? { label: t('field.center'), value: center.name } : null,
            client?.email ? { label: t('field.email'), value: client.email } : null,
          ]}
        />
        {certificate.notes && (
          <Box>
            <Typography variant="sigma" textColor="neutral600" tag="h3">
              {t('field.notes')}
            </Typography>
            <Quote tag="p" paddingTop={1}>
              <Typography>{certificate.notes}</Typography>
            </Quote>
          </Box>
        )}
        {template?.instructions && (
          <Box>
            <Typography variant="sigma" textColor="neutral600" tag="h3">
              {t('field.instructions')}
            </Typography>
            <Quote tag="p" paddingTop={1}>
              <Typography textColor="neutral700">{template.instructions}</Typography>
            </Quote>
          </Box>
        )}
        <Flex gap={4} wrap="wrap">
          <ButtonLink variant="tertiary" size="S" to={ROUTE.certificate(certificate.documentId)}>
            {t('queue.details')}
          </ButtonLink>
          {client && allowed('clientsRead') && (
            <TextLink to={ROUTE.client(client.documentId)}>{t('queue.profile')}</TextLink>
          )}
        </Flex>
      </Flex>
    </Panel>
  );
};
