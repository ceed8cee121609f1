import { CERTIFICATE_STATES, UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

export default hiddenCollection({
  singularName: 'certificate',
  pluralName: 'certificates',
  displayName: 'Certificate',
  collectionName: 'certificates_certificates',
  attributes: {
    name: { type: 'string', required: true },
    expires: { type: 'boolean', default: true, required: true },
    template: { type: 'relation', relation: 'manyToOne', target: UID.template, useJoinTable: false },
    client: { type: 'relation', relation: 'manyToOne', target: UID.user, useJoinTable: false },
    center: { type: 'relation', relation: 'manyToOne', target: UID.center, useJoinTable: false },
    state: { type: 'enumeration', enum: [...CERTIFICATE_STATES], default: 'missing_info', required: true },
    validUntil: { type: 'date' },
    notes: { type: 'text' },
    issuedAt: { type: 'datetime' },
    uploadedAt: { type: 'datetime' },
    uploadedBy: { type: 'enumeration', enum: ['client', 'staff'] },
    approvedAt: { type: 'datetime' },
    approvedBy: { type: 'relation', relation: 'manyToOne', target: UID.adminUser, useJoinTable: false },
    /** `{ reason, comment, at, by }`; while it is set the state is `missing_info`. */
    rejection: { type: 'json' },
    expiringSoonAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    archivedAt: { type: 'datetime' },
    trashedAt: { type: 'datetime' },
    originKey: { type: 'string', private: true },
    predecessor: { type: 'relation', relation: 'manyToOne', target: UID.certificate, useJoinTable: false },
    /** When retention took its document and personal words; null: not yet. */
    erasedAt: { type: 'datetime', private: true },
    /** When its successor was issued; null: not yet. */
    renewedAt: { type: 'datetime', private: true },
    /** The validity date of which it has been told that it comes near, or is over: nobody is told twice of one date. */
    warnedFor: { type: 'date', private: true },
    expiredFor: { type: 'date', private: true },
    revision: { type: 'integer', default: 1, required: true },
    documentName: { type: 'string' },
    documentMime: { type: 'string' },
    documentSize: { type: 'integer' },
    documentSha256: { type: 'string', private: true },
    documentKey: { type: 'string', private: true },
    /** What the store must remember to find it again: also here, for backups and `strapi export` know of no register. */
    documentDescriptor: { type: 'json', private: true },
    /** What staff should know of it, e.g. `["active_pdf"]`; null: nothing. */
    documentWarnings: { type: 'json', private: true },
  },
  indexes: [
    { name: 'certificates_certs_origin_unq', columns: ['origin_key'], type: 'unique' },
    // The sweep's two questions. Equality on the two null columns first, so that History and Trash cost it nothing.
    { name: 'certificates_certs_expire_idx', columns: ['trashed_at', 'archived_at', 'state', 'expires_at'] },
    { name: 'certificates_certs_soon_idx', columns: ['trashed_at', 'archived_at', 'state', 'expiring_soon_at'] },
    // A client's own list, and the check for open certificates of a template.
    { name: 'certificates_certs_client_idx', columns: ['client_id', 'trashed_at', 'archived_at', 'template_id'] },
    {
      name: 'certificates_certs_template_idx',
      columns: ['template_id', 'trashed_at', 'archived_at', 'renewed_at', 'valid_until'],
    },
    { name: 'certificates_certs_center_idx', columns: ['center_id', 'valid_until'] },
    // New instants for every certificate of a template that ends on one day.
    { name: 'certificates_certs_valid_idx', columns: ['template_id', 'valid_until'] },
    // Staff lists, newest first.
    { name: 'certificates_certs_issued_idx', columns: ['trashed_at', 'archived_at', 'issued_at', 'id'] },
    // The same of one state: the queue of what awaits approval, and its count.
    { name: 'certificates_certs_state_idx', columns: ['trashed_at', 'archived_at', 'state', 'issued_at', 'id'] },
    // Retention: what has been in Trash or in the history for long.
    { name: 'certificates_certs_trash_idx', columns: ['erased_at', 'trashed_at'] },
    { name: 'certificates_certs_history_idx', columns: ['erased_at', 'archived_at'] },
    { name: 'certificates_certs_document_idx', columns: ['document_key'] },
  ],
});
