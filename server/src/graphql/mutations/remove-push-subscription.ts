import { parseId } from '../../domain/ids';
import { clientOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { STRAPI_TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const removePushSubscription: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Mutation',
  name: 'removePushSubscription',
  scope: 'push-subscriptions.delete',
  description: 'Takes a device of the client away.',
  returns: STRAPI_TYPE.deletion,
  args: { documentId: nexus.nonNull(nexus.idArg()) },
  async resolve({ documentId }, context) {
    await appOf(strapi).pushSubscriptions.remove(clientOf(context), parseId(documentId));
    return { documentId };
  },
});
