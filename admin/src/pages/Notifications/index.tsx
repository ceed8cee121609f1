import * as React from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';

import { NavTab, NavTabs } from '../../components/NavTabs';
import { SettingsPage } from '../../components/SettingsPage';
import { LoadingState } from '../../components/States';
import { ROUTE } from '../../constants';
import { useTranslate } from '../../hooks/useTranslate';
import { Deliveries } from './Deliveries';

const Texts = React.lazy(() => import('../Texts'));

/** What people are told: whether it arrived, and in which words. */
const Notifications = () => {
  const t = useTranslate();
  return (
    <SettingsPage
      title={t('notifications.title')}
      subtitle={t('notifications.subtitle')}
      permissions={['settingsManage']}
    >
      <NavTabs label={t('notifications.title')}>
        <NavTab to={ROUTE.notifications} label={t('notifications.deliveries')} end />
        <NavTab to={ROUTE.texts} label={t('texts.title')} />
      </NavTabs>
      <React.Suspense fallback={<LoadingState />}>
        <Routes>
          <Route index element={<Deliveries />} />
          <Route path="texts" element={<Texts />} />
          <Route path="*" element={<Navigate to={ROUTE.notifications} replace />} />
        </Routes>
      </React.Suspense>
    </SettingsPage>
  );
};

export default Notifications;
