import type { Knex } from 'knex';

import type { StoredDocument } from '../ports/document-store';
import type { RepositoryContext } from './context';
import { asJson } from './database';

/** A document in the store, and what it was when it came. */
export interface FileRecord extends StoredDocument {
  certificateId: number | null;
  name: string | null;
  mime: string | null;
  size: number | null;
  sha256: string | null;
}

const toRecord = (row: Record<string, unknown>): FileRecord => ({
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

  /** In the transaction that gives the document to its certificate. */
  async attach(
    trx: Knex,
    certificateId: number,
    file: { stored: StoredDocument; name: string; mime: string; size: number; sha256: string }
  ): Promise<void> {
    await trx(tables.files)
      .where({ key: file.stored.key })
      .update({
        state: 'attached',
        certificate_id: certificateId,
        descriptor: JSON.stringify(file.stored.descriptor),
        name: file.name,
        mime: file.mime,
        size: file.size,
        sha_256: file.sha256,
      });
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

  /** Whether a certificate has it, or the history shows it. */
  async isAttached(key: string): Promise<boolean> {
    const row = await db.read((knex) => knex(tables.files).where({ key }).first('state'));
    return row?.state === 'attached' || row?.state === 'kept';
  },

  async find(key: string): Promise<FileRecord | null> {
    const row = await db.read((knex) => knex(tables.files).where({ key }).first());
    return row ? toRecord(row) : null;
  },

  /** Documents that are to be removed: released ones, and uploads that were never attached. */
  async removable(abandonedBefore: Date, limit: number): Promise<FileRecord[]> {
    const rows = await db.read((knex) =>
      knex(tables.files)
        .where({ state: 'released' })
        .orWhere((q) => q.where({ state: 'uploading' }).where('created_at', '<', abandonedBefore))
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

export type FileRepository = ReturnType<typeof createFileRepository>;
