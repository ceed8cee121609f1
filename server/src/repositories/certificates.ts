import type { Knex } from 'knex';

import type { CertificatePatch } from '../domain/decisions';
import type { DocumentWarning } from '../domain/document-kinds';
import { joinNeighbours, recordColumns, toRecord, type CertificateRecord } from './certificate-record';
import type { RepositoryContext } from './context';
import { newDocumentId } from './database';

/** Columns that a transition may write, by the name that the rules use. */
const COLUMN: Record<keyof CertificatePatch, string> = {
  state: 'state',
  validUntil: 'valid_until',
  notes: 'notes',
  rejection: 'rejection',
  expiringSoonAt: 'expiring_soon_at',
  expiresAt: 'expires_at',
  approvedAt: 'approved_at',
  archivedAt: 'archived_at',
  trashedAt: 'trashed_at',
  uploadedAt: 'uploaded_at',
  revision: 'revision',
};

/** What an uploaded document leaves on its certificate. */
export interface DocumentColumns {
  key: string;
  name: string;
  mime: string;
  size: number;
  sha256: string;
  /** What the store must remember; may be empty. */
  descriptor: Record<string, unknown>;
  /** What staff should know of it; may be empty. */
  warnings: DocumentWarning[];
  by: 'client' | 'staff';
}

const jsonOrNull = (value: object): string | null => (Object.keys(value).length === 0 ? null : JSON.stringify(value));

const toColumns = (patch: CertificatePatch): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [
      COLUMN[name as keyof CertificatePatch],
      name === 'rejection' && value !== null ? JSON.stringify(value) : value,
    ])
  );

/**
 * Certificates, one at a time. All of it by Knex: these are the writes that go round the lifecycle hooks, which hold
 * everybody else's to the rules.
 */
export const createCertificateRepository = ({ db, tables }: RepositoryContext) => {
  const findWith = async (knex: Knex, where: (query: Knex.QueryBuilder) => void): Promise<CertificateRecord | null> => {
    const row = await joinNeighbours(knex, tables).select(recordColumns()).where(where).first();
    return row ? toRecord(row) : null;
  };

  return {
    /** The certificate, whoever asks: the caller checks whether they may see it. */
    find: (documentId: string, trx?: Knex): Promise<CertificateRecord | null> => {
      const where = (query: Knex.QueryBuilder) => query.where('c.document_id', documentId);
      return trx ? findWith(trx, where) : db.read((knex) => findWith(knex, where));
    },

    /**
     * Makes others who change this certificate wait for the transaction. Before the first plain read, which on MySQL
     * fixes what the transaction sees.
     */
    async lock(trx: Knex, documentId: string): Promise<void> {
      await trx(tables.certificates).where({ document_id: documentId }).forUpdate().first('id');
    },

    findById: (trx: Knex, id: number): Promise<CertificateRecord | null> =>
      findWith(trx, (query) => query.where('c.id', id)),

    /**
     * Persists a decision if the certificate still is what the decision was taken on.
     * @returns whether it was; if not, nothing was written
     */
    async compareAndSwap(
      trx: Knex,
      seen: CertificateRecord,
      patch: CertificatePatch,
      extra: { document?: DocumentColumns; approvedById?: number | null },
      at: Date
    ): Promise<boolean> {
      const { document, approvedById } = extra;
      const count = await trx(tables.certificates)
        .where({
          id: seen.id,
          state: seen.state,
          revision: seen.revision,
        })
        // Whether, not when: rows that came by SQL may hold finer instants than a Date can.
        .where((q) => (seen.archivedAt ? q.whereNotNull('archived_at') : q.whereNull('archived_at')))
        .where((q) => (seen.trashedAt ? q.whereNotNull('trashed_at') : q.whereNull('trashed_at')))
        .update({
          ...toColumns(patch),
          ...(document && {
            document_key: document.key,
            document_name: document.name,
            document_mime: document.mime,
            document_size: document.size,
            document_sha_256: document.sha256,
            document_descriptor: jsonOrNull(document.descriptor),
            document_warnings: jsonOrNull(document.warnings),
            uploaded_by: document.by,
          }),
          ...(approvedById !== undefined && { approved_by_id: approvedById }),
          updated_at: at,
        });
      return count === 1;
    },

    /** A new certificate in `missing_info`. @returns its row id and document id */
    async insert(
      trx: Knex,
      row: {
        name: string;
        expires: boolean;
        templateId: number;
        clientId: number;
        centerId: number | null;
        at: Date;
      }
    ): Promise<{ id: number; documentId: string }> {
      const documentId = newDocumentId();
      await trx(tables.certificates).insert({
        document_id: documentId,
        name: row.name,
        expires: row.expires,
        state: 'missing_info',
        template_id: row.templateId,
        client_id: row.clientId,
        center_id: row.centerId,
        issued_at: row.at,
        revision: 1,
        created_at: row.at,
        updated_at: row.at,
        published_at: row.at,
      });
      const { id } = await trx(tables.certificates).where({ document_id: documentId }).first('id');
      return { id: id as number, documentId };
    },
  };
};
