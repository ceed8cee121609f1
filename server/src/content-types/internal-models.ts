import { UID } from '../constants';

/**
 * Tables that no document stands behind: bare database models, as Strapi keeps its own core store and webhooks. They
 * have no API, no screen and no lifecycle.
 */
export const internalModels = [
  {
    uid: UID.file,
    singularName: 'stored-file',
    tableName: 'certificates_stored_files',
    attributes: {
      id: { type: 'increments' },
      /** Key in the document store. The row is written before the upload starts, so no object is ever unknown. */
      key: { type: 'string' },
      /** `uploading` (intent), `attached`, `kept` (replaced, but the history shows it), `released` (to be removed). */
      state: { type: 'string' },
      certificateId: { type: 'integer', column: { unsigned: true } },
      name: { type: 'string' },
      mime: { type: 'string' },
      size: { type: 'integer' },
      sha256: { type: 'string' },
      /** What the store must remember to find the object again. */
      descriptor: { type: 'json' },
      createdAt: { type: 'datetime' },
      /** When it was sent back: from then on the history shows it, also once it is replaced. */
      rejectedAt: { type: 'datetime' },
      releasedAt: { type: 'datetime' },
    },
    indexes: [
      { name: 'certificates_files_key_unq', columns: ['key'], type: 'unique' },
      { name: 'certificates_files_state_idx', columns: ['state', 'created_at'] },
      { name: 'certificates_files_cert_idx', columns: ['certificate_id'] },
      { name: 'certificates_files_reject_idx', columns: ['rejected_at', 'state'] },
    ],
  },
  {
    uid: UID.lease,
    singularName: 'lease',
    tableName: 'certificates_leases',
    attributes: {
      id: { type: 'increments' },
      /** What is leased (`sweep`) or how far something has been read (`users`). */
      name: { type: 'string' },
      /** Grows with each holder, so that one that overslept can be told from the present one. */
      fence: { type: 'integer' },
      until: { type: 'datetime' },
      position: { type: 'biginteger' },
      data: { type: 'json' },
    },
    indexes: [{ name: 'certificates_leases_name_unq', columns: ['name'], type: 'unique' }],
  },
];
