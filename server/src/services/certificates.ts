import type { Readable } from 'node:stream';

import type { Knex } from 'knex';

import type { ReceivedDocument } from '../documents/receive-document';
import { isEditable } from '../domain/certificate';
import {
  decideApproval,
  decideArchival,
  decideDeletion,
  decideEdit,
  decideRejection,
  decideRevocation,
  type Edit,
  type Review,
} from '../domain/decisions';
import { conflict, isDomainError } from '../domain/errors';
import type { ListQuery } from '../domain/list-query';
import { ALL_CLIENTS } from '../domain/scope';
import type { CertificateRecord } from '../repositories/certificate-record';
import { HOST, type HistoryEntry } from '../repositories/history';
import type { Dependencies } from './dependencies';
import type { Documents, KeptDocument } from './documents';
import type { Issuing } from './issuing';
import type { Caller, Transitions } from './transitions';

/** Host code: trusted with every client's certificates, but held to the rules. */
export const HOST_CALLER: Caller = { actor: HOST, scope: ALL_CLIENTS, seesTrash: true };

/** A review of the revision that the reviewer saw. */
export type NamedReview = Review & { revision: number };

/** How somebody looked at a document; by default the one that the certificate shows. */
interface Access extends Record<string, unknown> {
  as: 'original' | 'preview' | 'sent_back';
  sha256?: string | null;
}

export interface IncomingUpload {
  /** Reads the request: called once it is known that a document may be put here. */
  receive(): Promise<{
    document: ReceivedDocument;
    edit: Pick<Edit, 'validUntil' | 'notes'>;
  }>;
  by: 'client' | 'staff';
}

/**
 * Everything that people do to a certificate. Every method takes the caller last; host code leaves it out.
 *
 * Ids are document ids. Errors are `DomainError`s with a stable `code`: 404 `not_found` (also out of the caller's scope),
 * 409 when state or revision forbid it, 400 for wrong input.
 */
