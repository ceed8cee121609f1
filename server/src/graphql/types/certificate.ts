import { CERTIFICATE_STATES, REJECTION_REASONS } from '../../constants';
import { STRAPI_TYPE, TYPE } from '../names';
import type { Making } from '../operation';

/** A certificate as REST answers it: the same fields, the same dates. */
export const certificateTypes = ({ nexus: { enumType, inputObjectType, objectType } }: Making) => [
  enumType({ name: TYPE.certificateState, members: CERTIFICATE_STATES }),
  enumType({ name: TYPE.uploadedBy, members: ['client', 'staff'] }),
  enumType({ name: TYPE.rejectionReason, members: REJECTION_REASONS }),

  objectType({
    name: TYPE.template,
    definition(t) {
      t.nonNull.id('documentId');
      t.nonNull.string('name');
      t.string('instructions', { description: 'What to upload.' });
    },
  }),

  objectType({
    name: TYPE.client,
    definition(t) {
      t.nonNull.id('documentId');
      t.nonNull.string('username');
    },
  }),

  objectType({
    name: TYPE.document,
    description: 'Its bytes are fetched over REST, with the same Authorization.',
    definition(t) {
      t.nonNull.string('name');
      t.nonNull.string('mime');
      t.nonNull.int('size', { description: 'Bytes.' });
      t.nonNull.string('url', { description: 'Path on the server.' });
      t.string('previewUrl', { description: 'Path of a picture that any browser shows; null where there is none.' });
    },
  }),

  objectType({
    name: TYPE.rejection,
    definition(t) {
      t.nonNull.field('reason', { type: TYPE.rejectionReason });
      t.string('comment');
      t.field('at', { type: 'DateTime' });
    },
  }),

  objectType({
    name: TYPE.certificate,
    definition(t) {
      t.nonNull.id('documentId');
      t.nonNull.string('name');
      t.nonNull.field('state', { type: TYPE.certificateState, description: 'As the clock has it now.' });
      t.nonNull.boolean('expires', { description: 'False: it has no validity date, and stays valid once approved.' });
      t.field('validUntil', { type: 'Date', description: 'The last day on which the document is valid.' });
      t.string('notes');
      for (const instant of ['issuedAt', 'uploadedAt', 'approvedAt', 'archivedAt', 'expiresAt']) {
        t.field(instant, { type: 'DateTime' });
      }
      t.field('uploadedBy', { type: TYPE.uploadedBy });
      t.field('rejection', { type: TYPE.rejection });
      t.nonNull.boolean('editable', { description: 'Whether document, validity date and notes may be changed.' });
      t.field('document', { type: TYPE.document });
      t.field('template', { type: TYPE.template });
      t.field('client', { type: TYPE.client, description: 'For API tokens: whose it is.' });
    },
  }),

  objectType({
    name: TYPE.certificatePage,
    definition(t) {
      t.nonNull.list.nonNull.field('nodes', { type: TYPE.certificate });
      t.nonNull.field('pageInfo', {
        type: STRAPI_TYPE.pagination,
        // Counted only where it is asked for.
        resolve: (page: { pageInfo: () => Promise<unknown> }) => page.pageInfo(),
      });
    },
  }),

  inputObjectType({
    name: TYPE.certificateInput,
    description: 'What is left out stays as it is.',
    definition(t) {
      t.field('validUntil', { type: 'Date' });
      t.string('notes');
    },
  }),
];
