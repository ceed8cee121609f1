import { ICalCalendar, ICalEventClass, ICalEventStatus, ICalEventTransparency } from 'ical-generator';

import { PLUGIN_ID } from '../constants';
import type { PlainDay } from '../domain/calendar';
import type { Locale } from './locale';
import { CALENDAR_TEXTS } from './texts/calendar';
import { oneLine } from './texts/format';

/** A validity date of the client. */
export interface ValidityDate {
  /** Stays the same as long as it is the same certificate. */
  id: string;
  name: string;
  day: PlainDay;
  /** False while it waits for approval. */
  approved: boolean;
  revision: number;
  /** When it last changed, UTC. */
  changedAt: Date;
}

interface Appearance {
  locale: Locale;
  /** Others may see a calendar: what a document is about is named only to clients who want that. */
  names: boolean;
  clientAppUrl: string | null;
}

/** Calendar apps are told to look again after so long. */
const REFRESH_SECONDS = 12 * 3_600;

/** The library escapes addresses as if they were text, and apps would read the backslashes: nothing is left to escape. */
const plainUrl = (url: string): string => url.replace(/[;,\\]/g, encodeURIComponent);

/**
 * A calendar (RFC 5545) with a day-long event on the last day of each certificate.
 * @returns text with CRLF line ends
 */
export const renderCalendar = (dates: ValidityDate[], { locale, names, clientAppUrl }: Appearance): string => {
  const texts = CALENDAR_TEXTS[locale];
  const calendar = new ICalCalendar({
    prodId: { company: 'strapi-plugin-certificates', product: PLUGIN_ID, language: locale.toUpperCase() },
    name: texts.title,
    ttl: REFRESH_SECONDS,
  });
  for (const { id, name, day, approved, revision, changedAt } of dates) {
    calendar.createEvent({
      id: `${id}@${PLUGIN_ID}`,
      // A day without a zone: it is written as it is read, in UTC.
      start: new Date(`${day}T00:00:00Z`),
      allDay: true,
      stamp: changedAt,
      lastModified: changedAt,
      sequence: revision,
      summary: names ? texts.lastDayOf(oneLine(name)) : texts.lastDay,
      description: approved ? null : texts.pending,
      status: approved ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
      class: ICalEventClass.PRIVATE,
      transparency: ICalEventTransparency.TRANSPARENT,
      url: clientAppUrl && plainUrl(clientAppUrl),
    });
  }
  // Every line ends so, the last one too; the library leaves that to its callers.
  return `${calendar.toString()}\r\n`;
};
