import { STRAPI_TYPE, TYPE } from '../names';
import type { Making } from '../operation';

/** Filters by the fields that REST filters by. */
export const filterTypes = ({ nexus: { inputObjectType, list } }: Making) => [
  inputObjectType({
    name: TYPE.relationFilters,
    definition(t) {
      t.field('documentId', { type: STRAPI_TYPE.idFilter });
    },
  }),

  inputObjectType({
    name: TYPE.certificateFilters,
    definition(t) {
      t.field('documentId', { type: STRAPI_TYPE.idFilter });
      t.field('state', { type: STRAPI_TYPE.stringFilter });
      t.field('validUntil', { type: STRAPI_TYPE.dateFilter });
      t.field('issuedAt', { type: STRAPI_TYPE.dateTimeFilter });
      t.field('template', { type: TYPE.relationFilters });
      t.field('client', { type: TYPE.relationFilters, description: 'For API tokens.' });
      t.field('and', { type: list(TYPE.certificateFilters) });
      t.field('or', { type: list(TYPE.certificateFilters) });
      t.field('not', { type: TYPE.certificateFilters });
    },
  }),
];
