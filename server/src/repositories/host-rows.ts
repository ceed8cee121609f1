import type { Core } from '@strapi/strapi';

import { inTransaction } from './transaction';

/** A row as hooks need it. */
export interface HostRow {
  id: number;
  documentId: string;
}

/** A write of `db.query()`, as its hook is told of it beforehand. */
export interface HostWrite {
  action: string;
  params: { where?: unknown; filters?: unknown; _q?: unknown };
}

/** Strapi refuses to change or delete one row where nothing says which. */
export const isRefused = ({ action, params: { where } }: HostWrite): boolean =>
  !action.endsWith('Many') && (typeof where !== 'object' || where === null || Object.keys(where).length === 0);

/** Rows of a content type as host code names them: by a `where` of theirs, an id or a document id. */
export const createHostRows = (strapi: Core.Strapi, uid: string) => ({
  /**
   * The rows that Strapi is about to change or delete, and no others: `update` and `delete` take the first row that
   * `where` matches, `updateMany` all that it matches, and `deleteMany` looks at `filters` and `_q` as well.
   */
  async takenBy(write: HostWrite): Promise<HostRow[]> {
    if (isRefused(write)) return [];
    const { where, filters, _q } = write.params;
    const query = strapi.db.query(uid);
    const select = ['id', 'documentId'];
    if (write.action === 'beforeUpdateMany') return (await query.findMany({ where: where ?? {}, select })) as HostRow[];
    if (write.action === 'beforeDeleteMany')
      return (await query.findMany({ where, filters, _q, select } as never)) as HostRow[];
    const row = (await query.findOne({ where: where as object, select })) as HostRow | null;
    return row ? [row] : [];
  },

  async documentIdOf(id: number): Promise<string | null> {
    const row = (await strapi.db.query(uid).findOne({ where: { id }, select: ['documentId'] })) as {
      documentId: string | null;
    } | null;
    return row?.documentId ?? null;
  },

  async idOf(documentId: string): Promise<number | null> {
    const row = (await strapi.db.query(uid).findOne({ where: { documentId }, select: ['id'] })) as {
      id: number;
    } | null;
    return row?.id ?? null;
  },

  /** The document as the Document Service gives it, with what the host asked to be populated. */
  read: (documentId: string, { populate, fields }: { populate?: unknown; fields?: unknown }): Promise<unknown> =>
    strapi.documents(uid as never).findOne({ documentId, populate, fields } as never),

  /** All or nothing; inside the host's own transaction, if there is one. */
  together: <T>(work: () => Promise<T>): Promise<T> => inTransaction(strapi, work),
});

export type HostRows = ReturnType<typeof createHostRows>;
