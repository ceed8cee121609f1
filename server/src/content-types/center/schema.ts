import { UID, USER_CENTERS } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

export default hiddenCollection({
  singularName: 'center',
  pluralName: 'centers',
  displayName: 'Center',
  collectionName: 'certificates_centers',
  attributes: {
    name: { type: 'string', required: true },
    /** IANA time zone. */
    timeZone: { type: 'string', required: true },
    clients: { type: 'relation', relation: 'manyToMany', target: UID.user, inversedBy: USER_CENTERS },
    staff: { type: 'relation', relation: 'manyToMany', target: UID.adminUser },
  },
});
