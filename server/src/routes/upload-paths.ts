import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

/** Routes that take a document, with everything in front: their bodies are streamed, not parsed. */
export const uploadPaths = (strapi: Core.Strapi): string[] => [
  `${strapi.config.get('api.rest.prefix', '/api')}/${PLUGIN_ID}/:documentId/document`,
  `/${PLUGIN_ID}/certificates/:id/document`,
];
