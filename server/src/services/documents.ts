import type { Readable } from 'node:stream';

import { contentDisposition } from '../documents/content-disposition';
import { receiveDocument, type ReceivedDocument } from '../documents/receive-document';
import { errorWord } from '../domain/error-word';
import { notFound } from '../domain/errors';
import type { StoredDocument } from '../ports/document-store';
import type { CertificateRecord } from '../repositories/certificate-record';
import type { Dependencies } from './dependencies';

/** What is known of a stored document beside its bytes. */
export type KeptDocument = NonNullable<CertificateRecord['document']>;

/** Objects that one pass removes. */
const REMOVALS = 100;

/** Documents on their way into the private store, out of it, and to be removed from it. */
export const createDocuments = ({ antivirus, clock, config, files, log, previews, store }: Dependencies) => ({
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
      if (key !== null) await this.discard({ key, descriptor: {} });
      throw error;
    }
  },

  /**
   * Removes a document that no certificate has. One that was attached after all, because only the answer of the commit
   * was lost, stays. What fails now is found by the janitor.
   */
  async discard(document: StoredDocument): Promise<boolean> {
    try {
      if (await files.isAttached(document.key)) return false;
      await store.remove(document);
      previews.forget(document.key);
      await files.forget(document.key);
      return true;
    } catch (error) {
      log.warn(`certificates: a stored document could not be removed yet: ${errorWord(error)}`);
      return false;
    }
  },

  /**
   * Removes from the store what no certificate and no history shows any longer.
   * @param abandonedBefore uploads that began before this instant and were never attached are removed too
   * @returns how many are gone; what could not be removed is left to a later pass
   */
  async removeReleased(abandonedBefore = new Date(0)): Promise<number> {
    const gone = await files.removable(abandonedBefore, REMOVALS);
    let removed = 0;
    for (const file of gone) if (await this.discard(file)) removed += 1;
    return removed;
  },

  /** @throws DomainError 404 when there is none */
  async openKept(document: KeptDocument | null | undefined) {
    const file = document && (await files.find(document.key));
    if (!document || !file) throw notFound('Document');
    const { name, mime, size } = document;
    return { name, mime, size, stream: await store.open(file) };
  },

  /**
   * A link of a few minutes that needs no log-in, where the configuration asks for links and the store makes them.
   * @returns null: the server streams the document itself
   */
  async link({ document }: CertificateRecord, disposition: 'inline' | 'attachment'): Promise<string | null> {
    if (config.documents.delivery !== 'redirect' || !store.signedUrl) return null;
    const file = document && (await files.find(document.key));
    if (!document || !file) throw notFound('Document');
    return store.signedUrl(file, { disposition: contentDisposition(disposition, document.name) });
  },

  /** @throws DomainError 404 when there is none */
  open(record: CertificateRecord): Promise<{ stream: Readable; name: string; mime: string; size: number }> {
    return this.openKept(record.document);
  },

  /**
   * An image of the document that any browser shows: upright, bounded, without metadata.
   * @throws DomainError 404 when there is no document, or it has no preview; 422 `preview_failed`
   */
  async preview(record: CertificateRecord) {
    const file = record.document && (await files.find(record.document.key));
    if (!record.document || !file) throw notFound('Document');
    const { name, mime, size } = record.document;
    // A preview is a JPEG, whatever the original is.
    return { ...(await previews.of({ stored: file, mime, size })), name: name.replace(/\.[^.]*$/, '.jpg') };
  },
});

export type Documents = ReturnType<typeof createDocuments>;
