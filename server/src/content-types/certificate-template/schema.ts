import { ACCESS_RULES, UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

export default hiddenCollection({
  singularName: 'certificate-template',
  pluralName: 'certificate-templates',
  displayName: 'Certificate template',
  collectionName: 'certificates_templates',
  attributes: {
    name: { type: 'string', required: true },
    /** The name, folded, while the template is live; null once archived. Its unique index keeps live names apart. */
    nameKey: { type: 'string', private: true },
    instructions: { type: 'text' },
    issueToNewClients: { type: 'boolean', default: false, required: true },
    /** Highest user id when `issueToNewClients` was switched on: only users after it are new. */
    newClientsAfter: { type: 'biginteger', private: true },
    /** Highest centre membership row when `issueToNewClients` was switched on: only those who join later are new. */
    newMembersAfter: { type: 'biginteger', private: true },
    renewOnExpiry: { type: 'boolean', default: false, required: true },
    /** When `renewOnExpiry` was switched on: what expired earlier is not renewed. */
    renewOnExpirySince: { type: 'datetime', private: true },
    renewalLeadDays: { type: 'integer', default: 0, required: true, min: 0 },
    expires: { type: 'boolean', default: true, required: true },
    expiringSoonDays: { type: 'integer', required: true, min: 0 },
    accessRule: { type: 'enumeration', enum: [...ACCESS_RULES], default: 'none', required: true },
    centers: { type: 'relation', relation: 'manyToMany', target: UID.center },
    reminders: { type: 'json' },
    /** When the reminders were last changed: of days before that nobody is reminded. */
    remindersSince: { type: 'datetime', private: true },
    archivedAt: { type: 'datetime' },
  },
  indexes: [
    { name: 'certificates_templates_name_key_unq', columns: ['name_key'], type: 'unique' },
    { name: 'certificates_templates_archived_idx', columns: ['archived_at'] },
  ],
});