export const createCertificates = (
  deps: Dependencies,
  transitions: Transitions,
  issuing: Issuing,
  documents: Documents
) => {
  const { clock, config, db, lists, history, files } = deps;

  const findFor = (documentId: string, caller: Caller): Promise<CertificateRecord> =>
    transitions.see(documentId, caller);

  /** Removes a document that another one has replaced; not before a host's transaction, which may yet bring it back, commits. */
  const removeReplaced = async (key: string): Promise<void> => {
    let removal: Promise<void> | undefined;
    db.afterCommit(() => (removal = documents.discardReplaced(key)));
    await removal;
  };

  /** A document that is replaced between its row and the store has gone from there; the row has the new one by then. */
  const opened = async <T>(documentId: string, caller: Caller, open: (record: CertificateRecord) => Promise<T>) => {
    const record = await findFor(documentId, caller);
    try {
      return { record, document: await open(record) };
    } catch (error) {
      const now = isDomainError(error) ? await findFor(documentId, caller) : record;
      if (now.revision === record.revision) throw error;
      return { record: now, document: await open(now) };
    }
  };

  /** Who looked at which document, and when: part of the history, so that it can be asked years later. */
  const logAccess = (record: CertificateRecord, { actor }: Caller, details: Access): Promise<unknown> =>
    deps.db.transaction((trx) =>
      history.append(trx, record.id, {
        action: 'document_viewed',
        at: clock.now(),
        actor,
        details: { sha256: record.document?.sha256 ?? null, ...details },
      })
    );

  /** Hands a document out once it is on record who gets it. */
  const logged = async <T extends { stream: Readable }>(
    document: T,
    record: CertificateRecord,
    caller: Caller,
    details: Access
  ): Promise<T> => {
    try {
      await logAccess(record, caller, details);
      return document;
    } catch (error) {
      document.stream.on('error', () => undefined).destroy();
      throw error;
    }
  };

  /** What a rejection and a revocation have in common: the client mends the same request. */
  const sendBack = (
    documentId: string,
    { revision, ...review }: NamedReview,
    caller: Caller,
    decide: typeof decideRejection,
    afterwards?: (trx: Knex, seen: CertificateRecord) => Promise<void>
  ): Promise<CertificateRecord> =>
    transitions.run({
      documentId,
      caller,
      decide: (seen, at) => decide(seen, revision, review, at),
      async afterwards(trx, seen, at) {
        await afterwards?.(trx, seen);
        if (seen.document) await files.markRejected(trx, seen.document.key, at);
      },
    });

  return {
    /**
     * Issues a template to a client: state `missing_info`, history, notification.
     * @param input `center` names the issuer; by default the first centre that the client joined
     */
    issue: (
      input: { template: string; client: string; center?: string | null },
      caller: Caller = HOST_CALLER
    ): Promise<CertificateRecord> => issuing.issue(input, caller),

    find: (documentId: string, caller: Caller = HOST_CALLER) => findFor(documentId, caller),

    /** One page of certificates, within the caller's scope. */
    list: (query: ListQuery, caller: Caller = HOST_CALLER) => lists.page(query, caller.scope, clock.now()),

    /** How many there are; exact to `cap`. */
    total: (query: ListQuery, caller: Caller = HOST_CALLER, cap?: number | null) =>
      lists.total(query, caller.scope, clock.now(), cap),

    async history(documentId: string, caller: Caller = HOST_CALLER): Promise<HistoryEntry[]> {
      return history.list((await findFor(documentId, caller)).id);
    },

    /**
     * Changes validity date and notes while the certificate is editable.
     * @param edit `validUntil` as `YYYY-MM-DD` in the centre's zone; null takes it away
     */
    update: (documentId: string, edit: Pick<Edit, 'validUntil' | 'notes'>, caller: Caller = HOST_CALLER) =>
      transitions.run({ documentId, caller, decide: (seen, at) => decideEdit(seen, edit, at) }),

    /**
     * Puts a document in place, with date and notes if given. The old one stays until the new one is safe; if anything
     * goes wrong, the certificate keeps what it had and the store is left without the new one.
     */
    async upload(documentId: string, upload: IncomingUpload, caller: Caller = HOST_CALLER): Promise<CertificateRecord> {
      const seen = await findFor(documentId, caller);
      // Asked before the body is read, so that nobody sends 10 MB to learn that it is locked.
      if (!isEditable(seen)) throw conflict('locked', 'This certificate can no longer be changed.');
      const { document, edit } = await upload.receive();
      const { stored } = document;
      let record: CertificateRecord;
      let replaced: string | null = null;
      try {
        record = await transitions.run({
          documentId,
          caller,
          document: { ...document, ...stored, by: upload.by },
          decide: (now, at) =>
            decideEdit(now, { ...edit, document: { by: upload.by, warnings: document.warnings } }, at),
          async afterwards(trx, before, at) {
            await files.attach(trx, before.id, document);
            replaced = before.document?.key ?? null;
            if (replaced !== null) await files.release(trx, replaced, at);
          },
        });
      } catch (error) {
        await documents.discard(stored);
        throw error;
      }
      if (replaced !== null) await removeReplaced(replaced);
      return record;
    },

    /** @param revision the one that the reviewer saw */
    approve: (documentId: string, { revision }: { revision: number }, caller: Caller = HOST_CALLER) =>
      transitions.run({
        documentId,
        caller,
        decide: (seen, at) => decideApproval(seen, revision, at),
        async afterwards(trx, seen, at) {
          if (seen.predecessor) await issuing.retirePredecessor(trx, seen.predecessor.id, at);
        },
      }),

    reject: (documentId: string, review: NamedReview, caller: Caller = HOST_CALLER) =>
      sendBack(documentId, review, caller, decideRejection),

    async revoke(documentId: string, review: NamedReview, caller: Caller = HOST_CALLER): Promise<CertificateRecord> {
      return sendBack(documentId, review, caller, decideRevocation, (trx, seen) =>
        deps.sweeping.forgetRenewal(trx, seen.id)
      );
    },

    archive: (documentId: string, caller: Caller = HOST_CALLER) =>
      transitions.run({ documentId, caller, decide: decideArchival }),

    /** Moves it to Trash. @returns the certificate as staff see it there */
    delete: (documentId: string, caller: Caller = HOST_CALLER) =>
      transitions.run({ documentId, caller: { ...caller, seesTrash: true }, decide: decideDeletion }),

    /**
     * The document's bytes.
     * @returns with a `disposition` for the answer: a document that a viewer might run is only to be saved
     * @throws DomainError 404 when there is none
     */
    async openDocument(documentId: string, caller: Caller = HOST_CALLER) {
      const { record, document } = await opened(documentId, caller, (found) => documents.open(found.document));
      return logged(document, record, caller, { as: 'original' });
    },

    /**
     * A link to the document, to be saved under its name.
     * @returns null where `documents.delivery` does not ask for links, or the store makes none
     * @throws DomainError 404 when there is none
     */
    async linkToDocument(documentId: string, caller: Caller = HOST_CALLER): Promise<string | null> {
      if (!documents.givesLinks) return null;
      const record = await findFor(documentId, caller);
      const link = await documents.link(record.document);
      await logAccess(record, caller, { as: 'original' });
      return link;
    },

    /**
     * The document of a rejection or revocation, also once it has been replaced.
     * @throws DomainError 404 when the entry has none, or retention has removed it
     */
    async openSentBack(documentId: string, entryId: string, caller: Caller = HOST_CALLER) {
      const record = await findFor(documentId, caller);
      const entry = (await history.list(record.id)).find((one) => one.documentId === entryId);
      const kept = entry?.details?.document as KeptDocument | undefined;
      const document = await documents.open(kept);
      return logged(document, record, caller, { as: 'sent_back', event: entryId, sha256: kept?.sha256 ?? null });
    },

    /** @throws DomainError 404 when there is none; 422 `preview_failed` */
    async openPreview(documentId: string, caller: Caller = HOST_CALLER) {
      const { record, document } = await opened(documentId, caller, (found) => documents.preview(found));
      return logged(document, record, caller, { as: 'preview' });
    },

    /** The present instant and default zone, for answers that follow the clock. */
    now: () => clock.now(),
    timeZone: config.timeZone,
  };
};

export type Certificates = ReturnType<typeof createCertificates>;
