import type { RepositoryContext } from './context';
import { asBoolean } from './database';

/** What a client has chosen for their calendar. */
export interface CalendarChoices {
  /** Certificates are named in it. */
  names: boolean;
  /** Language tag; null: the client's own, as far as it is known. */
  locale: string | null;
}

/** Whose calendar a link shows. */
export interface CalendarOwner extends CalendarChoices {
  /** Row id. */
  clientId: number;
  /** The language that the user's own record names. */
  userLocale: string | null;
}

/** Private links to calendars: one for each client, known by the hash of their token alone. */
export const createCalendarLinkRepository = ({ db, tables, localeColumn }: RepositoryContext) => ({
  /** Makes the client's link, in place of any other. */
  async put(clientId: number, tokenHash: string, { names, locale }: CalendarChoices, now: Date): Promise<void> {
    const values = { token_hash: tokenHash, names, locale, created_at: now };
    await db.transaction(async (trx) => {
      await trx(tables.calendarLinks)
        .insert({ client_id: clientId, ...values })
        .onConflict('client_id')
        .merge(Object.keys(values));
    });
  },

  async remove(clientId: number): Promise<void> {
    await db.transaction(async (trx) => {
      await trx(tables.calendarLinks).where({ client_id: clientId }).del();
    });
  },

  /** @returns null for a token that is no link, or no longer one, and for a client who is blocked: by one query each */
  async owner(tokenHash: string): Promise<CalendarOwner | null> {
    const row: Record<string, unknown> | undefined = await db.read((knex) =>
      knex({ l: tables.calendarLinks })
        .join({ u: tables.users }, 'u.id', 'l.client_id')
        .where('l.token_hash', tokenHash)
        .where((q) => q.whereNull('u.blocked').orWhere('u.blocked', false))
        .first('l.client_id', 'l.names', 'l.locale', ...(localeColumn ? [`u.${localeColumn} as user_locale`] : []))
    );
    return row
      ? {
          clientId: row.client_id as number,
          names: asBoolean(row.names),
          locale: (row.locale as string | null) ?? null,
          userLocale: (row.user_locale as string | null) ?? null,
        }
      : null;
  },
});
