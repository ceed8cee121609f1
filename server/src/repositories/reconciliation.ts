import type { Knex } from 'knex';

import type { RepositoryContext } from './context';
import { asJson, asNumber } from './database';

/**
 * Makes the register of the document store agree with the certificates again. Normally there is nothing to do: each
 * change writes both. But a backup may bring back one table and not the other, `strapi import` knows of no register, and
 * rows may be deleted by SQL.
 */
export const createReconciliationRepository = ({ db, tables }: RepositoryContext) => {
  const register = async (trx: Knex, row: Record<string, unknown>, at: Date): Promise<void> => {
    const descriptor = asJson<object>(row.document_descriptor);
    const entry = {
      key: row.document_key,
      state: 'attached',
      certificate_id: row.id,
      name: row.document_name,
      mime: row.document_mime,
      size: row.document_size,
      sha_256: row.document_sha_256,
      released_at: null,
      ...(descriptor && { descriptor: JSON.stringify(descriptor) }),
    };
    const known = await trx(tables.files).where({ key: row.document_key }).update(entry);
    if (known === 0) await trx(tables.files).insert({ descriptor: '{}', ...entry, created_at: at });
  };

  /** The last of so many rows after this one; null: there are none. */
  const lastOf = async (knex: Knex, table: string, after: number, limit: number): Promise<number | null> => {
    const rows: { id: unknown }[] = await knex(table).where('id', '>', after).orderBy('id').limit(limit).select('id');
    return rows.length === 0 ? null : asNumber(rows.at(-1)?.id);
  };

  return {
    /**
     * Registers documents that certificates show and the register has lost, or has for somebody else's, or for one that
     * is to go: in so many rows of certificates after this one.
     * @returns the last of these rows, to go on from; null: that was all
     */
    registerShown: (after: number, limit: number, at: Date): Promise<{ last: number | null; count: number }> =>
      db.transaction(async (trx) => {
        const last = await lastOf(trx, tables.certificates, after, limit);
        if (last === null) return { last, count: 0 };
        const rows: Record<string, unknown>[] = await trx({ c: tables.certificates })
          .leftJoin({ f: tables.files }, 'f.key', 'c.document_key')
          .where('c.id', '>', after)
          .where('c.id', '<=', last)
          .whereNotNull('c.document_key')
          .where((any) =>
            any
              .whereNull('f.id')
              .orWhere('f.state', '<>', 'attached')
              .orWhereNull('f.certificate_id')
              .orWhere('f.certificate_id', '<>', trx.ref('c.id'))
          )
          .select('c.*');
        for (const row of rows) await register(trx, row, at);
        return { last, count: rows.length };
      }),

    /**
     * Documents that the register holds for a certificate that is not there, or shows another one, count as found from
     * now on: in so many rows of the register after this one.
     */
    letStraysGo: (after: number, limit: number, at: Date): Promise<{ last: number | null; count: number }> =>
      db.transaction(async (trx) => {
        const last = await lastOf(trx, tables.files, after, limit);
        if (last === null) return { last, count: 0 };
        const certificates = () => trx({ c: tables.certificates }).select(trx.raw('1'));
        const count = await trx(tables.files)
          .where('id', '>', after)
          .where('id', '<=', last)
          .where((any) =>
            any
              .where((q) =>
                q
                  .where({ state: 'attached' })
                  .whereNotExists(certificates().where('c.document_key', trx.ref(`${tables.files}.key`)))
              )
              .orWhere((q) =>
                q
                  .where({ state: 'kept' })
                  .whereNotExists(certificates().where('c.id', trx.ref(`${tables.files}.certificate_id`)))
              )
          )
          .update({ state: 'found', created_at: at });
        return { last, count };
      }),

    /** Those of these keys that neither the register knows nor a certificate shows. */
    async unknown(keys: string[]): Promise<string[]> {
      const known = await db.read(async (knex) => {
        const files: { key: string }[] = await knex(tables.files).whereIn('key', keys).select('key');
        const shown: { key: string }[] = await knex(tables.certificates)
          .whereIn('document_key', keys)
          .select({ key: 'document_key' });
        return new Set([...files, ...shown].map(({ key }) => key));
      });
      return keys.filter((key) => !known.has(key));
    },

    /** Notes files that nobody knows, so that it is known since when. */
    async notice(keys: string[], at: Date): Promise<void> {
      if (keys.length === 0) return;
      const rows = keys.map((key) => ({ key, state: 'found', descriptor: '{}', created_at: at }));
      await db.transaction(async (trx) => {
        await trx(tables.files).insert(rows).onConflict('key').merge(['key']);
      });
    },

    /** Files that have been noticed. */
    async noticed(): Promise<number> {
      const [row] = await db.read((knex) => knex(tables.files).where({ state: 'found' }).count({ total: '*' }));
      return asNumber((row as Record<string, unknown> | undefined)?.total);
    },
  };
};
