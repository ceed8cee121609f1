import { Box, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import { styled } from 'styled-components';

import { useFindStatsQuery } from '../api/settings';
import { useFormats } from '../hooks/useFormats';
import { useTranslate } from '../hooks/useTranslate';
import { WidgetBody } from './WidgetBody';

const Chart = styled.ol`
  align-items: end;
  display: flex;
  gap: 4px;
  height: 14rem;
`;

const Week = styled.li`
  align-items: center;
  display: flex;
  flex: 1;
  flex-direction: column;
  height: 100%;
  justify-content: flex-end;
  min-width: 0;
`;

const Bar = styled.div<{ $share: number }>`
  background: ${({ theme, $share }) => ($share === 0 ? theme.colors.neutral200 : theme.colors.warning500)};
  border-radius: 2px 2px 0 0;
  height: ${({ $share }) => `max(3px, calc(${$share * 100}% - 2rem))`};
  width: 100%;
`;

/** How many certificates run out in each of the next weeks: what the desk will have to ask for. */
export const ExpiringWeeks = () => {
  const t = useTranslate();
  const formats = useFormats();
  const { data, error } = useFindStatsQuery(undefined);
  if (error) return <Widget.Error />;
  if (!data) return <Widget.Loading />;
  const total = data.expiring.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <Widget.NoData>{t('widget.expiring.empty')}</Widget.NoData>;
  const highest = Math.max(...data.expiring.map(({ count }) => count));
  const first = data.expiring[0];
  const last = data.expiring.at(-1);

  return (
    <WidgetBody>
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Typography tag="p">{t('widget.expiring.summary', { count: total })}</Typography>
        <Chart>
          {data.expiring.map(({ from, count }) => {
            const label = t('widget.expiring.week', { day: formats.day(from), count });
            return (
              <Week key={from} title={label}>
                <VisuallyHidden>{label}</VisuallyHidden>
                <Typography variant="pi" textColor="neutral600" aria-hidden>
                  {count > 0 ? formats.number(count) : ''}
                </Typography>
                <Bar $share={count / highest} aria-hidden />
              </Week>
            );
          })}
        </Chart>
        <Flex justifyContent="space-between" aria-hidden>
          <Box>
            <Typography variant="pi" textColor="neutral600">
              {first && formats.day(first.from)}
            </Typography>
          </Box>
          <Box>
            <Typography variant="pi" textColor="neutral600">
              {last && formats.day(last.from)}
            </Typography>
          </Box>
        </Flex>
      </Flex>
    </WidgetBody>
  );
};
