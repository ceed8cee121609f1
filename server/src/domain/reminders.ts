import { addDays, dayAt, daysEarlier, startOfDay, type PlainDay } from './calendar';

/** Reminders that information is missing, where a template sets no limit. */
const MOST_MISSING_REMINDERS = 100;

/** What decides whether a client is to be reminded that a certificate will expire. */
export interface ExpiryReminderFacts {
  validUntil: PlainDay;
  approvedAt: Date | null;
  /** IANA zone of the certificate's centre, else of the plugin. */
  timeZone: string;
  /** The template's reminder days. */
  daysBefore: readonly number[];
  /** When the template's reminders were last changed; null: not known. */
  since: Date | null;
}

/**
 * The most urgent reminder that has fallen due by `now`: due when the day `validUntil - daysBefore` has begun where the
 * centre is. Days that began before the approval, or before the template reminded of them, are left out: the client could
 * not have been told.
 * @returns its `daysBefore`; null when none is due, or the last day is over
 */
export const dueExpiryReminder = (facts: ExpiryReminderFacts, now: Date): number | null => {
  const { validUntil, approvedAt, timeZone, daysBefore, since } = facts;
  const today = dayAt(now, timeZone);
  if (validUntil < today) return null;
  const due = daysBefore.filter((days) => addDays(validUntil, -days) <= today);
  if (due.length === 0) return null;
  const days = Math.min(...due);
  const day = addDays(validUntil, -days);
  if (since !== null && day < dayAt(since, timeZone)) return null;
  if (approvedAt !== null && startOfDay(day, timeZone) < approvedAt) return null;
  return days;
};

/** Certificates issued after `after` (null: whenever) and up to `upTo` are due the reminder number `ordinal`. */
export interface MissingWindow {
  ordinal: number;
  after: Date | null;
  upTo: Date;
}

/**
 * When certificates must have been issued for a reminder about missing information to have fallen due after `after` and
 * by `now`; of several that one certificate has missed, only the last. Every `everyDays` calendar days since it was
 * issued, `max` times at most.
 * @param after what fell due up to then has been seen to; null: nothing has
 * @param earliest no certificate was issued before it
 */
export const missingWindows = (
  now: Date,
  {
    everyDays,
    max,
    after,
    earliest,
    timeZone,
  }: { everyDays: number; max: number | null; after: Date | null; earliest: Date | null; timeZone: string }
): MissingWindow[] => {
  const last = max ?? MOST_MISSING_REMINDERS;
  const windows: MissingWindow[] = [];
  for (let ordinal = 1; ordinal <= last; ordinal += 1) {
    const upTo = daysEarlier(now, ordinal * everyDays, timeZone);
    if (earliest !== null && upTo < earliest) break;
    const seen = after && daysEarlier(after, ordinal * everyDays, timeZone);
    const next = ordinal < last ? daysEarlier(now, (ordinal + 1) * everyDays, timeZone) : null;
    const from = seen && next ? (seen > next ? seen : next) : (seen ?? next);
    if (from === null || from < upTo) windows.push({ ordinal, after: from, upTo });
  }
  return windows;
};
