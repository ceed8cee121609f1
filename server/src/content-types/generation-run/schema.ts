import { UID } from '../../constants';
import { hiddenCollection } from '../hidden-collection';

/** One "Generate certificates" of a template, with its progress. */
export default hiddenCollection({
  singularName: 'generation-run',
  pluralName: 'generation-runs',
  displayName: 'Generation run',
  collectionName: 'certificates_generation_runs',
  attributes: {
    template: { type: 'relation', relation: 'manyToOne', target: UID.template, useJoinTable: false },
    state: { type: 'enumeration', enum: ['running', 'done', 'failed'], default: 'running', required: true },
    includeHolders: { type: 'boolean', default: false, required: true },
    total: { type: 'integer', default: 0, required: true },
    done: { type: 'integer', default: 0, required: true },
    issued: { type: 'integer', default: 0, required: true },
    skipped: { type: 'integer', default: 0, required: true },
    /** The template's document id while the run is active, then null: its unique index allows one at a time. */
    activeKey: { type: 'string', private: true },
    /** Id of the last user handled, and of the last one to handle. */
    cursor: { type: 'biginteger', private: true },
    lastClient: { type: 'biginteger', private: true },
    actorType: { type: 'string', private: true },
    actorId: { type: 'string', private: true },
    actorName: { type: 'string', private: true },
    lastError: { type: 'text' },
    finishedAt: { type: 'datetime' },
  },
  indexes: [{ name: 'certificates_runs_active_unq', columns: ['active_key'], type: 'unique' }],
});
