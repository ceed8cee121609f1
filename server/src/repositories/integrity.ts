import type { Knex } from 'knex';

import type { StoredDocument } from '../ports/document-store';
import type { RepositoryContext } from './context';
import { asJson, asNumber } from './database';
import { SHOWN_STATES } from './files';

/** A document that a certificate or its history shows, as the register knows it. */
export interface ShownDocument extends StoredDocument {
  /** Of its row, to go on from. */
  id: number;
  sha256: string | null;
  certificate: { documentId: string; name: string };
  isCurrent: boolean;
}

/** What the database believes of the document store. */
export const createIntegrityRepository = ({ db, tables }: RepositoryContext) => {
  const shown = (knex: Knex) =>
    knex({ f: tables.files })
      .join({ c: tables.certificates }, 'c.id', 'f.certificate_id')
      .whereIn('f.state', [...SHOWN_STATES]);

  return {
    /** Shown documents after this row, in the order of their rows. */
    async shownAfter(id: number, limit: number): Promise<ShownDocument[]> {
      const rows: Record<string, unknown>[] = await db.read((knex) =>
        shown(knex)
          .where('f.id', '>', id)
          .orderBy('f.id')
          .limit(limit)
          .select('f.id', 'f.key', 'f.descriptor', 'f.sha_256', 'f.state', 'c.document_id', 'c.name')
      );
      return rows.map((row) => ({
        id: asNumber(row.id),
        key: row.key as string,
        descriptor: asJson(row.descriptor) ?? {},
        sha256: (row.sha_256 as string | null) ?? null,
        certificate: { documentId: row.document_id as string, name: row.name as string },
        isCurrent: row.state === 'attached',
      }));
    },

    /** Whether it is still to be shown: it may have been replaced or erased since it was read. */
    async isShown(key: string): Promise<boolean> {
      const row = await db.read((knex) => shown(knex).where('f.key', key).first('f.id'));
      return row !== undefined;
    },

    /** Certificates whose document the register does not know, or means to remove, as after a partial restore. */
    async unregistered(limit: number): Promise<{ total: number; certificates: ShownDocument['certificate'][] }> {
      const lost = (knex: Knex) =>
        knex({ c: tables.certificates })
          .leftJoin({ f: tables.files }, 'f.key', 'c.document_key')
          .whereNotNull('c.document_key')
          .where((any) => any.whereNull('f.id').orWhereNotIn('f.state', [...SHOWN_STATES]));
      return db.read(async (knex) => {
        const count: Record<string, unknown>[] = await lost(knex).count({ total: '*' });
        const rows: Record<string, unknown>[] = await lost(knex)
          .orderBy('c.id')
          .limit(limit)
          .select('c.document_id', 'c.name');
        return {
          total: asNumber(count[0]?.total),
          certificates: rows.map((row) => ({ documentId: row.document_id as string, name: row.name as string })),
        };
      });
    },

    /** Rows that wait for their object to be removed, and uploads begun before this instant that nobody got. */
    async leftovers(abandonedBefore: Date): Promise<number> {
      const [row] = await db.read((knex) =>
        knex(tables.files)
          .where({ state: 'released' })
          .orWhere((q) => q.where({ state: 'uploading' }).where('created_at', '<', abandonedBefore))
          .count({ total: '*' })
      );
      return asNumber((row as Record<string, unknown> | undefined)?.total);
    },
  };
};
