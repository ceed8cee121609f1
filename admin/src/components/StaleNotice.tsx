import { Box, Button, Flex, Typography } from '@strapi/design-system';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

/** What is shown could not be fetched anew: it stays, because somebody may be working with it. */
export const StaleNotice = ({ error, onRetry }: { error: unknown; onRetry: () => unknown }) => {
  const t = useTranslate();
  const errorText = useErrorText();
  return (
    <Box role="alert" paddingBottom={4}>
      <Notice tone="warning" title={t('list.stale')}>
        <Flex gap={4} wrap="wrap">
          <Typography tag="p">{errorText(error)}</Typography>
          <Button variant="tertiary" size="S" onClick={() => void onRetry()}>
            {t('action.retry')}
          </Button>
        </Flex>
      </Notice>
    </Box>
  );
};
