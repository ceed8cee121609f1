import { Box, Flex, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';

import { useFindCertificatesQuery } from '../api/certificates';
import { TextLink } from '../components/RouterLink';
import { ROUTE } from '../constants';
import { useFormats } from '../hooks/useFormats';
import { useTranslate } from '../hooks/useTranslate';
import { WidgetBody } from './WidgetBody';

const SHOWN = 5;

/** Who has waited longest, one click from the decision. */
export const AwaitingApproval = () => {
  const t = useTranslate();
  const formats = useFormats();
  const { data, error } = useFindCertificatesQuery({
    filters: { state: 'pending_approval' },
    sort: 'uploadedAt:ASC',
    pageSize: SHOWN,
  });
  if (error) return <Widget.Error />;
  if (!data) return <Widget.Loading />;
  if (data.data.length === 0) return <Widget.NoData>{t('widget.pending.empty')}</Widget.NoData>;
  const more = data.meta.pagination.total - data.data.length;

  return (
    <WidgetBody>
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
          {data.data.map(({ documentId, client, name, uploadedAt, timeZone }) => (
            <li key={documentId}>
              <Flex justifyContent="space-between" gap={3}>
                <Box minWidth={0}>
                  <TextLink to={`${ROUTE.pending}?at=${documentId}`}>
                    {client?.username ?? t('field.no-client')}
                  </TextLink>
                  <Typography variant="pi" textColor="neutral600" ellipsis tag="p">
                    {name}
                  </Typography>
                </Box>
                <Box shrink={0}>
                  <Typography variant="pi" textColor="neutral600">
                    {formats.date(uploadedAt, timeZone)}
                  </Typography>
                </Box>
              </Flex>
            </li>
          ))}
        </Flex>
        {more > 0 && (
          <Typography variant="pi" textColor="neutral600">
            {t('widget.pending.more', { count: more })}
          </Typography>
        )}
      </Flex>
    </WidgetBody>
  );
};
