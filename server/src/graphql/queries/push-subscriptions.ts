import { toPushSubscription } from '../../answers/push-subscription';
import { clientOf } from '../../permissions/client-caller';
import { appOf } from '../../services/app';
import { TYPE } from '../names';
import type { MakeOperation } from '../operation';

export const pushSubscriptions: MakeOperation = ({ nexus, strapi }) => ({
  type: 'Query',
  name: 'pushSubscriptions',
  scope: 'push-subscriptions.find',
  description: "The client's devices, the newest first.",
  returns: nexus.nonNull(nexus.list(TYPE.pushSubscription)),
  async resolve(_args, context) {
    return (await appOf(strapi).pushSubscriptions.list(clientOf(context))).map(toPushSubscription);
  },
});
