import { createHash, randomBytes } from 'node:crypto';

import type { PlainDay } from '../domain/calendar';
import { isReviewed, stateAt } from '../domain/certificate';
import { parseCalendarLink } from '../domain/calendar-link';
import { forbidden } from '../domain/errors';
import type { ListQuery } from '../domain/list-query';
import { renderCalendar } from '../notifications/calendar-feed';
import { pickLocale } from '../notifications/locale';
import type { Dependencies } from './dependencies';

const TOKEN_BYTES = 32;

/** More than anybody has; the latest dates first. */
const MAX_DATES = 500;

const DATES: ListQuery = {
  view: 'current',
  filter: { kind: 'compare', field: 'validUntil', comparison: '$notNull', value: true },
  search: null,
  sort: [{ field: 'validUntil', descending: true }],
  limit: MAX_DATES,
  offset: 0,
  cursor: null,
};

/** A token is too long to be guessed, so a plain hash keeps it. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A client's validity dates as a calendar, which apps read by a private link: whoever has it needs no log-in. */
export const createCalendar = ({ calendarLinks, clock, config, lists }: Dependencies) => ({
  /**
   * Makes the client's link; an older one ends. The token is told once and kept nowhere.
   * @param clientId row id
   * @param input `{ names, locale }`, as it came from outside
   * @throws DomainError 400 `input_invalid`, `field_unknown`
   */
  async makeLink(clientId: number, input: unknown): Promise<{ token: string }> {
    const choices = parseCalendarLink(input);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await calendarLinks.put(clientId, hashOf(token), choices, clock.now());
    return { token };
  },

  /** Ends the client's link, if there is one. */
  revokeLink: (clientId: number): Promise<void> => calendarLinks.remove(clientId),

  /**
   * The calendar (iCalendar text) behind a link: certificates with a document, as they are now.
   * @throws DomainError 403, the same for a link that never was, that was revoked, and of a blocked client
   */
  async feed(token: string): Promise<string> {
    const owner = await calendarLinks.owner(hashOf(token));
    if (!owner) throw forbidden('This link shows no calendar.');
    const now = clock.now();
    const { rows } = await lists.page(DATES, { kind: 'own', clientId: owner.clientId }, now);
    const dates = rows
      .map((record) => ({ record, state: stateAt(record, now) }))
      .filter(({ state }) => state !== 'missing_info')
      .map(({ record, state }) => ({
        id: record.documentId,
        name: record.name,
        day: record.validUntil as PlainDay,
        approved: isReviewed(state),
        revision: record.revision,
        changedAt: record.updatedAt ?? record.issuedAt ?? now,
      }));
    return renderCalendar(dates, {
      locale: pickLocale([owner.locale, owner.userLocale], config.locale),
      names: owner.names,
      clientAppUrl: config.notifications.clientAppUrl,
    });
  },
});

export type Calendar = ReturnType<typeof createCalendar>;
