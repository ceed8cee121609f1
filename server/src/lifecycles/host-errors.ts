import { errors } from '@strapi/utils';

import { PLUGIN_ID } from '../constants';
import { isDomainError } from '../domain/errors';

/** How host code should have asked. */
export const service = (name: string, call: string): string =>
  `strapi.plugin('${PLUGIN_ID}').service('${name}').${call}`;

/** A refusal in the words and the class that host code expects of Strapi's Document Service. */
export const refuse = (code: string, message: string, instead: string): never => {
  throw new errors.ApplicationError(`${message} Use ${instead} instead.`, { code });
};

/** Runs a use case for host code; a rule's refusal becomes an ApplicationError, which rolls back their transaction. */
export const asHost = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    throw new errors.ApplicationError(error.message, error.details);
  }
};
