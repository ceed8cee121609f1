import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import admin from './admin';
import contentApi from './content-api';

const TAKES_BODY = ['POST', 'PUT'];

/**
 * Routes that take a body, with everything in front. Their forms are not for Strapi to parse: documents are streamed, and
 * where JSON is expected a form would only fill the temporary folder, or, cut short, end as an error of the server.
 */
export const bodyPaths = (strapi: Core.Strapi): string[] =>
  [
    { prefix: `${strapi.config.get('api.rest.prefix', '/api')}/${PLUGIN_ID}`, routes: contentApi.routes },
    { prefix: `/${PLUGIN_ID}`, routes: admin.routes },
  ].flatMap(({ prefix, routes }) =>
    routes.filter(({ method }) => TAKES_BODY.includes(method)).map(({ path }) => `${prefix}${path}`)
  );
