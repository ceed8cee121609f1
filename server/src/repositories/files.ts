import type { Knex } from 'knex';

import { documentError } from '../domain/document-rules';
import type { StoredDocument } from '../ports/document-store';
import type { RepositoryContext } from './context';
import { asJson, asNumber } from './database';

/** A document in the store, and what it was when it came. */
export interface FileRecord extends StoredDocument {
  /** Of its row, to go on from. */
  id: number;
  certificateId: number | null;
  name: string | null;
  mime: string | null;
  size: number | null;
  sha256: string | null;
}

/** States of what a certificate (`attached`) or its history (`kept`) shows. */
export const SHOWN_STATES = ['attached', 'kept'] as const;

/** What is to be removed beside what has been released. */
export interface Overdue {
  /** Uploads that began before this instant and that no certificate got. */
  abandonedBefore: Date;
  /** Files that nobody knew, noticed before this instant. */
  noticedBefore: Date;
}

const NOTHING_MORE: Overdue = { abandonedBefore: new Date(0), noticedBefore: new Date(0) };

const toRecord = (row: Record<string, unknown>): FileRecord => ({
  id: asNumber(row.id),
  key: row.key as string,
  descriptor: asJson(row.descriptor) ?? {},
  certificateId: (row.certificate_id as number | null) ?? null,
  name: (row.name as string | null) ?? null,
  mime: (row.mime as string | null) ?? null,
  size: (row.size as number | null) ?? null,
  sha256: (row.sha_256 as string | null) ?? null,
});

/**
 * The register of the document store. A row is written before an upload starts and stays until its object is gone, so
 * that a crash between store and database leaves nothing unknown behind.
 */
export const createFileRepository = ({ db, tables }: RepositoryContext) => ({
  /** Before the upload: this key is about to be written. */
  async intend(key: string, at: Date): Promise<void> {
    await db.transaction(async (trx) => {
      await trx(tables.files).insert({ key, state: 'uploading', descriptor: '{}', created_at: at });
    });
  },

  /**
   * In the transaction that gives the document to its certificate.
   * @throws DomainError `upload_aborted` where the upload took so long that it was taken for abandoned and removed
   */
  async attach(
    trx: Knex,
    certificateId: number,
    file: { stored: StoredDocument; name: string; mime: string; size: number; sha256: string }
  ): Promise<void> {
    const count = await trx(tables.files)
      .where({ key: file.stored.key, state: 'uploading' })
      .update({
        state: 'attached',
        certificate_id: certificateId,
        descriptor: JSON.stringify(file.stored.descriptor),
        name: file.name,
        mime: file.mime,
        size: file.size,
        sha_256: file.sha256,
      });
    if (count !== 1) throw documentError.aborted();
  },

  /** The document was sent back: the history shows it from now on. */
  async markRejected(trx: Knex, key: string, at: Date): Promise<void> {
    await trx(tables.files).where({ key }).update({ rejected_at: at });
  },

  /** Its certificate shows another one now. What was once rejected is kept for the history, the rest is to be removed. */
  async release(trx: Knex, key: string, at: Date): Promise<void> {
    await trx(tables.files)
      .where({ key })
      .update({
        state: trx.raw(`case when rejected_at is null then 'released' else 'kept' end`),
        released_at: at,
      });
  },

  /**
   * From now on nobody gets this document any more.
   * @returns false where a certificate or its history shows it, whatever the register says
   */
  giveUp: (key: string, at: Date): Promise<boolean> =>
    db.transaction(async (trx) => {
      const shown = await trx(tables.certificates).where({ document_key: key }).first('id');
      if (shown) return false;
      await trx(tables.files)
        .where({ key })
        .whereIn('state', ['uploading', 'found', 'released'])
        .update({ state: 'released', released_at: at });
      const row = await trx(tables.files).where({ key }).first('state');
      return row === undefined || row.state === 'released';
    }),

  async find(key: string): Promise<FileRecord | null> {
    const row = await db.read((knex) => knex(tables.files).where({ key }).first());
    return row ? toRecord(row) : null;
  },

  /** The document, if a certificate or its history shows it. */
  async findShown(key: string): Promise<FileRecord | null> {
    const row = await db.read((knex) =>
      knex(tables.files)
        .where({ key })
        .whereIn('state', [...SHOWN_STATES])
        .first()
    );
    return row ? toRecord(row) : null;
  },

  /** Documents that are to be removed, after this row, in the order of their rows. */
  async removable(
    after: number,
    limit: number,
    { abandonedBefore, noticedBefore }: Overdue = NOTHING_MORE
  ): Promise<FileRecord[]> {
    const rows = await db.read((knex) =>
      knex(tables.files)
        .where('id', '>', after)
        .where((any) =>
          any
            .where({ state: 'released' })
            .orWhere((q) => q.where({ state: 'uploading' }).where('created_at', '<', abandonedBefore))
            .orWhere((q) => q.where({ state: 'found' }).where('created_at', '<', noticedBefore))
        )
        .orderBy('id')
        .limit(limit)
    );
    return rows.map(toRecord);
  },

  async forget(key: string): Promise<void> {
    await db.transaction(async (trx) => {
      await trx(tables.files).where({ key }).delete();
    });
  },
});
