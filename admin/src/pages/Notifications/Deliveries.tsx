import * as React from 'react';
import { Badge, Box, Button, Flex, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';

import type { Notification } from '../../../../server/contracts';
import { useFindNotificationsQuery, useFindSettingsQuery, useRetryNotificationMutation } from '../../api/settings';
import { CellLink, CellText } from '../../components/CellText';
import { DataTable, type Column } from '../../components/DataTable';
import { ListView } from '../../components/ListView';
import { ROUTE } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useListParams } from '../../hooks/useListParams';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import type { TextKey } from '../../translations';

const STATES = ['failed', 'pending', 'sent', 'cancelled'] as const satisfies Notification['state'][];
const VARIANT = { failed: 'danger', pending: 'primary', sent: 'success', cancelled: 'neutral' } as const;
/** Why a message was not sent after all, by the server's word. */
const REASONS = {
  certificate_gone: 'notification.cancelled.certificate-gone',
  certificate_deleted: 'notification.cancelled.certificate-deleted',
  certificate_archived: 'notification.cancelled.certificate-archived',
  client_gone: 'notification.cancelled.client-gone',
  client_blocked: 'notification.cancelled.client-blocked',
  no_longer_true: 'notification.cancelled.no-longer-true',
  superseded: 'notification.cancelled.superseded',
  no_address: 'notification.cancelled.no-address',
  no_subscription: 'notification.cancelled.no-subscription',
} as const satisfies Record<string, TextKey>;
/** Milliseconds: deliveries go on while somebody looks. */
const POLLING = 10_000;

/** What was told to whom, and what could not be delivered. */
export const Deliveries = () => {
  const t = useTranslate();
  const notify = useNotify();
  const params = useListParams();
  const state = params.get('state');
  const [retry] = useRetryNotificationMutation();
  const formats = useFormats();
  const { data: settings } = useFindSettingsQuery(undefined);
  const query = useFindNotificationsQuery(
    { ...(state ? { filters: { state } } : {}), ...params.request() },
    { pollingInterval: POLLING }
  );

  const [isRetrying, setIsRetrying] = React.useState(false);
  const failed = query.data?.data.filter((row) => row.state === 'failed') ?? [];

  /** One after the other: what cannot be sent again ends it, in words. */
  const sendAgain = async (rows: Notification[]) => {
    setIsRetrying(true);
    try {
      for (const { documentId } of rows) await retry(documentId).unwrap();
      notify.success(t('notifications.retried', { count: rows.length }));
    } catch (reason) {
      notify.failure(reason);
    } finally {
      setIsRetrying(false);
    }
  };

  const columns: Column<Notification>[] = [
    {
      label: t('notifications.event'),
      cell: ({ event, certificate }) => (
        <>
          <CellText>{t(`notification.event.${event}`)}</CellText>
          {certificate && <CellLink to={ROUTE.certificate(certificate.documentId)}>{certificate.name}</CellLink>}
        </>
      ),
    },
    { label: t('field.client'), from: 420, cell: ({ client }) => client?.username ?? t('field.no-client') },
    {
      label: t('notifications.channel'),
      from: 640,
      cell: ({ channel }) => t(`notification.channel.${channel}`),
    },
    {
      label: t('field.state'),
      cell: ({ state: its, lastError }) => (
        <>
          <Badge size="S" variant={VARIANT[its]}>
            {t(`notification.state.${its}`)}
          </Badge>
          {lastError && its !== 'sent' && (
            <Box maxWidth="28rem">
              <Typography variant="pi" textColor="neutral600" tag="p" style={{ overflowWrap: 'anywhere' }}>
                {its === 'cancelled' && lastError in REASONS
                  ? t(REASONS[lastError as keyof typeof REASONS])
                  : lastError}
              </Typography>
            </Box>
          )}
        </>
      ),
    },
    {
      label: t('notifications.attempts'),
      from: 820,
      isExtra: true,
      cell: ({ attempts }) => formats.number(attempts),
    },
    {
      label: t('notifications.sent-at'),
      from: 820,
      cell: ({ sentAt }) => formats.instant(sentAt, settings?.timeZone ?? 'UTC'),
    },
  ];

  return (
    <>
      <Flex paddingBottom={4} gap={2} wrap="wrap">
        <Box width="22rem">
          <SingleSelect
            size="S"
            aria-label={t('field.state')}
            placeholder={t('field.state')}
            value={state || null}
            onChange={(value) => params.change({ state: String(value) })}
            onClear={() => params.change({ state: null })}
            clearLabel={t('form.clear')}
          >
            {STATES.map((name) => (
              <SingleSelectOption key={name} value={name}>
                {t(`notification.state.${name}`)}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Box>
        {failed.length > 1 && (
          <Button
            variant="tertiary"
            size="S"
            startIcon={<ArrowClockwise />}
            loading={isRetrying}
            onClick={() => sendAgain(failed)}
          >
            {t('notifications.retry-all')}
          </Button>
        )}
      </Flex>
      <ListView query={query} params={params} filters={['state']} empty={{ text: t('notifications.empty') }}>
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            params={params}
            actions={(row) => [
              row.state === 'failed' && {
                label: t('notifications.retry'),
                icon: <ArrowClockwise />,
                onClick: () => void sendAgain([row]),
              },
            ]}
          />
        )}
      </ListView>
    </>
  );
};
