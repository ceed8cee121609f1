import type { Struct } from '@strapi/strapi';

type Attributes = Struct.ContentTypeSchema['attributes'];

export interface Index {
  name: string;
  columns: string[];
  type?: 'unique';
}

interface Collection {
  singularName: string;
  pluralName: string;
  displayName: string;
  collectionName: string;
  attributes: Attributes;
  indexes?: Index[];
}

/**
 * A collection type that only the plugin's own doors open: no drafts, no locales, out of sight of the Content Manager
 * and of the Content-Type Builder, so that nothing goes round the state machine.
 */
export const hiddenCollection = ({
  singularName,
  pluralName,
  displayName,
  collectionName,
  attributes,
  indexes = [],
}: Collection) => ({
  kind: 'collectionType' as const,
  collectionName,
  info: { singularName, pluralName, displayName },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
    i18n: { localized: false },
  },
  attributes,
  indexes,
});
