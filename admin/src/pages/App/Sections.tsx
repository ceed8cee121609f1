import * as React from 'react';
import { Box, Typography } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { Outlet } from 'react-router-dom';

import { NavTab, NavTabs } from '../../components/NavTabs';
import { LoadingState } from '../../components/States';
import { ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useTranslate } from '../../hooks/useTranslate';
import { usePendingCount } from './usePendingCount';

/** The sections beside each other, with what waits in the queue, and the one that is open. */
export const Sections = () => {
  const t = useTranslate();
  const allowed = useAllowed();
  const pending = usePendingCount();

  return (
    <Page.Main>
      <Page.Title>{t('plugin.name')}</Page.Title>
      <Layouts.Content>
        {/* One line: the height belongs to the document and the lists. */}
        <NavTabs
          label={t('plugin.name')}
          start={
            <Box paddingTop={2} paddingBottom={2} paddingRight={5} shrink={0}>
              <Typography variant="beta" tag="h1">
                {t('plugin.name')}
              </Typography>
            </Box>
          }
        >
          {allowed('certificatesRead') && (
            <>
              <NavTab to={ROUTE.pending} label={t('tab.pending')} count={pending} />
              <NavTab to={ROUTE.all} label={t('tab.all')} />
              <NavTab to={ROUTE.history} label={t('tab.history')} />
              <NavTab to={ROUTE.trash} label={t('tab.trash')} />
            </>
          )}
          {allowed('clientsRead') && <NavTab to={ROUTE.clients} label={t('tab.clients')} />}
        </NavTabs>
        <React.Suspense fallback={<LoadingState />}>
          <Outlet />
        </React.Suspense>
      </Layouts.Content>
    </Page.Main>
  );
};
