import type { Core, Struct } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { TYPE } from './names';
import type { Operation } from './operation';

type ContentType = Struct.ContentTypeSchema;

/** The parts of plugin-graphql that say which names it makes from a content type. */
type Naming = Record<`get${(typeof TYPE_NAMES)[number] | OperationName}Name`, (contentType: ContentType) => string>;

/** What Strapi makes of a content type: types, */
const TYPE_NAMES = [
  'Type',
  'ContentTypeInput',
  'FiltersInputType',
  'EntityResponseCollection',
  'EntityResponse',
  'RelationResponseCollection',
] as const;

/** and operations. */
type OperationName =
  | 'FindOneQuery'
  | 'FindQuery'
  | 'FindConnectionQuery'
  | 'CreateMutationType'
  | 'UpdateMutationType'
  | 'DeleteMutationType';

const typeNames = (naming: Naming, contentType: ContentType): string[] =>
  TYPE_NAMES.map((what) => naming[`get${what}Name`](contentType));

/** What the host has left of Strapi's own operations. */
interface ShadowCrud {
  isEnabled(): boolean;
  areQueriesEnabled(): boolean;
  areMutationsEnabled(): boolean;
  isActionEnabled(action: string): boolean;
}

const operationNames = (naming: Naming, contentType: ContentType, offered: ShadowCrud): string[] => {
  const isSingle = contentType.kind === 'singleType';
  const queries: [string, OperationName][] = [['findOne', 'FindOneQuery']];
  if (!isSingle) queries.push(['find', 'FindQuery'], ['find', 'FindConnectionQuery']);
  const mutations: [string, OperationName][] = [
    ['create', 'CreateMutationType'],
    ['update', 'UpdateMutationType'],
    ['delete', 'DeleteMutationType'],
  ];
  return [...(offered.areQueriesEnabled() ? queries : []), ...(offered.areMutationsEnabled() ? mutations : [])]
    .filter(([action]) => offered.isActionEnabled(action))
    .map(([, operation]) => naming[`get${operation}Name`](contentType));
};

/**
 * A content type of the same GraphQL names would silently lose its operation, or end the boot with an error that names
 * neither. Found here, while it can be said plainly; one that the host keeps out of GraphQL is no clash.
 * @throws Error that names both
 */
export const refuseGraphqlClashes = (strapi: Core.Strapi, operations: Operation[]): void => {
  const graphql = strapi.plugin('graphql');
  const naming: Naming = graphql.service('utils').naming;
  if (!graphql.config('shadowCRUD')) return;
  const operationsTaken = operations.map(({ name }) => name);
  const typesTaken: string[] = Object.values(TYPE);

  for (const [uid, contentType] of Object.entries(strapi.contentTypes) as [string, ContentType][]) {
    if (uid.startsWith('admin::') || uid.startsWith(`plugin::${PLUGIN_ID}.`)) continue;
    const offered: ShadowCrud = graphql.service('extension').shadowCRUD(uid);
    if (!offered.isEnabled()) continue;
    const operation = operationNames(naming, contentType, offered).find((name) => operationsTaken.includes(name));
    const type = typeNames(naming, contentType).find((name) => typesTaken.includes(name));
    if (operation === undefined && type === undefined) continue;
    const claimed = operation === undefined ? `type "${type}"` : `operation "${operation}"`;
    throw new Error(
      `The content type ${uid} claims the GraphQL ${claimed}, which belongs to plugin::${PLUGIN_ID}. ` +
        `Rename the content type, or keep it out of GraphQL by shadowCRUD('${uid}').disable().`
    );
  }
};
