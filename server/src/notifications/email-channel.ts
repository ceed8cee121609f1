import { createHash } from 'node:crypto';

import { kindOf } from '../domain/notification-kinds';
import type { Mailer } from '../ports/mailer';
import type { ClaimedNotification } from '../repositories/outbox';
import { PartlyDelivered, type NotificationChannel } from './channel';
import { pickLocale, type Locale } from './locale';
import { composeMail, textKeyOf, viewOf, type Issuer, type TextOverrides } from './texts';

export interface EmailChannelOptions {
  mailer: Mailer;
  /** Sender; null: the e-mail plugin's own. */
  from: string | null;
  issuer: Issuer;
  /** Language of readers whose own is unknown. */
  locale: string;
  /** The installation's own texts, read for each message: staff may edit them at any time. */
  overrides?: () => TextOverrides | Promise<TextOverrides>;
}

/** One address and nothing else: a comma or a line break would add readers or headers. */
const isAddress = (value: string | null): value is string =>
  value !== null && /^[^\s,;:<>"()]+@[^\s,;:<>"()@]+$/.test(value);

/**
 * Message key of what one mail tells. What one act tells a client is one message, whichever of it is still worth telling
 * at the next attempt; of anything else, another set of notifications is another message.
 */
const dedupeKeyOf = (rows: ClaimedNotification[], language: Locale): string => {
  const [first] = rows;
  const ownKeys = rows.map(({ dedupeKey }) => dedupeKey).sort();
  const isDigest = first?.event === 'certificate.submitted';
  const parts =
    first?.client && first.batchKey !== null && !isDigest
      ? [first.client.documentId, kindOf(first.event, first.data), first.batchKey]
      : [...ownKeys, ...(isDigest ? [language] : [])];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
};

/** Tells clients by e-mail, and staff of a centre of what was submitted to it. */
export const createEmailChannel = ({
  mailer,
  from,
  issuer,
  locale,
  overrides,
}: EmailChannelOptions): NotificationChannel => {
  /** Addresses by the language in which they are written to: the client's one, or the staff's of a centre. */
  const readersOf = ([first]: ClaimedNotification[]): Map<Locale, string[]> => {
    const { client } = first ?? {};
    const people =
      first?.event === 'certificate.submitted'
        ? first.staff.map(({ email, locale: own }) => ({ email, locales: [own] }))
        : [{ email: client?.email ?? null, locales: [client?.locale, client?.deviceLocale] }];
    const readers = new Map<Locale, string[]>();
    for (const { email, locales } of people) {
      const language = pickLocale(locales, locale);
      if (isAddress(email)) readers.set(language, [...(readers.get(language) ?? []), email]);
    }
    return readers;
  };

  const tell = async (rows: ClaimedNotification[], to: string[], language: Locale): Promise<void> => {
    const content = composeMail({
      key: textKeyOf(rows),
      locale: language,
      view: viewOf(rows, language, issuer),
      overrides: await overrides?.(),
    });
    await mailer.send({ to, from, ...content, dedupeKey: dedupeKeyOf(rows, language) });
  };

  return {
    name: 'email',
    async deliver(rows) {
      const readers = readersOf(rows);
      if (readers.size === 0) return { outcome: 'cancelled', reason: 'no_address' };
      // Told twice is better than not at all: readers of a language have heard of all of it, or are told again.
      const reached: string[] = [...readers.keys()].filter((language) =>
        rows.every(({ data }) => data?.reached?.includes(language))
      );
      for (const [language, to] of readers) {
        if (reached.includes(language)) continue;
        try {
          await tell(rows, to, language);
          reached.push(language);
        } catch (error) {
          throw reached.length > 0 ? new PartlyDelivered(error, reached) : error;
        }
      }
      return { outcome: 'sent' };
    },
  };
};
