import { Temporal } from 'temporal-polyfill';

import { invalid } from './errors';

/** A day as printed on a document: `YYYY-MM-DD`, in no time zone. */
export type PlainDay = string;

const PLAIN_DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The last day that every database can still hold the end of. */
const LAST_DAY = '9998-12-31';

/** Whether a value is a day of the Gregorian calendar between the years 1 and 9998, as `YYYY-MM-DD`. */
export const isDay = (value: unknown): value is PlainDay => {
  if (typeof value !== 'string' || !PLAIN_DAY.test(value) || value > LAST_DAY || value < '0001-01-01') return false;
  try {
    Temporal.PlainDate.from(value, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

/**
 * Reads a validity date as clients send it.
 * @param value anything from outside
 * @returns the same day, known to exist in the calendar
 * @throws DomainError `validity_invalid` when it is none (see `isDay`)
 */
export const parseDay = (value: unknown): PlainDay => {
  if (isDay(value)) return value;
  throw invalid('validity_invalid', 'The validity date must be a calendar day in the form YYYY-MM-DD.');
};

/**
 * The first instant of a day on the clocks of a time zone. Midnight does not exist everywhere (Havana, Cairo, Beirut
 * skip it when the clocks go forward): Temporal then gives the first instant that does.
 * @param timeZone IANA name
 */
export const startOfDay = (day: PlainDay, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);

/** The day that calendars show in `timeZone` at `instant`. */
export const dayAt = (instant: Date, timeZone: string): PlainDay =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Calendar arithmetic: `days` after `day` (before it, when negative). */
export const addDays = (day: PlainDay, days: number): PlainDay => Temporal.PlainDate.from(day).add({ days }).toString();

/** The end of the hour that has begun, by UTC. */
export const nextFullHour = (instant: Date): Date =>
  new Date((Math.floor(instant.getTime() / 3_600_000) + 1) * 3_600_000);

/** The instant at which the clocks of `timeZone` showed the same time, `days` calendar days before `instant`. */
export const daysEarlier = (instant: Date, days: number, timeZone: string): Date =>
  new Date(
    Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).subtract({ days })
      .epochMilliseconds
  );

/**
 * Whether a name is an IANA time zone of this machine. Fixed offsets ("+01:00") are refused, because they would not
 * follow the clock changes of the place.
 */
export const isTimeZone = (name: unknown): name is string => {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const zones = new Map<string, boolean>();

/**
 * A zone that calendars can be asked about: rows that came by SQL may name one that this machine does not know.
 * @returns `timeZone`, or `fallback` when it is null or unknown
 */
export const zoneOr = (timeZone: string | null | undefined, fallback: string): string => {
  if (!timeZone) return fallback;
  const known = zones.get(timeZone) ?? isTimeZone(timeZone);
  if (zones.size < 1_000) zones.set(timeZone, known);
  return known ? timeZone : fallback;
};

const FIRST_INSTANT = new Date('0001-01-01T00:00:00Z').getTime();

/** Whether every database can hold the instant: years 1 to 9999. */
export const isStorableInstant = (instant: Date): boolean => {
  const time = instant.getTime();
  return time >= FIRST_INSTANT && time < Date.UTC(10_000, 0, 1);
};
