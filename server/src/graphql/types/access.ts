import { TYPE } from '../names';
import type { Making } from '../operation';

/** Whether a client is in order on a day, and if not, why. */
export const accessTypes = ({ nexus: { enumType, objectType } }: Making) => [
  enumType({ name: TYPE.accessReason, members: ['missing', 'pending', 'rejected', 'expired'] }),

  objectType({
    name: TYPE.accessTemplate,
    definition(t) {
      t.nonNull.id('documentId');
      t.nonNull.string('name');
    },
  }),

  objectType({
    name: TYPE.accessProblem,
    definition(t) {
      t.nonNull.field('template', { type: TYPE.accessTemplate });
      t.nonNull.field('state', { type: TYPE.certificateState, description: 'On that day.' });
      t.nonNull.field('reason', { type: TYPE.accessReason });
    },
  }),

  objectType({
    name: TYPE.access,
    definition(t) {
      t.nonNull.boolean('allowed');
      t.nonNull.list.nonNull.field('blocking', { type: TYPE.accessProblem });
      t.nonNull.list.nonNull.field('warnings', { type: TYPE.accessProblem });
    },
  }),
];
