import * as React from 'react';
import { Box, Flex, Tabs, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import type { PreviewText } from '../../../../server/contracts';
import { Panel } from '../../components/Panel';
import { PreviewMessage } from '../../components/DocumentPreview/PreviewMessage';
import { ErrorState } from '../../components/States';
import { useTranslate } from '../../hooks/useTranslate';
import type { TextForm } from './useTextForm';

const Mail = styled.iframe`
  background: #ffffff;
  border: 0;
  display: block;
  height: 48rem;
  width: 100%;
`;

const Plain = styled.pre`
  font: inherit;
  font-family: monospace;
  font-size: 1.3rem;
  line-height: 1.5;
  min-height: 48rem;
  overflow-wrap: anywhere;
  white-space: pre-wrap;
`;

/** Links of the mail lead nowhere here: a window of their own is what the sandbox does not let them open. */
const withoutLinks = (html: string): string => html.replace('<head>', '<head><base target="_blank">');

/** About as a phone shows it. */
const Phone = ({ push }: { push: NonNullable<PreviewText.Response['data']['push']> }) => (
  <Flex justifyContent="center" alignItems="flex-start" minHeight="48rem" paddingTop={6}>
    <Box background="neutral0" hasRadius shadow="popupShadow" padding={4} width="100%" maxWidth="36rem">
      <Typography tag="p" fontWeight="bold" style={{ overflowWrap: 'anywhere' }}>
        {push.title}
      </Typography>
      <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
        {push.body}
      </Typography>
    </Box>
  </Flex>
);

/** How the text will reach people, with invented facts in it; while it cannot be shown, as it was last. */
export const TextPreview = ({ preview: { data, error, isFetching, refetch } }: Pick<TextForm, 'preview'>) => {
  const t = useTranslate();
  const [tab, setTab] = React.useState('mail');
  if (!data) {
    return (
      <Panel title={t('texts.preview')}>
        {error && !isFetching ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <PreviewMessage busy>{t('list.loading')}</PreviewMessage>
        )}
      </Panel>
    );
  }
  return (
    <Panel title={t('texts.preview')}>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {t('texts.preview-explanation')}
      </Typography>
      {/* A text without a push may come after one with it. */}
      <Tabs.Root variant="simple" value={tab === 'push' && !data.push ? 'mail' : tab} onValueChange={setTab}>
        <Tabs.List aria-label={t('texts.preview')}>
          <Tabs.Trigger value="mail">{t('texts.as-mail')}</Tabs.Trigger>
          <Tabs.Trigger value="plain">{t('texts.as-plain-text')}</Tabs.Trigger>
          {data.push && <Tabs.Trigger value="push">{t('notification.channel.push')}</Tabs.Trigger>}
        </Tabs.List>
        <Box
          background="neutral100"
          borderColor="neutral200"
          hasRadius
          marginTop={4}
          overflow="hidden"
          aria-busy={isFetching}
        >
          <Tabs.Content value="mail">
            <Box padding={4}>
              <Typography tag="p" fontWeight="bold" style={{ overflowWrap: 'anywhere' }}>
                {data.subject}
              </Typography>
            </Box>
            <Mail sandbox="" title={t('texts.as-mail')} srcDoc={withoutLinks(data.html)} />
          </Tabs.Content>
          <Tabs.Content value="plain">
            <Box padding={4}>
              <Plain>
                <Typography tag="span" style={{ font: 'inherit' }}>{`${data.subject}\n\n${data.text}`}</Typography>
              </Plain>
            </Box>
          </Tabs.Content>
          {data.push && (
            <Tabs.Content value="push">
              <Box padding={4}>
                <Phone push={data.push} />
              </Box>
            </Tabs.Content>
          )}
        </Box>
      </Tabs.Root>
    </Panel>
  );
};
