/** Why a text is no day: it has another shape, its year is not written in full, or the calendar does not have it. */
export type DayProblem = 'format' | 'year' | 'unknown';

export interface ReadDay {
  /** `YYYY-MM-DD`; null where nothing is written, or no day. */
  day: string | null;
  problem: DayProblem | null;
}

/** What the parts of a date are called in a pattern, e.g. `DD`, `MM`, `YYYY`. */
export interface Letters {
  day: string;
  month: string;
  year: string;
}

export interface DayText {
  /** A day (`YYYY-MM-DD`) as the language writes it in figures. */
  write(day: string): string;
  /** The same in words, so that nobody takes the month for the day. */
  words(day: string): string;
  /** What somebody typed. Only what cannot be meant otherwise is a day. */
  read(text: string): ReadDay;
  /** How a date is to be typed, e.g. `DD/MM/YYYY`. */
  pattern(letters: Letters): string;
}

type Part = keyof Letters;

const PARTS: readonly string[] = ['day', 'month', 'year'] satisfies Part[];
const FIGURES = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const SEPARATED = /^(\d+)\s*[./\-–\s]\s*(\d+)\s*[./\-–\s]\s*(\d+)\s*\.?$/;

const problem = (what: DayProblem): ReadDay => ({ day: null, problem: what });

const toDay = (year: string, month: string, day: string): ReadDay => {
  if (year.length !== 4 || year.startsWith('0')) return problem('year');
  if (month.length > 2 || day.length > 2) return problem('format');
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February is a date to some engines, and another day.
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
  return isReal ? { day: iso, problem: null } : problem('unknown');
};

/**
 * Days typed in a language's own order, or as ISO 8601 has them (year first), which every language understands. A year of
 * two figures is refused: `27-12-31` is one day to some and another to others.
 */
export const createDayText = (locale: string): DayText => {
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' });
  const figures = formatter(FIGURES);
  const inWords = formatter({ dateStyle: 'full' });
  const instant = (day: string) => new Date(`${day}T00:00:00Z`);

  const parts = figures.formatToParts(instant('2026-12-31'));
  const order = parts.map(({ type }) => type).filter((type): type is Part => PARTS.includes(type));

  return {
    write: (day) => figures.format(instant(day)),
    words: (day) => inWords.format(instant(day)),
    read: (text) => {
      const clean = text.normalize('NFKC').trim();
      if (clean === '') return { day: null, problem: null };
      const [, first, second, third] = SEPARATED.exec(clean) ?? [];
      if (!first || !second || !third) return problem('format');
      if (first.length === 4) return toDay(first, second, third);
      // Where the year comes first and is not there, day and month could stand either way.
      if (order[0] === 'year') return problem(third.length === 4 ? 'format' : 'year');
      return order[0] === 'day' ? toDay(third, second, first) : toDay(third, first, second);
    },
    pattern: (letters) => parts.map(({ type, value }) => letters[type as Part] ?? value).join(''),
  };
};
