import type { CertificateState, NotificationEvent } from '../constants';
import type { PlainDay } from './calendar';
import { stateAt, type CertificateFacts } from './certificate';
import { kindOf, type NotificationData, type NotificationKind } from './notification-kinds';

/** Why a notification is not sent after all. */
export type CancelReason =
  | 'certificate_gone'
  | 'certificate_deleted'
  | 'certificate_archived'
  | 'client_gone'
  | 'client_blocked'
  | 'no_longer_true'
  | 'superseded'
  | 'no_address'
  | 'no_subscription';

export type Verdict =
  | { act: 'send' }
  /** The client has not confirmed the account yet. */
  | { act: 'wait' }
  | { act: 'cancel'; reason: CancelReason };

/** Another notification about the same certificate over the same channel that still waits. */
export interface Rival {
  id: number;
  event: NotificationEvent;
  data: NotificationData | null;
  /** The validity date that it is about (`certificate.expiring`, `certificate.expired`); null: about none, or unknown. */
  validUntil: PlainDay | null;
}

export interface RelevanceFacts extends Rival {
  certificate:
    | (Pick<CertificateFacts, 'state' | 'validUntil' | 'expiringSoonAt' | 'expiresAt' | 'archivedAt' | 'trashedAt'> & {
        /** Whether its successor has been issued. */
        hasSuccessor: boolean;
        /** Whether the one that renews it has been approved already. */
        renewed: boolean;
      })
    | null;
  client: { blocked: boolean; confirmed: boolean } | null;
  rivals: Rival[];
}

/** States in which each kind is still true. What the clock has overtaken since is not told any more. */
const TRUE_IN: Record<NotificationKind, CertificateState[]> = {
  created: ['missing_info', 'pending_approval'],
  missing_reminder: ['missing_info'],
  submitted: ['pending_approval'],
  approved: ['approved', 'expiring_soon'],
  rejected: ['missing_info', 'pending_approval'],
  revoked: ['missing_info', 'pending_approval'],
  expiring: ['approved', 'expiring_soon'],
  expiry_reminder: ['approved', 'expiring_soon'],
  expired: ['expired'],
};

/** What only matters to a client who has nothing newer. */
const EXPIRY_KINDS: NotificationKind[] = ['expiring', 'expiry_reminder'];

type Certificate = NonNullable<RelevanceFacts['certificate']>;

/** Of a date that the certificate had before it was revoked and mended. */
const isOfAnotherDate = ({ validUntil }: Rival, certificate: Certificate): boolean =>
  validUntil !== null && validUntil !== certificate.validUntil;

const isStillTrue = (kind: NotificationKind, own: Rival, certificate: Certificate, now: Date) => {
  if (isOfAnotherDate(own, certificate)) return false;
  if (certificate.renewed && (kind === 'expired' || EXPIRY_KINDS.includes(kind))) return false;
  return (
    TRUE_IN[kind].includes(stateAt(certificate, now)) ||
    // Another instance, whose clock is ahead of ours, has seen it expire: we are not to undo that.
    (kind === 'expired' && certificate.state === 'expired')
  );
};

const SENT_BACK: NotificationKind[] = ['rejected', 'revoked'];

/** Of two notices that a certificate will expire: negative when `a` is the more urgent one. */
const byUrgency = (a: Rival, b: Rival): number =>
  (a.data?.daysBefore ?? Number.MAX_SAFE_INTEGER) - (b.data?.daysBefore ?? Number.MAX_SAFE_INTEGER) || b.id - a.id;

/** Whether a rival makes this one pointless: after a long outage people get the most urgent message, not all of them. */
const isBeatenBy = (own: Rival, kind: NotificationKind, rival: Rival): boolean => {
  const rivalKind = kindOf(rival.event, rival.data);
  const rivalWarns = EXPIRY_KINDS.includes(rivalKind);
  switch (kind) {
    case 'created':
      // Both ask for the document, and the refusal says more.
      return SENT_BACK.includes(rivalKind);
    case 'submitted':
      return rivalKind === 'submitted' && rival.id > own.id;
    case 'approved':
      // Approved, revoked and approved again: one approval is true, and it is the last. So is a warning after it.
      return rivalKind === 'expired' || ((rivalWarns || rivalKind === 'approved') && rival.id > own.id);
    case 'expiring':
    case 'expiry_reminder':
      // Who is approved within the last days hears of the approval alone.
      if (rivalKind === 'approved') return rival.id > own.id;
      return rivalKind === 'expired' || (rivalWarns && byUrgency(rival, own) < 0);
    case 'missing_reminder':
      return (
        rivalKind === 'created' ||
        SENT_BACK.includes(rivalKind) ||
        (rivalKind === 'missing_reminder' && (rival.data?.ordinal ?? 0) > (own.data?.ordinal ?? 0))
      );
    default:
      return false;
  }
};

/**
 * Whether a notification is still worth sending at `now` (UTC). The row was true when it was written; mail servers are
 * down, clients confirm late, and reviewers change their minds meanwhile (DESIGN, sections 3 and 6).
 */
export const judge = (facts: RelevanceFacts, now: Date): Verdict => {
  const { certificate, client } = facts;
  const cancel = (reason: CancelReason): Verdict => ({ act: 'cancel', reason });
  const kind = kindOf(facts.event, facts.data);

  if (certificate === null) return cancel('certificate_gone');
  if (client === null) return cancel('client_gone');
  if (certificate.trashedAt !== null) return cancel('certificate_deleted');
  // One that is renewed is archived as it expires, and its client is still told.
  const archivedByRenewal = kind === 'expired' && certificate.hasSuccessor;
  if (certificate.archivedAt !== null && !archivedByRenewal) return cancel('certificate_archived');
  // The rest of the checks on the client are about telling the client; a submission is told to staff.
  if (kind !== 'submitted' && client.blocked) return cancel('client_blocked');
  if (!isStillTrue(kind, facts, certificate, now)) return cancel('no_longer_true');
  const rivals = facts.rivals.filter((rival) => rival.id !== facts.id && !isOfAnotherDate(rival, certificate));
  if (rivals.some((rival) => isBeatenBy(facts, kind, rival))) {
    return cancel('superseded');
  }
  if (kind !== 'submitted' && !client.confirmed) return { act: 'wait' };
  return { act: 'send' };
};
