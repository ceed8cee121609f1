import type { Core } from '@strapi/strapi';

import type { ReadCertificate } from '../../contracts';
import { PLUGIN_ID } from '../constants';
import type { CertificateRecord } from '../repositories/certificate-record';
import { appOf } from '../services/app';
import { toClientCertificate, type RouteBase } from './certificate';

/** Where the client API begins on the server: the prefix is the host's to choose. */
const clientPath = (strapi: Core.Strapi): string => `${strapi.config.get('api.rest.prefix', '/api')}/${PLUGIN_ID}`;

const clientBase =
  (strapi: Core.Strapi): RouteBase =>
  (documentId) =>
    `${clientPath(strapi)}/${documentId}`;

/** What stands before the token of a calendar's link. */
export const calendarPath = (strapi: Core.Strapi): string => `${clientPath(strapi)}/calendar`;

/** A certificate as its reader sees it: a token is told whose it is. */
export const presenter =
  (strapi: Core.Strapi) =>
  (record: CertificateRecord, token: boolean): ReadCertificate => ({
    ...toClientCertificate(record, appOf(strapi).clock.now(), clientBase(strapi)),
    ...(token && {
      client: record.client && { documentId: record.client.documentId, username: record.client.username },
    }),
  });
