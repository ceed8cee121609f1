import {
  addDays,
  addMonths,
  dayOfWeek,
  firstDayOf,
  today,
  weeksOf,
} from '../../../admin/src/components/DayField/calendar-days';

const MONDAY = 1;
const SUNDAY = 7;

it('a month later is the same day, or the last of a shorter month', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
  expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
});

it('a day later is the next, over months, years and clock changes', () => {
  expect([addDays('2026-12-31', 1), addDays('2026-03-29', 1), addDays('2026-03-01', -1)]).toEqual([
    '2027-01-01',
    '2026-03-30',
    '2026-02-28',
  ]);
});

it.each([
  ['2026-03-11', MONDAY, 6, '2026-02-23', '2026-04-05'],
  ['2026-03-11', SUNDAY, 5, '2026-03-01', '2026-04-04'],
  ['2027-02-01', MONDAY, 4, '2027-02-01', '2027-02-28'],
])('the month of %s (weeks from %s) is shown in %s whole weeks', (day, firstDay, count, first, last) => {
  const weeks = weeksOf(day, firstDay);
  expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([count, first, last]);
  expect(weeks.every((week) => week.length === 7 && dayOfWeek(week[0] ?? '', firstDay) === 0)).toBe(true);
});

it('weeks begin as the language has it', () => {
  expect(['en', 'pt-BR', 'es', 'it', 'fr', 'de'].map(firstDayOf)).toEqual([7, 7, 1, 1, 1, 1]);
});

it('today is that of the reader’s clock', () => {
  expect(today(new Date(2026, 0, 2, 23, 59))).toBe('2026-01-02');
});
