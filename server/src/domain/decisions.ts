import type { CertificateState, HistoryAction, NotificationEvent, RejectionReason } from '../constants';
import { dayAt, type PlainDay } from './calendar';
import {
  isEditable,
  reviewedStateAt,
  stateAt,
  unreviewedState,
  type CertificateFacts,
  type Rejection,
} from './certificate';
import type { DocumentWarning } from './document-kinds';
import { conflict, invalid } from './errors';
import { instantsOf } from './instants';

/** Where and when a decision is taken. */
export interface Circumstances {
  now: Date;
  /** IANA zone of the certificate's centre, else of the plugin. */
  timeZone: string;
  expiringSoonDays: number;
  /** Display name of who decides. */
  by: string | null;
}

/** New values of a certificate's fields; what is not named stays. */
export interface CertificatePatch {
  state?: CertificateState;
  validUntil?: PlainDay | null;
  notes?: string | null;
  rejection?: Rejection | null;
  expiringSoonAt?: Date | null;
  expiresAt?: Date | null;
  approvedAt?: Date | null;
  archivedAt?: Date | null;
  trashedAt?: Date | null;
  uploadedAt?: Date | null;
  revision?: number;
}

/** What a command does to a certificate: a rule's whole answer, which the engine persists in one transaction. */
export interface Decision {
  patch: CertificatePatch;
  history: { action: HistoryAction; details?: Record<string, unknown> }[];
  /** Whom the outbox tells; the facts of the moment go with it. */
  notify: { event: NotificationEvent; data?: Record<string, unknown> }[];
}

/** What client or staff change while a certificate is editable. `undefined` leaves a field as it is. */
export interface Edit {
  document?: { by: 'client' | 'staff'; warnings?: DocumentWarning[] };
  validUntil?: PlainDay | null;
  notes?: string | null;
}

export interface Review {
  reason: RejectionReason;
  comment: string | null;
}

const requireCurrent = (facts: CertificateFacts) => {
  if (facts.trashedAt !== null) throw conflict('trashed', 'This certificate has been deleted.');
  if (facts.archivedAt !== null)
    throw conflict('archived', 'This certificate is in the history and cannot be changed.');
};

const requireRevision = (facts: CertificateFacts, revision: number) => {
  if (facts.revision !== revision) {
    throw conflict('revision_changed', 'The certificate has changed since you looked at it. Look again, then decide.', {
      revision: facts.revision,
    });
  }
};

const requireState = (facts: CertificateFacts, now: Date, allowed: CertificateState[], verb: string) => {
  const state = stateAt(facts, now);
  if (!allowed.includes(state)) {
    throw conflict('wrong_state', `A certificate in state "${state}" cannot be ${verb}.`, { state });
  }
};

const requireValidityAhead = (validUntil: PlainDay | null, { now, timeZone }: Circumstances) => {
  if (validUntil !== null && validUntil < dayAt(now, timeZone)) {
    throw invalid('validity_in_past', 'The validity date has already passed.', { validUntil });
  }
};

/**
 * Editing: the one rule for uploads, dates and notes, by client and staff alike.
 * @returns null when nothing would change
 * @throws DomainError 409 `locked` once approved, archived or deleted; 400 `validity_in_past`, `validity_not_expected`
 */
export const decideEdit = (facts: CertificateFacts, edit: Edit, at: Circumstances): Decision | null => {
  if (!isEditable(facts)) {
    throw conflict('locked', 'This certificate can no longer be changed.', { state: stateAt(facts, at.now) });
  }
  if (edit.validUntil && !facts.expires) {
    throw invalid('validity_not_expected', 'This document has no validity date.');
  }
  const validUntil = edit.validUntil === undefined ? facts.validUntil : edit.validUntil;
  const notes = edit.notes === undefined ? facts.notes : edit.notes || null;
  const changed = {
    document: edit.document !== undefined,
    validUntil: validUntil !== facts.validUntil,
    notes: notes !== facts.notes,
  };
  if (edit.validUntil || changed.document) requireValidityAhead(validUntil, at);
  if (!changed.document && !changed.validUntil && !changed.notes) return null;

  const rejection = changed.document || changed.validUntil ? null : facts.rejection;
  const hasDocument = facts.hasDocument || changed.document;
  const state = unreviewedState({ expires: facts.expires, validUntil, hasDocument, rejection });
  return {
    patch: {
      state,
      validUntil,
      notes,
      rejection,
      ...instantsOf({ validUntil, ...at }),
      ...(changed.document ? { uploadedAt: at.now } : {}),
      revision: facts.revision + 1,
    },
    history: [
      {
        action: changed.document ? 'uploaded' : 'updated',
        details: {
          ...(changed.validUntil ? { validUntil: { from: facts.validUntil, to: validUntil } } : {}),
          ...(changed.notes ? { notes: true } : {}),
          ...(edit.document?.warnings?.length ? { warnings: edit.document.warnings } : {}),
          state: { from: facts.state, to: state },
        },
      },
    ],
    notify: state === 'pending_approval' && facts.state !== state ? [{ event: 'certificate.submitted' }] : [],
  };
};

