import { createHash } from 'node:crypto';

import type { Mailer } from '../ports/mailer';
import type { ClaimedNotification } from '../repositories/outbox';
import type { NotificationChannel } from './channel';
import { pickLocale } from './locale';
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

/** Message key of what one mail tells: another set of notifications is another message. */
const dedupeKeyOf = (rows: ClaimedNotification[]): string =>
  createHash('sha256')
    .update(
      rows
        .map(({ dedupeKey }) => dedupeKey)
        .sort()
        .join('\n')
    )
    .digest('hex');

/** Tells clients by e-mail, and staff of a centre of what was submitted to it. */
export const createEmailChannel = ({
  mailer,
  from,
  issuer,
  locale,
  overrides,
}: EmailChannelOptions): NotificationChannel => ({
  name: 'email',
  async deliver(rows) {
    const [first] = rows;
    const toStaff = first?.event === 'certificate.submitted';
    const to = (toStaff ? (first?.staff ?? []).map(({ email }) => email) : [first?.client?.email ?? null]).filter(
      isAddress
    );
    if (to.length === 0) return { outcome: 'cancelled', reason: 'no_address' };

    // One mail for all staff of a centre: in their language where they share one.
    const staffLanguages = new Set(first?.staff.map((one) => one.locale));
    const languages = toStaff ? (staffLanguages.size === 1 ? [...staffLanguages] : []) : [first?.client?.locale];
    const language = pickLocale(languages, locale);
    const content = composeMail({
      key: textKeyOf(rows),
      locale: language,
      view: viewOf(rows, language, issuer),
      overrides: await overrides?.(),
    });
    await mailer.send({ to, from, ...content, dedupeKey: dedupeKeyOf(rows) });
    return { outcome: 'sent' };
  },
});
