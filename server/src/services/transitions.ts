import type { Knex } from 'knex';

import { nextFullHour, zoneOr } from '../domain/calendar';
import type { Circumstances, Decision } from '../domain/decisions';
import { conflict, notFound } from '../domain/errors';
import type { ClientScope } from '../domain/scope';
import type { CertificateRecord } from '../repositories/certificate-record';
import type { DocumentColumns } from '../repositories/certificates';
import type { Actor } from '../repositories/history';
import type { Dependencies } from './dependencies';

/** How often a decision is taken anew when somebody else was quicker. */
const MAX_TRIES = 5;

/** Who asks, and whose certificates they may reach. */
export interface Caller {
  actor: Actor;
  scope: ClientScope;
  /** Clients do not see what has been deleted. */
  seesTrash: boolean;
}

export interface Transition {
  documentId: string;
  caller: Caller;
  /** The rule. @returns null when there is nothing to do */
  decide(seen: CertificateRecord, at: Circumstances): Decision | null;
  /** The document that comes with it; `attach` runs in the same transaction. */
  document?: DocumentColumns;
  /** More to be done in the same transaction, once the certificate has changed. */
  afterwards?(trx: Knex, seen: CertificateRecord, at: Date): Promise<void>;
}

/**
 * The one mechanism through which a certificate changes: read, decide (a pure rule), compare and swap on state and
 * revision, history and outbox rows in the same transaction. When somebody else was quicker, the rule decides anew on
 * what is there now.
 */
export const createTransitions = (deps: Dependencies) => {
  const { db, certificates, history, outbox, clock, config, lists, announcements } = deps;

  /** @throws DomainError 404 when it is not there, deleted and not to be seen, or out of scope: all look the same */
  const see = async (documentId: string, caller: Caller, trx?: Knex): Promise<CertificateRecord> => {
    const record = await certificates.find(documentId, trx);
    const visible =
      record !== null &&
      (record.trashedAt === null || caller.seesTrash) &&
      (await lists.reaches(caller.scope, record.client?.id ?? null));
    if (!visible) throw notFound('Certificate');
    return record;
  };

  const circumstancesOf = (record: CertificateRecord, now: Date, actor: Actor): Circumstances => ({
    now,
    timeZone: zoneOr(record.center?.timeZone, config.timeZone),
    expiringSoonDays: record.template?.expiringSoonDays ?? config.expiringSoonDays,
    by: actor.name,
  });

  /** @returns null when somebody else changed the certificate first */
  const attempt = (transition: Transition) =>
    db.transaction(async (trx): Promise<CertificateRecord | null> => {
      const { caller, document } = transition;
      await certificates.lock(trx, transition.documentId);
      const seen = await see(transition.documentId, caller, trx);
      const now = clock.now();
      const decision = transition.decide(seen, circumstancesOf(seen, now, caller.actor));
      if (decision === null) return seen;

      const { patch } = decision;
      const approvedById =
        patch.approvedAt === undefined ? undefined : patch.approvedAt && (caller.actor.rowId ?? null);
      const swapped = await certificates.compareAndSwap(
        trx,
        seen,
        patch,
        { document, approvedById: approvedById },
        now
      );
      if (!swapped) return null;

      let entry = '';
      for (const { action, details } of decision.history) {
        const sentBack = action === 'rejected' || action === 'revoked';
        entry = await history.append(trx, seen.id, {
          action,
          at: now,
          actor: caller.actor,
          // What was sent back stays reachable from here, also once it is replaced.
          details: sentBack && seen.document ? { ...details, document: seen.document } : details,
        });
      }
      if (patch.trashedAt) await outbox.cancelPending(trx, [seen.id], 'certificate_deleted', now);
      else if (patch.archivedAt) await outbox.cancelPending(trx, [seen.id], 'certificate_archived', now);
      for (const { event, data } of decision.notify) {
        announcements.announce(event, [seen.id], now);
        // Staff see what waits in their queue; a digest by e-mail is off unless somebody switches it on.
        const toStaff = event === 'certificate.submitted';
        if (toStaff && !config.notifications.staffDigest.enabled) continue;
        const clientId = seen.client?.id ?? null;
        await outbox.add(trx, {
          certificateId: seen.id,
          clientId,
          event,
          historyEntry: entry,
          data,
          at: now,
          dueAt: toStaff ? nextFullHour(now) : now,
        });
      }
      await transition.afterwards?.(trx, seen, now);
      return certificates.find(transition.documentId, trx);
    });

  return {
    see,
    circumstancesOf,

    /**
     * @returns the certificate as it is afterwards
     * @throws DomainError what the rule says; 404 out of scope; 409 `busy` when others keep being quicker
     */
    async run(transition: Transition): Promise<CertificateRecord> {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const record = await attempt(transition);
        if (record) {
          db.afterCommit(deps.wakeDispatcher);
          return record;
        }
      }
      throw conflict('busy', 'The certificate is being changed by somebody else. Try again.');
    },
  };
};

export type Transitions = ReturnType<typeof createTransitions>;
