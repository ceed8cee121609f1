import { CHANNELS, NOTIFICATION_EVENTS, NOTIFICATION_STATES, UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

/** The outbox: written in the transaction of the change, sent by the dispatcher. */
export default hiddenCollection({
  singularName: 'notification',
  pluralName: 'notifications',
  displayName: 'Notification',
  collectionName: 'certificates_notifications',
  attributes: {
    certificate: { type: 'relation', relation: 'manyToOne', target: UID.certificate, useJoinTable: false },
    client: { type: 'relation', relation: 'manyToOne', target: UID.user, useJoinTable: false },
    event: { type: 'enumeration', enum: [...NOTIFICATION_EVENTS], required: true },
    channel: { type: 'enumeration', enum: [...CHANNELS], required: true },
    /** Unique: what must be told once cannot be queued twice. */
    dedupeKey: { type: 'string', required: true },
    /** The act that caused it: what one act issues to a client makes one message. */
    batchKey: { type: 'string' },
    state: { type: 'enumeration', enum: [...NOTIFICATION_STATES], default: 'pending', required: true },
    attempts: { type: 'integer', default: 0, required: true },
    nextAttemptAt: { type: 'datetime' },
    lastError: { type: 'text' },
    sentAt: { type: 'datetime' },
    /** Facts of the moment that the row cannot tell later: `{ reason, comment }`, `{ daysBefore }`. */
    data: { type: 'json' },
    /** Who is sending it now, and until when that claim holds. */
    claimToken: { type: 'string', private: true },
    claimedUntil: { type: 'datetime', private: true },
  },
  indexes: [
    { name: 'certificates_notif_dedupe_unq', columns: ['dedupe_key'], type: 'unique' },
    { name: 'certificates_notif_due_idx', columns: ['state', 'next_attempt_at'] },
    { name: 'certificates_notif_state_idx', columns: ['state', 'id'] },
    { name: 'certificates_notif_batch_idx', columns: ['batch_key', 'client_id'] },
    { name: 'certificates_notif_claim_idx', columns: ['claim_token'] },
    { name: 'certificates_notif_cert_idx', columns: ['certificate_id', 'state'] },
    { name: 'certificates_notif_client_idx', columns: ['client_id', 'state'] },
  ],
});