/**
 * Approval of the revision that the reviewer saw. Inside the last `expiringSoonDays` the state is `expiring_soon` at
 * once, and only the approval is told.
 * @throws DomainError 409 `revision_changed`, `wrong_state`, `archived`, `trashed`; 400 `validity_in_past`
 */
export const decideApproval = (facts: CertificateFacts, revision: number, at: Circumstances): Decision => {
  requireCurrent(facts);
  requireRevision(facts, revision);
  requireState(facts, at.now, ['pending_approval'], 'approved');
  // Rows that came by SQL, or lost their document to a restored backup.
  if (!facts.hasDocument) {
    throw conflict('wrong_state', 'A certificate without a document cannot be approved.', { state: 'missing_info' });
  }
  requireValidityAhead(facts.validUntil, at);
  const instants = instantsOf({ validUntil: facts.validUntil, ...at });
  const state = reviewedStateAt(instants, at.now);
  return {
    patch: { state, ...instants, approvedAt: at.now },
    history: [{ action: 'approved', details: { revision, validUntil: facts.validUntil } }],
    notify: [{ event: 'certificate.approved' }],
  };
};

const sentBack = (facts: CertificateFacts, { reason, comment }: Review, at: Circumstances) => ({
  patch: {
    state: 'missing_info' as const,
    rejection: { reason, comment, at: at.now.toISOString(), by: at.by },
    approvedAt: null,
  },
  details: { reason, comment, revision: facts.revision },
  data: { reason, comment },
});

/** Rejection of what waits for approval: document, date and notes stay, the client mends the same request. */
export const decideRejection = (
  facts: CertificateFacts,
  revision: number,
  review: Review,
  at: Circumstances
): Decision => {
  requireCurrent(facts);
  requireRevision(facts, revision);
  requireState(facts, at.now, ['pending_approval'], 'rejected');
  const { patch, details, data } = sentBack(facts, review, at);
  return {
    patch,
    history: [{ action: 'rejected', details }],
    notify: [{ event: 'certificate.rejected', data }],
  };
};

/** Taking an approval back while it holds. */
export const decideRevocation = (
  facts: CertificateFacts,
  revision: number,
  review: Review,
  at: Circumstances
): Decision => {
  requireCurrent(facts);
  requireRevision(facts, revision);
  requireState(facts, at.now, ['approved', 'expiring_soon'], 'revoked');
  const { patch, details, data } = sentBack(facts, review, at);
  return {
    patch,
    history: [{ action: 'revoked', details }],
    notify: [{ event: 'certificate.revoked', data }],
  };
};

/** Archiving: only once approved; the certificate goes to History. */
export const decideArchival = (facts: CertificateFacts, at: Pick<Circumstances, 'now'>): Decision => {
  requireCurrent(facts);
  requireState(facts, at.now, ['approved', 'expiring_soon', 'expired'], 'archived');
  return {
    patch: { state: stateAt(facts, at.now), archivedAt: at.now },
    history: [{ action: 'archived', details: { cause: 'staff' } }],
    notify: [],
  };
};

/** Deleting: from any state to Trash, from where nobody restores it. */
export const decideDeletion = (facts: CertificateFacts, at: Pick<Circumstances, 'now'>): Decision => {
  if (facts.trashedAt !== null) throw conflict('trashed', 'This certificate has been deleted.');
  return {
    patch: { trashedAt: at.now },
    history: [{ action: 'deleted', details: { state: stateAt(facts, at.now) } }],
    notify: [],
  };
};
