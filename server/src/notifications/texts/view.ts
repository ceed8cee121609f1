import type { ClaimedNotification } from '../../repositories/outbox';
import { kindOf, NOTIFICATION_KINDS, type NotificationKind } from '../../domain/notification-kinds';
import type { Locale } from '../locale';
import { formatDay, formatList, manyLines, oneLine } from './format';
import { languageTexts } from './render';
import type { TextKey, TextView } from './types';

/** Names of the installation that messages carry. */
export interface Issuer {
  organisation: string;
  /** Where messages send the client; null: no link. */
  clientAppUrl: string | null;
}

const KEYS: Record<NotificationKind, { one: TextKey; several: TextKey | null }> = {
  created: { one: 'certificate.created', several: 'certificate.created.several' },
  missing_reminder: { one: 'certificate.created.reminder', several: 'certificate.created.reminder' },
  submitted: { one: 'certificate.submitted', several: 'certificate.submitted' },
  approved: { one: 'certificate.approved', several: null },
  rejected: { one: 'certificate.rejected', several: null },
  revoked: { one: 'certificate.revoked', several: null },
  expiring: { one: 'certificate.expiring', several: 'certificate.expiring.several' },
  expiry_reminder: { one: 'certificate.expiring.reminder', several: 'certificate.expiring.reminder' },
  expired: { one: 'certificate.expired', several: 'certificate.expired.several' },
};

/** What a text tells. */
export const kindOfText = (key: TextKey): NotificationKind => {
  const found = NOTIFICATION_KINDS.find((kind) => KEYS[kind].one === key || KEYS[kind].several === key);
  if (!found) throw new Error(`There is no text "${key}"`);
  return found;
};

/** Whether several notifications of a kind make one message. */
export const canGroup = (kind: NotificationKind): boolean => KEYS[kind].several !== null;

/** The text for these notifications, all of one kind. */
export const textKeyOf = (rows: ClaimedNotification[]): TextKey => {
  const [first] = rows;
  if (!first) throw new Error('A message needs a notification');
  const { one, several } = KEYS[kindOf(first.event, first.data)];
  return rows.length > 1 && several ? several : one;
};

/** The values of a text's variables for these notifications, in the reader's language. */
export const viewOf = (rows: ClaimedNotification[], locale: Locale, issuer: Issuer): TextView => {
  const [first] = rows;
  const certificates = rows.map((row) => ({
    name: oneLine(row.certificate?.name ?? ''),
    validUntil: formatDay(row.certificate?.validUntil ?? null, locale),
    instructions: oneLine(row.template?.instructions ?? ''),
    clientName: oneLine(row.client?.username ?? ''),
  }));
  const centers = new Set(rows.map((row) => row.center?.name ?? ''));
  return {
    clientName: oneLine(first?.client?.username ?? ''),
    certificateName: certificates[0]?.name ?? '',
    certificateNames: formatList([...new Set(certificates.map(({ name }) => name))], locale),
    certificates,
    several: rows.length > 1,
    validUntil: certificates[0]?.validUntil ?? '',
    instructions: manyLines(first?.template?.instructions ?? ''),
    // The row's own facts first: a later review may have changed what the certificate says.
    reason: languageTexts(locale).reasons[first?.data?.reason ?? first?.certificate?.rejection?.reason ?? 'other'],
    comment: manyLines((first?.data?.reason ? first.data.comment : first?.certificate?.rejection?.comment) ?? ''),
    needsUpload: rows.some((row) => row.certificate?.state === 'missing_info'),
    needsDate: rows.some((row) => row.certificate?.expires === true),
    // Certificates of several centres in one message: none of them is its sender.
    centerName: centers.size === 1 ? oneLine(first?.center?.name ?? '') : '',
    organisation: oneLine(issuer.organisation),
    appUrl: issuer.clientAppUrl ?? '',
  };
};
