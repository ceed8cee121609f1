import {
  Badge,
  Box,
  Flex,
  SingleSelect,
  SingleSelectOption,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
  Typography,
  VisuallyHidden,
} from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';

import type { Notification } from '../../../../server/contracts';
import { useFindNotificationsQuery, useRetryNotificationMutation } from '../../api/settings';
import { DEFAULT_PAGE_SIZE, ListFooter } from '../../components/ListFooter';
import { TextLink } from '../../components/RouterLink';
import { RowActions } from '../../components/RowActions';
import { SettingsPage } from '../../components/SettingsPage';
import { SortableTh } from '../../components/SortableTh';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { ROUTE } from '../../constants';
import { useFormats } from '../../hooks/useFormats';
import { useListParams } from '../../hooks/useListParams';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';

const STATES = ['failed', 'pending', 'sent', 'cancelled'] as const satisfies Notification['state'][];
const VARIANT = { failed: 'danger', pending: 'primary', sent: 'success', cancelled: 'neutral' } as const;
/** Milliseconds: deliveries go on while somebody looks. */
const POLLING = 10_000;

interface RowProps {
  notification: Notification;
  onRetry: () => void;
}

const Row = ({ notification, onRetry }: RowProps) => {
  const t = useTranslate();
  const formats = useFormats();
  const { client, certificate, event, channel, state, attempts, sentAt, lastError } = notification;
  return (
    <Tr>
      <Td>
        <Typography textColor="neutral800">{client?.username ?? t('field.no-client')}</Typography>
      </Td>
      <Td>
        <Typography textColor="neutral800" tag="p">
          {t(`notification.event.${event}`)}
        </Typography>
        {certificate && <TextLink to={ROUTE.certificate(certificate.documentId)}>{certificate.name}</TextLink>}
      </Td>
      <Td>
        <Typography textColor="neutral800">{t(`notification.channel.${channel}`)}</Typography>
      </Td>
      <Td>
        <Badge size="S" variant={VARIANT[state]}>
          {t(`notification.state.${state}`)}
        </Badge>
        {lastError && state !== 'sent' && (
          <Box maxWidth="24rem" paddingTop={1}>
            <Typography variant="pi" textColor="neutral600" tag="p" ellipsis title={lastError}>
              {lastError}
            </Typography>
          </Box>
        )}
      </Td>
      <Td>
        <Typography textColor="neutral800">{formats.number(attempts)}</Typography>
      </Td>
      <Td>
        <Typography textColor="neutral800">{sentAt ? formats.instant(sentAt) : '–'}</Typography>
      </Td>
      <Td>
        <RowActions
          actions={[
            state === 'failed' && { label: t('notifications.retry'), icon: <ArrowClockwise />, onClick: onRetry },
          ]}
        />
      </Td>
    </Tr>
  );
};

/** What was told to whom, and what could not be delivered. */
const Notifications = () => {
  const t = useTranslate();
  const notify = useNotify();
  const params = useListParams();
  const state = params.get('state');
  const [retry] = useRetryNotificationMutation();
  const { data, error, isLoading, refetch } = useFindNotificationsQuery(
    {
      ...(state ? { filters: { state } } : {}),
      page: params.number('page', 1),
      pageSize: params.number('pageSize', DEFAULT_PAGE_SIZE),
    },
    { pollingInterval: POLLING }
  );

  const retryOne = async (documentId: string) => {
    try {
      await retry(documentId).unwrap();
      notify.success(t('notifications.retried'));
    } catch (reason) {
      notify.failure(reason);
    }
  };

  const content = () => {
    if (isLoading) return <LoadingState />;
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (!data || data.data.length === 0) {
      return <EmptyState>{t(state ? 'list.empty-filtered' : 'notifications.empty')}</EmptyState>;
    }
    return (
      <>
        <Table colCount={7} rowCount={data.data.length + 1}>
          <Thead>
            <Tr>
              <SortableTh label={t('field.client')} params={params} />
              <SortableTh label={t('notifications.event')} params={params} />
              <SortableTh label={t('notifications.channel')} params={params} />
              <SortableTh label={t('field.state')} params={params} />
              <SortableTh label={t('notifications.attempts')} params={params} />
              <SortableTh label={t('notifications.sent-at')} params={params} />
              <Th>
                <VisuallyHidden>{t('action.more')}</VisuallyHidden>
              </Th>
            </Tr>
          </Thead>
          <Tbody>
            {data.data.map((notification) => (
              <Row
                key={notification.documentId}
                notification={notification}
                onRetry={() => void retryOne(notification.documentId)}
              />
            ))}
          </Tbody>
        </Table>
        <ListFooter pagination={data.meta.pagination} />
      </>
    );
  };

  return (
    <SettingsPage
      title={t('notifications.title')}
      subtitle={t('notifications.subtitle')}
      permissions={['settingsManage']}
    >
      <Flex paddingBottom={4}>
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
      </Flex>
      {content()}
    </SettingsPage>
  );
};

export default Notifications;
