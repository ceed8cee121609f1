import * as React from 'react';
import { useIntl } from 'react-intl';

export interface Formats {
  /** A plain day (`YYYY-MM-DD`), as printed on the document: no time zone moves it. */
  day(day: string | null): string;
  /** An instant (ISO 8601) on the clocks of a place; without a place in UTC, and said so. */
  instant(at: string | null, timeZone?: string | null): string;
  /** The same without the time of day. */
  date(at: string | null, timeZone?: string | null): string;
  size(bytes: number): string;
  number(value: number): string;
  percent(share: number): string;
  list(items: string[]): string;
}

const NOTHING = '–';

/** Dates and numbers as the panel's language writes them. */
export const useFormats = (): Formats => {
  const { locale } = useIntl();
  return React.useMemo(() => {
    const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
    const numbers = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
    const days = dates({ dateStyle: 'medium', timeZone: 'UTC' });
    const written = (at: string | null, options: Intl.DateTimeFormatOptions) =>
      at === null ? NOTHING : dates(options).format(new Date(at));
    return {
      day: (day) => (day === null ? NOTHING : days.format(new Date(`${day}T00:00:00Z`))),
      instant: (at, timeZone) =>
        timeZone
          ? written(at, { dateStyle: 'medium', timeStyle: 'short', timeZone })
          : `${written(at, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })}${at === null ? '' : ' UTC'}`,
      date: (at, timeZone) => written(at, { dateStyle: 'medium', timeZone: timeZone ?? 'UTC' }),
      size: (bytes) =>
        bytes < 1_000_000
          ? numbers({ style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(Math.ceil(bytes / 1_000))
          : numbers({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 1_000_000),
      number: (value) => numbers({}).format(value),
      percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
      list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
    };
  }, [locale]);
};
