import { graphql, type GraphqlAnswer } from '../../helpers';
import { parseTable } from './table';
import { CALLERS, type Caller, type Target, type World } from './world';

/**
 * `ok`, or the code by which the plugin says no. What Strapi refuses for want of a grant is `FORBIDDEN`; a log-in that is
 * not good does not get as far as an operation (401).
 */
export const GRAPHQL = parseTable(
  CALLERS,
  `
  operation                        action                       nobody     client  other      blocked  read-only  scoped     unscoped   full       admin  admin-token
  certificates                     certificates.find            FORBIDDEN  ok      ok         401      ok         ok         FORBIDDEN  ok         401    401
  certificates_connection          certificates.find            FORBIDDEN  ok      ok         401      ok         ok         FORBIDDEN  ok         401    401
  certificate                      certificates.findOne         FORBIDDEN  ok      not_found  401      ok         ok         FORBIDDEN  ok         401    401
  certificateHistory               history.find                 FORBIDDEN  ok      ok         401      ok         ok         FORBIDDEN  ok         401    401
  certificateHistory_connection    history.find                 FORBIDDEN  ok      ok         401      ok         ok         FORBIDDEN  ok         401    401
  certificateAccess                access.find                  FORBIDDEN  ok      ok         401      forbidden  forbidden  FORBIDDEN  forbidden  401    401
  pushSubscriptions                push-subscriptions.find      FORBIDDEN  ok      ok         401      forbidden  forbidden  FORBIDDEN  forbidden  401    401
  updateCertificate                certificates.update          FORBIDDEN  ok      not_found  401      FORBIDDEN  forbidden  FORBIDDEN  forbidden  401    401
  registerPushSubscription         push-subscriptions.create    FORBIDDEN  ok      ok         401      FORBIDDEN  forbidden  FORBIDDEN  forbidden  401    401
  removePushSubscription           push-subscriptions.delete    FORBIDDEN  ok      not_found  401      FORBIDDEN  forbidden  FORBIDDEN  forbidden  401    401
`
);

/** What Strapi's own plugins offer. */
const STRAPIS_OWN = new Set(
  `createUploadFile updateUploadFile deleteUploadFile uploadFile uploadFiles uploadFiles_connection
  i18NLocale i18NLocales i18NLocales_connection
  reviewWorkflowsWorkflow reviewWorkflowsWorkflows reviewWorkflowsWorkflows_connection
  reviewWorkflowsWorkflowStage reviewWorkflowsWorkflowStages reviewWorkflowsWorkflowStages_connection
  createReviewWorkflowsWorkflow updateReviewWorkflowsWorkflow deleteReviewWorkflowsWorkflow
  createReviewWorkflowsWorkflowStage updateReviewWorkflowsWorkflowStage deleteReviewWorkflowsWorkflowStage
  usersPermissionsRole usersPermissionsRoles usersPermissionsRoles_connection
  usersPermissionsUser usersPermissionsUsers usersPermissionsUsers_connection
  createUsersPermissionsRole updateUsersPermissionsRole deleteUsersPermissionsRole
  createUsersPermissionsUser updateUsersPermissionsUser deleteUsersPermissionsUser
  me login register forgotPassword resetPassword changePassword emailConfirmation`.split(/\s+/)
);

/** Every operation that the running schema has and Strapi does not bring. */
export const operationsOf = async (world: World): Promise<string[]> => {
  const schema = await graphql(() => world.app)(
    '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }'
  );
  const { queryType, mutationType } = schema.data.__schema as Record<string, { fields: { name: string }[] }>;
  const names = [...(queryType?.fields ?? []), ...(mutationType?.fields ?? [])].map(({ name }) => name);
  return names.filter((name) => !STRAPIS_OWN.has(name));
};

const PART = '{ documentId notes client { username } document { name url } }';

const documentOf = (name: string, caller: Caller, { certificate, device }: Target): string => {
  const one = `documentId: "${certificate}"`;
  const texts: Record<string, string> = {
    certificates: `{ certificates ${PART} }`,
    certificates_connection: `{ certificates_connection { nodes ${PART} pageInfo { total } } }`,
    certificate: `{ certificate(${one}) ${PART} }`,
    certificateHistory: `{ certificateHistory ${PART} }`,
    certificateHistory_connection: `{ certificateHistory_connection { nodes ${PART} pageInfo { total } } }`,
    certificateAccess: '{ certificateAccess { allowed } }',
    pushSubscriptions: '{ pushSubscriptions { documentId } }',
    updateCertificate: `mutation { updateCertificate(${one}, data: { notes: "Left knee, says ${caller}" }) ${PART} }`,
    registerPushSubscription: `mutation {
      registerPushSubscription(data: { driver: "expo", token: "new-phone-of-${caller}" }) { documentId } }`,
    removePushSubscription: `mutation { removePushSubscription(documentId: "${device}") { documentId } }`,
  };
  return texts[name] ?? `{ ${name} }`;
};

/** Asks for an operation as somebody. */
export const ask = async (
  world: World,
  name: string,
  caller: Caller,
  action: string,
  target: Target
): Promise<GraphqlAnswer> =>
  graphql(() => world.app)(documentOf(name, caller, target), await world.credential(caller, action));

/** An answer as the table has it. */
export const outcomeOf = ({ status, errors, code }: GraphqlAnswer): string => {
  if (status !== 200) return String(status);
  return errors[0] ? (code ?? errors[0].extensions.code) : 'ok';
};
