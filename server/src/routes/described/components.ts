import type { Core } from '@strapi/strapi';

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
  if (!strapi.has(REGISTRY)) return;
  for (const [name, schema] of Object.entries(COMPONENT)) strapi.get(REGISTRY).set(name, schema);
};
