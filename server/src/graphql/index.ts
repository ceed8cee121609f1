import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { refuseGraphqlClashes } from './clashes';
import { resolverOf, type Making, type Operation } from './operation';
import { operations } from './operations';
import { readPlainFieldsDirectly } from './plain-fields';
import { disableShadowCrud } from './shadow-crud';
import { typesOf } from './types';

const fieldsOf = (type: Operation['type'], all: Operation[], { nexus }: Making) =>
  nexus.extendType({
    type,
    definition(t) {
      for (const operation of all.filter((one) => one.type === type)) {
        const { name, description, returns, args } = operation;
        t.field(name, { type: returns, description, args, resolve: resolverOf(operation) });
      }
    },
  });

/** The same scopes as in REST. What stays unset, Strapi opens to whoever is logged in. */
const scopesOf = (all: Operation[]) =>
  Object.fromEntries(
    all.map(({ type, name, scope }) => [`${type}.${name}`, { auth: { scope: [`plugin::${PLUGIN_ID}.${scope}`] } }])
  );

/** Offers the plugin's operations where plugin-graphql is installed, in place of its tables as they stand. */
export const offerGraphql = (strapi: Core.Strapi): void => {
  if (!strapi.plugins.graphql) return;
  disableShadowCrud(strapi);
  readPlainFieldsDirectly(strapi);
  // Called when the schema is built: by then every content type is known, and what hosts keep out of GraphQL.
  strapi
    .plugin('graphql')
    .service('extension')
    .use((making: Making) => {
      const all = operations.map((make) => make(making));
      refuseGraphqlClashes(strapi, all);
      return {
        types: [...typesOf(making), fieldsOf('Query', all, making), fieldsOf('Mutation', all, making)],
        resolversConfig: scopesOf(all),
      };
    });
};
