/** Plain days (`YYYY-MM-DD`) and arithmetic with them; no time zone moves them. */

const MILLISECONDS = 86_400_000;

const instant = (day: string) => new Date(`${day}T00:00:00Z`);
const toDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Today, on the reader's own clock. */
export const today = (now: Date): string =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

export const addDays = (day: string, count: number): string =>
  toDay(new Date(instant(day).getTime() + count * MILLISECONDS));

/** The same day of another month, or its last where it is shorter. */
export const addMonths = (day: string, count: number): string => {
  const date = instant(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return toDay(date);
};

/** Days since the week's first. @param firstDay 1 (Monday) to 7 (Sunday) */
export const dayOfWeek = (day: string, firstDay: number): number => (instant(day).getUTCDay() - firstDay + 7) % 7;

/** The weeks that a day's month touches, each of seven days. */
export const weeksOf = (day: string, firstDay: number): string[][] => {
  const month = day.slice(0, 7);
  const weeks: string[][] = [];
  let start = addDays(`${month}-01`, -dayOfWeek(`${month}-01`, firstDay));
  do {
    const from = start;
    weeks.push([0, 1, 2, 3, 4, 5, 6].map((count) => addDays(from, count)));
    start = addDays(start, 7);
  } while (start.startsWith(month));
  return weeks;
};

interface WeekInfo {
  firstDay: number;
}

/** With which day a language's weeks begin: 1 (Monday) to 7 (Sunday). */
export const firstDayOf = (locale: string): number => {
  const known = new Intl.Locale(locale) as { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  // Not every browser knows: Monday, as ISO 8601 has it.
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
};
