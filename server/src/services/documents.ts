import type { Readable } from 'node:stream';

import { contentDisposition } from '../documents/content-disposition';
import { receiveDocument, type ReceivedDocument } from '../documents/receive-document';
import type { ServedDocument } from '../documents/serve';
import type { DocumentWarning } from '../domain/document-kinds';
import { errorWord } from '../domain/error-word';
import { notFound } from '../domain/errors';
import type { StoredDocument } from '../ports/document-store';
import type { CertificateRecord } from '../repositories/certificate-record';
import type { FileRecord, Overdue } from '../repositories/files';
import { breathe } from './batches';
import type { Dependencies } from './dependencies';

/** What is known of a stored document beside its bytes. */
export type KeptDocument = Omit<NonNullable<CertificateRecord['document']>, 'warnings'> & {
  /** Not there in entries of an older history. */
  warnings?: DocumentWarning[];
};

/** Rows that are read together. */
const REMOVALS = 100;
/** Removals that may fail in a row before a pass gives up: the store is down. */
const GIVE_UP_AFTER = 3;

/** Documents on their way into the private store, out of it, and to be removed from it. */
export const createDocuments = ({ antivirus, clock, config, files, log, previews, store }: Dependencies) => {
  if (config.documents.delivery === 'redirect' && !store.signedUrl) {
    log.warn("certificates: documents.delivery 'redirect' has no effect: the private folder makes no links.");
  }

  /** Where the last pass of removals broke off. */
  let resumeAfter = 0;

  /** @returns false where a certificate or its history shows it */
  const remove = async (document: StoredDocument): Promise<boolean> => {
    if (!(await files.giveUp(document.key, clock.now()))) return false;
    await store.remove(document);
    previews.forget(document.key);
    await files.forget(document.key);
    return true;
  };

  /**
   * Removes a document that no certificate has. One that was attached after all, because only the answer of the commit
   * was lost, stays. What fails now is found by the janitor.
   */
  const discard = async (document: StoredDocument): Promise<boolean> => {
    try {
      return await remove(document);
    } catch (error) {
      log.warn(`certificates: a stored document could not be removed yet: ${errorWord(error)}`);
      return false;
    }
  };

  /** @throws DomainError 404 when there is none, or it is to be removed */
  const findKept = async (document: KeptDocument | null | undefined) => {
    const file = document && (await files.findShown(document.key));
    if (!document || !file) throw notFound('Document');
    return { ...document, file };
  };

  /** What is to be removed, from this row to the last one and then from the first one to this. */
  async function* releasedFrom(start: number, overdue?: Overdue): AsyncGenerator<FileRecord, void, undefined> {
    for (const [first, last] of [
      [start, Infinity],
      [0, start],
    ] as const) {
      for (let after = first; after < last;) {
        const rows = await files.removable(after, REMOVALS, overdue);
        yield* rows.filter(({ id }) => id <= last);
        after = rows.length < REMOVALS ? last : (rows.at(-1)?.id ?? last);
        await breathe();
      }
    }
  }

  return {
    /** Ends what waits for the next preview. */
    close: () => previews.close(),

    /**
     * Checks a document while it streams into the store. Its key is registered first, so that a crash leaves nothing
     * unknown behind.
     * Where a virus check is configured, a document that does not pass is gone before any certificate could show it.
     * @throws DomainError 400 `file_empty`, `file_type`, `file_broken`, `file_encrypted`, `file_too_large`,
     * `file_infected` and others; 503 `store_unavailable`, `antivirus_unavailable`
     */
    async receive(file: { stream: Readable; name: string; mime: string }): Promise<ReceivedDocument> {
      let key: string | null = null;
      try {
        const received = await receiveDocument(
          {
            stream: file.stream,
            declaredName: file.name,
            declaredMime: file.mime,
            maxBytes: config.documents.maxSizeBytes,
            store,
            async beforeStore(random) {
              key = random;
              await files.intend(random, clock.now());
            },
          },
          { activePdf: config.documents.activePdf }
        );
        await antivirus?.assertClean(await store.open(received.stored));
        return received;
      } catch (error) {
        // If the store could not be cleaned, the register still knows the key, and a later pass tries again.
        if (key !== null) await discard({ key, descriptor: {} });
        throw error;
      }
    },

    discard,

    /** Removes a document that another one has replaced; one that was sent back stays for the history. */
    async discardReplaced(key: string): Promise<void> {
      const file = await files.find(key).catch(() => null);
      if (file) await discard(file);
    },

    /**
     * Removes from the store what no certificate and no history shows any longer: one pass over all of it. It breaks off
     * while the store is down, and the next one goes on from there, so that what cannot be removed holds up nothing else.
     * @param overdue uploads and files that nobody knew, to be removed as well
     * @returns how many are gone
     */
    async removeReleased(overdue?: Overdue): Promise<number> {
      const start = resumeAfter;
      resumeAfter = 0;
      let removed = 0;
      let failures = 0;
      for await (const file of releasedFrom(start, overdue)) {
        try {
          if (await remove(file)) removed += 1;
          failures = 0;
        } catch (error) {
          failures += 1;
          if (failures < GIVE_UP_AFTER) continue;
          resumeAfter = file.id;
          log.warn(`certificates: stored documents could not be removed yet: ${errorWord(error)}`);
          break;
        }
      }
      return removed;
    },

    /**
     * The original, and whether a browser may show it: what might run something there is only to be saved.
     * @throws DomainError 404 when there is none
     */
    async open(document: KeptDocument | null | undefined): Promise<Omit<ServedDocument, 'size'> & { size: number }> {
      const kept = await findKept(document);
      const { name, mime, size, warnings = [] } = kept;
      const disposition = warnings.length > 0 ? 'attachment' : 'inline';
      return { name, mime, size, disposition, stream: await store.open(kept.file) };
    },

    /** Whether the configuration asks for links, and the store makes them. */
    givesLinks: config.documents.delivery === 'redirect' && store.signedUrl !== undefined,

    /** A link that needs no log-in and runs out: after an hour at most. @throws DomainError 404 when there is no document */
    async link(document: KeptDocument | null): Promise<string> {
      if (!store.signedUrl) throw new Error('This document store makes no links.');
      const { file, name, mime } = await findKept(document);
      return store.signedUrl(file, { disposition: contentDisposition('attachment', name), mime });
    },

    /**
     * An image of the document that any browser shows: upright, bounded, without metadata.
     * @throws DomainError 404 when there is no document, or it has no preview; 422 `preview_failed`
     */
    async preview(record: CertificateRecord) {
      const { file, name, mime, size } = await findKept(record.document);
      // A preview is a JPEG, whatever the original is.
      return { ...(await previews.of({ stored: file, mime, size })), name: name.replace(/\.[^.]*$/, '.jpg') };
    },
  };
};

export type Documents = ReturnType<typeof createDocuments>;
