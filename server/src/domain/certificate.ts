import type { CertificateState, RejectionReason } from '../constants';
import type { PlainDay } from './calendar';

export interface Rejection {
  reason: RejectionReason;
  comment: string | null;
  /** UTC, ISO 8601. */
  at: string;
  /** Display name of the reviewer; for staff only. */
  by: string | null;
}

/** What the rules need to know of a certificate. */
export interface CertificateFacts {
  /** As last persisted; the clock may have gone on since. */
  state: CertificateState;
  expires: boolean;
  validUntil: PlainDay | null;
  notes: string | null;
  hasDocument: boolean;
  rejection: Rejection | null;
  expiringSoonAt: Date | null;
  expiresAt: Date | null;
  archivedAt: Date | null;
  trashedAt: Date | null;
  revision: number;
}

/** States in which a document has been approved: from then on only the clock and staff decisions change them. */
const REVIEWED_STATES = ['approved', 'expiring_soon', 'expired'] as const satisfies CertificateState[];

/** Whether a document has been approved, in a state as persisted or as the clock has it. */
export const isReviewed = (state: CertificateState): boolean => (REVIEWED_STATES as readonly string[]).includes(state);

/** The state of an approved certificate at an instant, from its instants alone. */
export const reviewedStateAt = (
  { expiringSoonAt, expiresAt }: Pick<CertificateFacts, 'expiringSoonAt' | 'expiresAt'>,
  now: Date
): CertificateState => {
  if (expiresAt !== null && now >= expiresAt) return 'expired';
  if (expiringSoonAt !== null && now >= expiringSoonAt) return 'expiring_soon';
  return 'approved';
};

/** The state of a certificate that nobody has approved: it waits for the client, or for a reviewer. */
export const unreviewedState = (
  facts: Pick<CertificateFacts, 'expires' | 'validUntil' | 'hasDocument' | 'rejection'>
): CertificateState =>
  facts.rejection === null && facts.hasDocument && (!facts.expires || facts.validUntil !== null)
    ? 'pending_approval'
    : 'missing_info';

/**
 * The state at an instant: what every reader is told, also where the sweep has not run for months. The persisted state
 * says whether the document was approved; the clock says the rest.
 */
export const stateAt = (
  facts: Pick<CertificateFacts, 'state' | 'expiringSoonAt' | 'expiresAt'>,
  now: Date
): CertificateState => (isReviewed(facts.state) ? reviewedStateAt(facts, now) : facts.state);

/** Whether client or staff may change document, date and notes: not once approved, archived or deleted. */
export const isEditable = (facts: Pick<CertificateFacts, 'state' | 'archivedAt' | 'trashedAt'>): boolean =>
  !isReviewed(facts.state) && facts.archivedAt === null && facts.trashedAt === null;
