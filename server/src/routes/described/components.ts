import type { Core } from '@strapi/strapi';

import { contained } from '../../ports/container';
import { access } from './access';
import { certificate } from './certificate';
import { errorAnswer } from './error';
import { pushSubscription } from './push';

/** Names under which generated documents, and the code that is generated from them, know the shapes. */
export const COMPONENT = {
  CertificatesCertificate: certificate,
  CertificatesAccess: access,
  CertificatesPushSubscription: pushSubscription,
  CertificatesError: errorAnswer,
} as const;

const REGISTRY = 'content-api-schema-registry';

/** Gives the shapes their names; without Strapi's registry (before 5.54) a document repeats them in full. */
export const nameComponents = (strapi: Core.Strapi): void => {
  const registry = contained<Map<string, unknown>>(strapi, REGISTRY);
  for (const [name, schema] of Object.entries(COMPONENT)) registry?.set(name, schema);
};
