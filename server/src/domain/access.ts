import type { CertificateState } from '../constants';
import { dayAt, startOfDay, zoneOr, type PlainDay } from './calendar';
import { isReviewed, reviewedStateAt } from './certificate';
import { instantsOf } from './instants';

/** A template that asks something of a client: `warn` or `block`. */
export interface AccessTemplate {
  id: number;
  documentId: string;
  name: string;
  accessRule: 'warn' | 'block';
  expiringSoonDays: number;
}

/** A certificate of the client, as the question of access needs it. */
export interface AccessCertificate {
  templateId: number;
  state: CertificateState;
  rejected: boolean;
  validUntil: PlainDay | null;
  approvedAt: Date | null;
  archivedAt: Date | null;
  /** Archived by a person: the clock archives what it has renewed, which says nothing against it. */
  archivedByHand: boolean;
  timeZone: string | null;
}

export type AccessReason = 'missing' | 'pending' | 'rejected' | 'expired';

export interface AccessProblem {
  template: { documentId: string; name: string };
  /** What the nearest certificate will be on that day. */
  state: CertificateState;
  reason: AccessReason;
}

export interface Access {
  allowed: boolean;
  blocking: AccessProblem[];
  warnings: AccessProblem[];
}

interface Question {
  /** The day that is asked about; null: today, wherever each certificate's centre is. */
  on: PlainDay | null;
  now: Date;
  /** Zone of certificates without a centre. */
  timeZone: string;
}

/** Of several certificates that do not count, the one that says most about what is to be done. */
const NEAREST: AccessReason[] = ['pending', 'rejected', 'expired', 'missing'];

/**
 * Whether a certificate counts on a day: approved by then, valid through it (or it never expires), and not archived by
 * hand before it. Deleted ones are not asked about; a revoked one is not approved.
 */
const counts = (certificate: AccessCertificate, day: PlainDay, zone: string): boolean => {
  if (!isReviewed(certificate.state)) return false;
  const { approvedAt, archivedAt, archivedByHand, validUntil } = certificate;
  if (approvedAt !== null && dayAt(approvedAt, zone) > day) return false;
  if (archivedByHand && archivedAt !== null && dayAt(archivedAt, zone) < day) return false;
  return validUntil === null || validUntil >= day;
};

const problemOf = (
  certificate: AccessCertificate,
  template: AccessTemplate,
  day: PlainDay,
  zone: string
): { state: CertificateState; reason: AccessReason } => {
  if (certificate.state === 'pending_approval') return { state: 'pending_approval', reason: 'pending' };
  if (!isReviewed(certificate.state))
    return { state: 'missing_info', reason: certificate.rejected ? 'rejected' : 'missing' };
  if (certificate.approvedAt !== null && dayAt(certificate.approvedAt, zone) > day) {
    return { state: 'pending_approval', reason: 'pending' };
  }
  const { validUntil } = certificate;
  const instants = instantsOf({ validUntil, timeZone: zone, expiringSoonDays: template.expiringSoonDays });
  return { state: reviewedStateAt(instants, startOfDay(day, zone)), reason: 'expired' };
};

/**
 * Whether a client is in order on a day, and if not, why not.
 * @param certificates the client's own of these templates, deleted ones left out
 */
export const assessAccess = (
  templates: AccessTemplate[],
  certificates: AccessCertificate[],
  { on, now, timeZone }: Question
): Access => {
  const access: Access = { allowed: true, blocking: [], warnings: [] };
  for (const template of templates) {
    const own = certificates.filter(({ templateId }) => templateId === template.id);
    const judged = own.map((certificate) => {
      const zone = zoneOr(certificate.timeZone, timeZone);
      return { certificate, zone, day: on ?? dayAt(now, zone) };
    });
    if (judged.some(({ certificate, day, zone }) => counts(certificate, day, zone))) continue;
    // What somebody put into the history is done with. What the clock put there still says why: before the sweep and
    // after it the answer is the same.
    const problems = judged
      .filter(({ certificate }) => certificate.archivedAt === null || !certificate.archivedByHand)
      .map(({ certificate, day, zone }) => problemOf(certificate, template, day, zone))
      .sort((a, b) => NEAREST.indexOf(a.reason) - NEAREST.indexOf(b.reason));
    const { state, reason } = problems[0] ?? { state: 'missing_info' as const, reason: 'missing' as const };
    const list = template.accessRule === 'block' ? access.blocking : access.warnings;
    list.push({ template: { documentId: template.documentId, name: template.name }, state, reason });
  }
  access.allowed = access.blocking.length === 0;
  return access;
};
