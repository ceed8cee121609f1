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

/**
 * Runs a use case for host code; a rule's refusal becomes an ApplicationError, which rolls back their transaction.
 * @param instead what to call where the rule refuses with one of these codes
 */
export const asHost = async <T>(work: () => Promise<T>, instead: Record<string, string> = {}): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const call = instead[error.code];
    throw new errors.ApplicationError(call ? `${error.message} Use ${call} instead.` : error.message, error.details);
  }
};
