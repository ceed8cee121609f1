export type Data = Record<string, unknown>;

/** What Strapi itself writes beside the host's data. */
export const BOOKKEEPING = [
  'id',
  'documentId',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'createdBy',
  'updatedBy',
  'locale',
  'localizations',
];

/**
 * One content type's rules for other people's writes. Each write becomes a use case of the plugin; what is no use case is
 * refused with an error that names the service to call.
 */
export interface HostRules {
  uid: string;
  /** @returns the document id of what was made */
  create(data: Data): Promise<string>;
  update(documentId: string, data: Data): Promise<void>;
  delete(documentId: string): Promise<void>;
  /**
   * The same as `create` for a row that Strapi inserts itself (`db.query().create`), in two steps.
   * @returns the whole row to insert, and what follows once it is there
   */
  prepare(data: Data): Promise<{ row: Data; inserted: (id: number) => Promise<void> }>;
  /** What to call instead of cloning. */
  cloneInstead: string;
}
