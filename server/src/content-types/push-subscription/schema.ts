import { UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

export default hiddenCollection({
  singularName: 'push-subscription',
  pluralName: 'push-subscriptions',
  displayName: 'Push subscription',
  collectionName: 'certificates_push_subscriptions',
  attributes: {
    client: { type: 'relation', relation: 'manyToOne', target: UID.user, useJoinTable: false },
    driver: { type: 'enumeration', enum: ['web-push', 'fcm', 'expo'], required: true },
    /** The push service's URL (Web Push) or the device token (FCM, Expo). */
    endpoint: { type: 'text', required: true, private: true },
    /** SHA-256 of the endpoint: unique, and short enough to index on every database. */
    endpointHash: { type: 'string', required: true, private: true },
    keys: { type: 'json', private: true },
    locale: { type: 'string' },
    lastSuccessAt: { type: 'datetime' },
    /** By which the push service says later what became of a message, and when to ask it. */
    receiptId: { type: 'string', private: true },
    receiptAt: { type: 'datetime', private: true },
  },
  indexes: [
    { name: 'certificates_push_endpoint_unq', columns: ['endpoint_hash'], type: 'unique' },
    { name: 'certificates_push_receipt_idx', columns: ['receipt_at'] },
  ],
});
