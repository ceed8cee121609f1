import type { Core } from '@strapi/strapi';

/**
 * What stands in Strapi's container under a name; undefined where nothing does. Strapi's own `has` came after 5.45.
 * @throws what the maker of the thing throws
 */
export const contained = <T>(strapi: Core.Strapi, name: string): T | undefined => {
  try {
    return strapi.get(name);
  } catch (error) {
    if (error instanceof Error && error.message === `Could not resolve service ${name}`) return undefined;
    throw error;
  }
};
