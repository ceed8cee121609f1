import { registerPushSubscription } from './mutations/register-push-subscription';
import { removePushSubscription } from './mutations/remove-push-subscription';
import { updateCertificate } from './mutations/update-certificate';
import type { MakeOperation } from './operation';
import { certificate } from './queries/certificate';
import { certificateAccess } from './queries/certificate-access';
import { certificateHistory } from './queries/certificate-history';
import { certificateHistoryConnection } from './queries/certificate-history-connection';
import { certificates } from './queries/certificates';
import { certificatesConnection } from './queries/certificates-connection';
import { pushSubscriptions } from './queries/push-subscriptions';

/** Everything that client apps can ask over GraphQL. Files go over REST. */
export const operations: MakeOperation[] = [
  certificates,
  certificatesConnection,
  certificate,
  certificateHistory,
  certificateHistoryConnection,
  certificateAccess,
  pushSubscriptions,
  updateCertificate,
  registerPushSubscription,
  removePushSubscription,
];
