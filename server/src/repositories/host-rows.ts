import type { Core } from '@strapi/strapi';

/** Rows of a content type as host code names them: by a `where` of theirs, an id or a document id. */
export const createHostRows = (strapi: Core.Strapi, uid: string) => ({
  /** Document ids of the rows that a host's `where` matches; all of them where it is empty. */
  async documentIds(where: unknown): Promise<string[]> {
    const rows = (await strapi.db.query(uid).findMany({ where: where ?? {}, select: ['documentId'] })) as {
      documentId: string;
    }[];
    return rows.map(({ documentId }) => documentId);
  },

  async ids(where: unknown): Promise<number[]> {
    const rows = (await strapi.db.query(uid).findMany({ where: where ?? {}, select: ['id'] })) as { id: number }[];
    return rows.map(({ id }) => id);
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
  together: <T>(work: () => Promise<T>): Promise<T> => strapi.db.transaction(work) as Promise<T>,
});

export type HostRows = ReturnType<typeof createHostRows>;
