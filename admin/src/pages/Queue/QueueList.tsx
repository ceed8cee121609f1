import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import { Panel } from '../../components/Panel';
import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import type { Queue } from './useQueue';

const Row = styled.button`
  background: transparent;
  border: 0;
  border-radius: ${({ theme }) => theme.borderRadius};
  color: inherit;
  cursor: pointer;
  display: block;
  font: inherit;
  padding: ${({ theme }) => theme.spaces[2]};
  text-align: start;
  width: 100%;

  &:hover {
    background: ${({ theme }) => theme.colors.neutral100};
  }

  &[aria-current='true'] {
    background: ${({ theme }) => theme.colors.primary100};
  }
`;

/** Who else waits: to see what is coming, and to take somebody first. */
export const QueueList = ({ queue }: { queue: Queue }) => {
  const t = useTranslate();
  const formats = useFormats();
  return (
    <Panel title={t('queue.list')}>
      <Box tag="ul">
        {queue.rows.map(({ documentId, client, name, uploadedAt, timeZone }) => (
          <li key={documentId}>
            <Row
              type="button"
              aria-current={documentId === queue.current?.documentId}
              onClick={() => queue.open(documentId)}
            >
              <Flex justifyContent="space-between" gap={3}>
                <Typography ellipsis fontWeight="semiBold">
                  {client?.username ?? t('field.no-client')}
                </Typography>
                <Box shrink={0}>
                  <Typography variant="pi" textColor="neutral600">
                    {formats.date(uploadedAt, timeZone)}
                  </Typography>
                </Box>
              </Flex>
              <Typography variant="pi" textColor="neutral600" ellipsis tag="p">
                {name}
              </Typography>
            </Row>
          </li>
        ))}
      </Box>
    </Panel>
  );
};
