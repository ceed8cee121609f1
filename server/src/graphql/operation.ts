import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type * as Nexus from 'nexus';

import { errorName, loggable } from '../answers/errors';
import { isDomainError, invalid, type DomainError } from '../domain/errors';
import type { Authenticated } from '../permissions/client-caller';

/** What an operation is made with. Nexus is the host's own: a second copy would make a second set of types. */
export interface Making {
  strapi: Core.Strapi;
  nexus: typeof Nexus;
}

/** GraphQL's arguments as they come: Nexus knows their types only where a host generates them. */
export type Arguments = Record<string, unknown>;

type FieldConfig = Nexus.core.NexusOutputFieldConfig<string, string>;

export interface Operation {
  type: 'Query' | 'Mutation';
  name: string;
  /** The content API's action, as its REST route has it: what a role or an API token is granted. */
  scope: string;
  description: string;
  returns: FieldConfig['type'];
  args?: FieldConfig['args'];
  resolve: (args: Arguments, context: Authenticated) => unknown;
}

export type MakeOperation = (making: Making) => Operation;

/** One document may ask the same again under other names (aliases); so many times, and no more. */
const MAX_OPERATIONS = 50;

const asked = new WeakMap<object, number>();

const countOperation = (context: object): void => {
  const count = (asked.get(context) ?? 0) + 1;
  asked.set(context, count);
  if (count > MAX_OPERATIONS) {
    throw invalid('too_many_operations', `One request may hold at most ${MAX_OPERATIONS} operations on certificates.`);
  }
};

/** The error classes by which plugin-graphql recognises what it may tell, with REST's name and `details.code`. */
const toStrapiError = (error: DomainError): Error => {
  const { kind, message, details } = error;
  if (kind === 'invalid') return new errors.ValidationError(message, details);
  if (kind === 'unauthorized') return new errors.UnauthorizedError(message, details);
  if (kind === 'forbidden') return new errors.ForbiddenError(message, details);
  return Object.assign(new errors.ApplicationError(message, details), { name: errorName(error) });
};

/**
 * An unexpected error keeps its stack for the log; plugin-graphql would tell its message to the client too, so that goes.
 */
const hidden = (error: unknown): Error => {
  const cause = loggable(error);
  const told = new Error('Internal Server Error');
  if (cause instanceof Error) told.stack = cause.stack;
  return told;
};

/** The field's resolver: like a controller's handler, its domain errors are answers and the rest is an accident. */
export const resolverOf =
  ({ resolve }: Operation) =>
  async (_parent: unknown, args: Arguments, context: Authenticated): Promise<unknown> => {
    try {
      countOperation(context);
      return await resolve(args, context);
    } catch (error) {
      throw isDomainError(error) ? toStrapiError(error) : hidden(error);
    }
  };
