import type { Core } from '@strapi/strapi';

import { TYPE } from './names';

interface Field {
  resolve?: unknown;
}

/** As much of a GraphQL schema as is needed here. */
interface Schema {
  getType(name: string): { getFields?(): Record<string, Field> } | undefined;
}

/** What all extensions of a host come to, ours included. */
interface Extension {
  plugins: { config?: { onCreateFieldResolver?: unknown } }[];
  resolvers: Record<string, Record<string, unknown> | undefined>;
  resolversConfig: Record<string, unknown>;
}

/** Types of which every field is read off an object that is there already. */
const PLAIN_TYPES = [
  TYPE.certificate,
  TYPE.template,
  TYPE.client,
  TYPE.document,
  TYPE.rejection,
  TYPE.access,
  TYPE.accessProblem,
  TYPE.accessTemplate,
  TYPE.pushSubscription,
];

const restore = (schema: Schema, { resolvers, resolversConfig }: Extension): void => {
  for (const type of PLAIN_TYPES) {
    for (const [name, field] of Object.entries(schema.getType(type)?.getFields?.() ?? {})) {
      const isHosts = resolversConfig[`${type}.${name}`] !== undefined || resolvers[type]?.[name] !== undefined;
      // Without a resolver of its own GraphQL reads the property.
      if (!isHosts) field.resolve = undefined;
    }
  }
};

/**
 * plugin-graphql wraps each field in asynchronous functions that authorise it and run its policies, also where there is
 * nothing to authorise and no policy: for a page of 25 certificates that is two thousand promises, and most of the time
 * of the request. Plain fields of ours for which nobody has configured anything are read as GraphQL reads them. The
 * operations themselves, which have scopes, stay as they are.
 */
export const readPlainFieldsDirectly = (strapi: Core.Strapi): void => {
  const { service } = strapi.plugin('graphql');
  const contentApi: { buildSchema?: () => Schema } = service('content-api');
  const { buildSchema } = contentApi;
  if (typeof buildSchema !== 'function') return;
  contentApi.buildSchema = () => {
    const schema = buildSchema();
    const extension: Extension = service('extension').generate({ typeRegistry: service('type-registry').new() });
    // A plugin of Nexus that makes resolvers may have wrapped any field, and does not say which.
    const isWrapped = extension.plugins.some(({ config }) => config?.onCreateFieldResolver !== undefined);
    if (!isWrapped) restore(schema, extension);
    return schema;
  };
};
