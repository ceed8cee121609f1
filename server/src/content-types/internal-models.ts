import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

/**
 * Tables that no document stands behind: bare database models, as Strapi keeps its own core store and webhooks. They
 * have no API, no screen and no lifecycle.
 */
export const internalModels = (strapi: Core.Strapi) => [
  {
    uid: UID.calendarLink,
    singularName: 'calendar-link',
    tableName: 'certificates_calendar_links',
    attributes: {
      id: { type: 'increments' },
      clientId: { type: 'integer', column: { unsigned: true, notNullable: true } },
      /** SHA-256 of the link's token: whoever reads the table cannot read a calendar. */
      tokenHash: { type: 'string' },
      /** The client wants certificates named in the calendar. */
      names: { type: 'boolean' },
      locale: { type: 'string' },
      createdAt: { type: 'datetime' },
    },
    indexes: [
      { name: 'certificates_calendar_client_unq', columns: ['client_id'], type: 'unique' },
      { name: 'certificates_calendar_token_unq', columns: ['token_hash'], type: 'unique' },
    ],
    /** However a client is deleted, the link goes along. */
    foreignKeys: [
      {
        name: 'certificates_calendar_client_fk',
        columns: ['client_id'],
        referencedTable: strapi.contentType(UID.user).collectionName,
        referencedColumns: ['id'],
        onDelete: 'CASCADE',
      },
    ],
  },
  {
    uid: UID.file,
    singularName: 'stored-file',
    tableName: 'certificates_stored_files',
    attributes: {
      id: { type: 'increments' },
      /** Key in the document store. The row is written before the upload starts, so no object is ever unknown. */
      key: { type: 'string' },
      /**
       * `uploading` (intent), `attached`, `kept` (replaced, but the history shows it), `released` (to be removed), `found`
       * (no certificate shows it, and nobody knows why: to be removed in a while).
       */
      state: { type: 'string' },
      certificateId: { type: 'integer', column: { unsigned: true } },
      name: { type: 'string' },
      mime: { type: 'string' },
      size: { type: 'integer' },
      sha256: { type: 'string' },
      /** What the store must remember to find the object again. */
      descriptor: { type: 'json' },
      /** When the upload began; of one that was found: when it was noticed. */
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
