export interface Formats {
  /** A plain day (`YYYY-MM-DD`), as printed on the document: no time zone moves it. */
  day(day: string | null): string;
  /** An instant (ISO 8601) on the clocks of a place, which is named where they are not the reader's. */
  instant(at: string | null, timeZone: string): string;
  /** From one instant to another. */
  span(from: string, to: string, timeZone: string): string;
  /** The day of an instant in a place. */
  date(at: string | null, timeZone: string): string;
  /** Units of 1024, as in the setting and in what clients are told. */
  size(bytes: number): string;
  number(value: number): string;
  percent(share: number): string;
  list(items: string[]): string;
}

/** What stands where there is nothing to say. */
export const NOTHING = '–';

/** Bytes, as the server and its configuration count: 10 MB is 10 x 1024 x 1024. */
const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

const TO_THE_MINUTE = { dateStyle: 'medium', timeStyle: 'short' } as const;

/**
 * Dates and numbers as a language writes them.
 * @param here IANA name of the reader's own zone
 */
export const createFormats = (locale: string, here: string): Formats => {
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const numbers = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const days = dates({ dateStyle: 'medium', timeZone: 'UTC' });

  /** ` GMT+1` where the clocks there show something else than the reader's; of two places with one time nobody asks. */
  const placeOf = (at: Date, timeZone: string): string => {
    const [there, own] = [timeZone, here].map((zone) => dates({ ...TO_THE_MINUTE, timeZone: zone }).format(at));
    if (there === own) return '';
    const parts = dates({ timeZone, timeZoneName: 'short' }).formatToParts(at);
    return ` ${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone}`;
  };

  return {
    day: (day) => (day === null ? NOTHING : days.format(new Date(`${day}T00:00:00Z`))),
    instant: (at, timeZone) => {
      if (at === null) return NOTHING;
      const date = new Date(at);
      return `${dates({ ...TO_THE_MINUTE, timeZone }).format(date)}${placeOf(date, timeZone)}`;
    },
    span: (from, to, timeZone) => {
      const [first, last] = [new Date(from), new Date(to)];
      return `${dates({ ...TO_THE_MINUTE, timeZone }).formatRange(first, last)}${placeOf(last, timeZone)}`;
    },
    date: (at, timeZone) => (at === null ? NOTHING : dates({ dateStyle: 'medium', timeZone }).format(new Date(at))),
    size: (bytes) =>
      bytes < MEGABYTE
        ? numbers({ style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(Math.ceil(bytes / KILOBYTE))
        : numbers({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / MEGABYTE),
    number: (value) => numbers({}).format(value),
    percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
};
