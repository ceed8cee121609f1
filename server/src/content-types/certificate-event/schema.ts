import { ACTOR_TYPES, HISTORY_ACTIONS, UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

/** Append-only history of a certificate. The actor is kept as it was then: people leave, the history stays. */
export default hiddenCollection({
  singularName: 'certificate-event',
  pluralName: 'certificate-events',
  displayName: 'Certificate event',
  collectionName: 'certificates_events',
  attributes: {
    certificate: { type: 'relation', relation: 'manyToOne', target: UID.certificate, useJoinTable: false },
    action: { type: 'enumeration', enum: [...HISTORY_ACTIONS], required: true },
    at: { type: 'datetime', required: true },
    actorType: { type: 'enumeration', enum: [...ACTOR_TYPES], required: true },
    actorId: { type: 'string' },
    actorName: { type: 'string' },
    details: { type: 'json' },
  },
  indexes: [{ name: 'certificates_events_cert_idx', columns: ['certificate_id', 'at'] }],
});
