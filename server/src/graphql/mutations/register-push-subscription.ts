import { toPushSubscription } from '../../answers/push-subscription';
import { clientOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const registerPushSubscription: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Mutation',
  name: 'registerPushSubscription',
  scope: 'push-subscriptions.create',
  description: 'Registers a device; one that is known moves to this client.',
  returns: TYPE.pushSubscription,
  args: { data: nexus.nonNull(TYPE.pushSubscriptionInput) },
  async resolve({ data }, context) {
    return toPushSubscription(await appOf(strapi).pushSubscriptions.register(clientOf(context), data));
  },
});
