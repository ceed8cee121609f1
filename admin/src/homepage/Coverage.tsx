import { Box, Flex, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';

import { useFindStatsQuery } from '../api/settings';
import { ShareBar } from '../components/ShareBar';
import { useFormats } from '../hooks/useFormats';
import { useTranslate } from '../hooks/useTranslate';
import { WidgetBody } from './WidgetBody';

/** For each certificate, the share of the clients who need it and have a valid one. */
export const Coverage = () => {
  const t = useTranslate();
  const formats = useFormats();
  const { data, error } = useFindStatsQuery(undefined);
  if (error) return <Widget.Error />;
  if (!data) return <Widget.Loading />;
  const needed = data.coverage.filter(({ clients }) => clients > 0);
  if (needed.length === 0) return <Widget.NoData>{t('widget.coverage.empty')}</Widget.NoData>;

  return (
    <WidgetBody>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={4}>
        {needed.map(({ template, clients, covered }) => (
          <li key={template.documentId}>
            <Flex justifyContent="space-between" gap={3}>
              <Box minWidth={0}>
                <Typography ellipsis tag="p" title={template.name} fontWeight="semiBold">
                  {template.name}
                </Typography>
              </Box>
              <Typography fontWeight="semiBold">{formats.percent(covered / clients)}</Typography>
            </Flex>
            <Box paddingTop={2} paddingBottom={1}>
              <ShareBar share={covered / clients} label={template.name} />
            </Box>
            <Typography variant="pi" textColor="neutral600">
              {t('widget.coverage.share', { covered: formats.number(covered), clients: formats.number(clients) })}
            </Typography>
          </li>
        ))}
      </Flex>
    </WidgetBody>
  );
};
