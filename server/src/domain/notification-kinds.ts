import type { NotificationEvent, RejectionReason } from '../constants';

/** Facts of the moment that travel with a notification; every one is optional. */
export interface NotificationData {
  /** Why a reviewer said no, and what else they said (`certificate.rejected`, `certificate.revoked`). */
  reason?: RejectionReason;
  comment?: string | null;
  /** A reminder so many days before the validity date (`certificate.expiring`). */
  daysBefore?: number;
  /** The how-manieth reminder that information is missing (`certificate.created`): 1 or more. */
  ordinal?: number;
  /** When the first attempt failed (UTC, ISO 8601); written by the dispatcher, which gives up 72 hours later. */
  failingSince?: string;
  /**
   * Who has been told already, where others have not: devices (push), languages of a centre's staff (e-mail). Written by
   * the dispatcher.
   */
  reached?: string[];
  /** Devices whose push service will not take the message, however often it is tried; written by the dispatcher. */
  refused?: string[];
}

/** What is told. One event can be told in several ways: as news, or as a reminder of it. */
export const NOTIFICATION_KINDS = [
  'created',
  'missing_reminder',
  'submitted',
  'approved',
  'rejected',
  'revoked',
  'expiring',
  'expiry_reminder',
  'expired',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

const KIND_OF_EVENT: Record<NotificationEvent, NotificationKind> = {
  'certificate.created': 'created',
  'certificate.submitted': 'submitted',
  'certificate.approved': 'approved',
  'certificate.rejected': 'rejected',
  'certificate.revoked': 'revoked',
  'certificate.expiring': 'expiring',
  'certificate.expired': 'expired',
};

/** How an outbox row is to be told. */
export const kindOf = (event: NotificationEvent, data: NotificationData | null): NotificationKind => {
  if (event === 'certificate.created' && (data?.ordinal ?? 0) > 0) return 'missing_reminder';
  if (event === 'certificate.expiring' && typeof data?.daysBefore === 'number') return 'expiry_reminder';
  return KIND_OF_EVENT[event];
};
