import { addDays, dayAt, startOfDay, type PlainDay } from './calendar';

/** What decides when a certificate expires. */
export interface Validity {
  /** Last day on which the document is valid; null: not known yet, or it never expires. */
  validUntil: PlainDay | null;
  /** IANA zone of the certificate's centre, else of the plugin. */
  timeZone: string;
  /** Days before `validUntil` at which it expires soon. */
  expiringSoonDays: number;
}

export interface Instants {
  /** UTC; null where there is no validity date. */
  expiringSoonAt: Date | null;
  expiresAt: Date | null;
}

/**
 * The two instants at which the clock changes the state of an approved certificate. The document is valid through the
 * whole of its validity day where the centre is, so it expires when the next day starts there: 23 or 25 hours later on
 * the days the clocks change, which is why days are added on the calendar and never as hours.
 */
export const instantsOf = ({ validUntil, timeZone, expiringSoonDays }: Validity): Instants =>
  validUntil === null
    ? { expiringSoonAt: null, expiresAt: null }
    : {
        expiringSoonAt: startOfDay(addDays(validUntil, -expiringSoonDays), timeZone),
        expiresAt: startOfDay(addDays(validUntil, 1), timeZone),
      };

/**
 * Whose successors are due at an instant: they are issued `leadDays` calendar days before a certificate expires, which is
 * at the start of the day `validUntil + 1 - leadDays` where the centre is.
 * @returns the last validity day of those
 */
export const renewableThrough = (now: Date, leadDays: number, timeZone: string): PlainDay =>
  addDays(dayAt(now, timeZone), leadDays - 1);
