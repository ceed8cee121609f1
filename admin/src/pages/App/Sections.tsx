import * as React from 'react';
import { Badge, Box, Flex, Typography } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { NavLink, Outlet } from 'react-router-dom';
import { styled } from 'styled-components';

import { LoadingState } from '../../components/States';
import { ROUTE } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import { usePendingCount } from './usePendingCount';

const Tab = styled(NavLink)`
  display: flex;
  align-items: center;
  gap: ${({ theme }) => theme.spaces[2]};
  padding: ${({ theme }) => theme.spaces[3]} ${({ theme }) => theme.spaces[4]};
  border-bottom: 2px solid transparent;
  color: ${({ theme }) => theme.colors.neutral600};
  text-decoration: none;
  white-space: nowrap;

  &:hover {
    color: ${({ theme }) => theme.colors.neutral800};
  }

  &[aria-current='page'] {
    color: ${({ theme }) => theme.colors.primary600};
    border-bottom-color: ${({ theme }) => theme.colors.primary600};
  }
`;

const Bar = styled(Flex)`
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral200};
  overflow-x: auto;
`;

/** The sections beside each other, with what waits in the queue, and the one that is open. */
export const Sections = () => {
  const t = useTranslate();
  const { number } = useFormats();
  const allowed = useAllowed();
  const pending = usePendingCount();
  const tab = (to: string, label: string, count?: number) => (
    <li>
      <Tab to={to}>
        <Typography variant="omega" fontWeight="semiBold" textColor="inherit" tag="span">
          {label}
        </Typography>
        {count !== undefined && count > 0 && (
          <Badge size="S" active>
            {number(count)}
          </Badge>
        )}
      </Tab>
    </li>
  );

  return (
    <Page.Main>
      <Page.Title>{t('plugin.name')}</Page.Title>
      <Layouts.Header title={t('plugin.name')} />
      <Layouts.Content>
        <Box tag="nav" aria-label={t('plugin.name')} paddingBottom={6}>
          <Bar tag="ul">
            {allowed('certificatesRead') && (
              <>
                {tab(ROUTE.pending, t('tab.pending'), pending)}
                {tab(ROUTE.all, t('tab.all'))}
                {tab(ROUTE.history, t('tab.history'))}
                {tab(ROUTE.trash, t('tab.trash'))}
              </>
            )}
            {allowed('clientsRead') && tab(ROUTE.clients, t('tab.clients'))}
          </Bar>
        </Box>
        <React.Suspense fallback={<LoadingState />}>
          <Outlet />
        </React.Suspense>
      </Layouts.Content>
    </Page.Main>
  );
};
