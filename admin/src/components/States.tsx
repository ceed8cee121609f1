import type * as React from 'react';
import { Box, Button, EmptyStateLayout, Flex, Loader } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';

/** What to do next, where there is nothing to show yet. */
export const EmptyState = ({ action, children }: { action?: React.ReactNode; children: string }) => (
  <EmptyStateLayout
    hasRadius
    shadow="tableShadow"
    icon={<EmptyDocuments width="16rem" aria-hidden />}
    content={children}
    action={action}
  />
);

/** Why there is nothing to show, and a way to try again. */
export const ErrorState = ({ error, onRetry }: { error: unknown; onRetry?: () => unknown }) => {
  const t = useTranslate();
  const errorText = useErrorText();
  return (
    <Box role="alert">
      <EmptyStateLayout
        hasRadius
        shadow="tableShadow"
        icon={<WarningCircle width="6rem" height="6rem" fill="danger600" aria-hidden />}
        content={errorText(error)}
        action={
          onRetry && (
            <Button variant="secondary" onClick={() => void onRetry()}>
              {t('action.retry')}
            </Button>
          )
        }
      />
    </Box>
  );
};

/** Stands where content will be, as high as most of it. */
export const LoadingState = ({ height = '32rem' }: { height?: string }) => {
  const t = useTranslate();
  return (
    <Flex background="neutral0" hasRadius shadow="tableShadow" justifyContent="center" height={height} aria-busy>
      <Loader>{t('list.loading')}</Loader>
    </Flex>
  );
};
