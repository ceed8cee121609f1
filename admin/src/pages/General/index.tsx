import * as React from 'react';
import { Flex } from '@strapi/design-system';
import { useIntl } from 'react-intl';

import { useFindSettingsQuery } from '../../api/settings';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { SettingsPage } from '../../components/SettingsPage';
import { ErrorState, LoadingState } from '../../components/States';
import { NOTHING } from '../../formats';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';

/** The configuration to look at; it is changed in code. */
const General = () => {
  const t = useTranslate();
  const formats = useFormats();
  const { locale } = useIntl();
  const languages = React.useMemo(() => new Intl.DisplayNames(locale, { type: 'language' }), [locale]);
  const { data, error, refetch } = useFindSettingsQuery(undefined);

  const onOff = (isOn: boolean) => t(isOn ? 'general.on' : 'general.off');
  const days = (count: number | null) => (count === null ? t('general.forever') : t('general.days', { count }));

  const rate = (given: { max: number; perSeconds: number } | null) =>
    given === null
      ? NOTHING
      : t('general.rate-value', { max: formats.number(given.max), seconds: formats.number(given.perSeconds) });

  const content = () => {
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (!data) return <LoadingState height="48rem" />;
    const { documents, notifications, retention, sweep } = data;
    return (
      <Flex direction="column" alignItems="stretch" gap={5} maxWidth="80rem">
        <Panel title={t('general.basics')}>
          <Facts
            facts={[
              { label: t('general.time-zone'), value: data.timeZone },
              { label: t('general.locale'), value: languages.of(data.locale) ?? data.locale },
              { label: t('general.expiring-soon-days'), value: days(data.expiringSoonDays) },
              {
                label: t('general.sweep'),
                value: sweep.enabled ? `${onOff(true)} (${sweep.rule})` : onOff(false),
              },
            ]}
          />
        </Panel>
        <Panel title={t('general.documents')}>
          <Facts
            facts={[
              { label: t('general.store'), value: documents.provider ?? t('general.store-private') },
              { label: t('general.max-size'), value: formats.size(documents.maxSizeBytes) },
              { label: t('general.active-pdf'), value: t(`general.active-${documents.activePdf}`) },
              { label: t('general.delivery'), value: t(`general.delivery-${documents.delivery}`) },
            ]}
          />
        </Panel>
        <Panel title={t('general.notifications')}>
          <Facts
            facts={[
              {
                label: t('general.email'),
                value: notifications.email.enabled ? (notifications.email.from ?? onOff(true)) : onOff(false),
              },
              { label: t('general.web-push'), value: onOff(notifications.push.webPush) },
              { label: t('general.fcm'), value: onOff(notifications.push.fcm) },
              { label: t('general.expo'), value: onOff(notifications.push.expo) },
              { label: t('general.organisation'), value: notifications.organisation || NOTHING },
              { label: t('general.client-app'), value: notifications.clientAppUrl ?? NOTHING },
              { label: t('general.staff-digest'), value: onOff(notifications.staffDigest.enabled) },
              { label: t('general.concurrency'), value: formats.number(notifications.concurrency) },
              { label: t('general.rate'), value: rate(notifications.rate) },
              { label: t('general.queue'), value: t(`general.queue-${notifications.queue}`) },
            ]}
          />
        </Panel>
        <Panel title={t('general.retention')}>
          <Facts
            facts={[
              { label: t('general.trash-days'), value: days(retention.trashDays) },
              { label: t('general.rejected-days'), value: days(retention.rejectedDocumentDays) },
              { label: t('general.history-days'), value: days(retention.historyDays) },
              { label: t('general.client-delete'), value: t(`general.${retention.onClientDelete}`) },
            ]}
          />
        </Panel>
      </Flex>
    );
  };

  return (
    <SettingsPage title={t('general.title')} subtitle={t('general.subtitle')} permissions={['settingsManage']}>
      {content()}
    </SettingsPage>
  );
};

export default General;
