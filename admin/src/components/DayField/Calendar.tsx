import * as React from 'react';
import { Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import { styled } from 'styled-components';

import { useTranslate } from '../../hooks/useTranslate';
import { addDays, addMonths, dayOfWeek, firstDayOf, today, weeksOf } from './calendar-days';

const Grid = styled.table`
  border-collapse: collapse;

  th {
    color: ${({ theme }) => theme.colors.neutral600};
    font-size: ${({ theme }) => theme.fontSizes[1]};
    padding: ${({ theme }) => theme.spaces[1]};
  }
`;

const Day = styled.button<{ $isOther: boolean }>`
  background: transparent;
  border: 1px solid transparent;
  border-radius: ${({ theme }) => theme.borderRadius};
  color: ${({ theme, $isOther }) => theme.colors[$isOther ? 'neutral600' : 'neutral800']};
  cursor: pointer;
  font: inherit;
  font-size: ${({ theme }) => theme.fontSizes[2]};
  height: 3.2rem;
  width: 3.6rem;

  &:hover {
    background: ${({ theme }) => theme.colors.neutral100};
  }

  &[aria-current='date'] {
    border-color: ${({ theme }) => theme.colors.neutral300};
  }

  [aria-selected='true'] > & {
    background: ${({ theme }) => theme.colors.primary100};
    color: ${({ theme }) => theme.colors.primary700};
    font-weight: ${({ theme }) => theme.fontWeights.bold};
  }
`;

/** Where a key leads from a day: the pattern of a date grid (WAI-ARIA Authoring Practices). */
const target = (event: React.KeyboardEvent, day: string, firstDay: number): string | null => {
  switch (event.key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return addDays(day, -dayOfWeek(day, firstDay));
    case 'End':
      return addDays(day, 6 - dayOfWeek(day, firstDay));
    case 'PageUp':
      return addMonths(day, event.shiftKey ? -12 : -1);
    case 'PageDown':
      return addMonths(day, event.shiftKey ? 12 : 1);
    default:
      return null;
  }
};

interface Props {
  locale: string;
  /** `YYYY-MM-DD` */
  value: string | null;
  onPick: (day: string) => void;
}

/** A month to pick a day from, by pointer or keys. */
export const Calendar = ({ locale, value, onPick }: Props) => {
  const t = useTranslate();
  const id = React.useId();
  const [current, setCurrent] = React.useState(value ?? today(new Date()));
  const grid = React.useRef<HTMLTableElement>(null);
  const firstDay = firstDayOf(locale);
  const weeks = weeksOf(current, firstDay);

  const words = React.useMemo(() => {
    const make = (options: Intl.DateTimeFormatOptions) => {
      const formatter = new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', timeZone: 'UTC' });
      return (day: string) => formatter.format(new Date(`${day}T00:00:00Z`));
    };
    return {
      month: make({ month: 'long', year: 'numeric' }),
      day: make({ dateStyle: 'full' }),
      weekday: make({ weekday: 'short' }),
    };
  }, [locale]);

  const focusCurrent = () => grid.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  const isMoved = React.useRef(true);
  // At first, and whenever a key has moved it; who turns the pages by the buttons stays on them.
  React.useEffect(() => {
    if (isMoved.current) focusCurrent();
    isMoved.current = false;
  }, [current]);

  const turn = (months: number) => () => setCurrent(addMonths(current, months));
  const move = (event: React.KeyboardEvent) => {
    const day = target(event, current, firstDay);
    if (day === null) return;
    event.preventDefault();
    isMoved.current = true;
    setCurrent(day);
  };

  return (
    <Box padding={4}>
      <Flex justifyContent="space-between" gap={2} paddingBottom={2}>
        <IconButton variant="ghost" label={t('day.previous-month')} onClick={turn(-1)}>
          <ChevronLeft />
        </IconButton>
        <Typography id={id} fontWeight="bold" aria-live="polite">
          {words.month(current)}
        </Typography>
        <IconButton variant="ghost" label={t('day.next-month')} onClick={turn(1)}>
          <ChevronRight />
        </IconButton>
      </Flex>
      <Grid role="grid" ref={grid} aria-labelledby={id} onKeyDown={move}>
        <thead>
          <tr>
            {(weeks[0] ?? []).map((day) => (
              <th key={day} scope="col">
                {words.weekday(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} role="gridcell" aria-selected={day === value}>
                  <Day
                    type="button"
                    $isOther={day.slice(0, 7) !== current.slice(0, 7)}
                    tabIndex={day === current ? 0 : -1}
                    aria-label={words.day(day)}
                    aria-current={day === today(new Date()) ? 'date' : undefined}
                    onClick={() => onPick(day)}
                  >
                    {Number(day.slice(8))}
                  </Day>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Grid>
    </Box>
  );
};
