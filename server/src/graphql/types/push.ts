import { TYPE } from '../names';
import type { Making } from '../operation';

/** A device on which a client wants to be told. */
export const pushTypes = ({ nexus: { inputObjectType, objectType } }: Making) => [
  objectType({
    name: TYPE.pushSubscription,
    definition(t) {
      t.nonNull.id('documentId');
      t.nonNull.string('driver', { description: 'web-push, fcm or expo' });
      t.string('locale');
      t.field('createdAt', { type: 'DateTime' });
      t.field('lastSuccessAt', { type: 'DateTime' });
    },
  }),

  inputObjectType({
    name: TYPE.pushKeysInput,
    definition(t) {
      t.nonNull.string('p256dh');
      t.nonNull.string('auth');
    },
  }),

  inputObjectType({
    name: TYPE.pushSubscriptionInput,
    definition(t) {
      t.nonNull.string('driver', { description: 'web-push, fcm or expo' });
      t.string('endpoint', { description: 'Web Push: the address that the browser gave.' });
      t.string('token', { description: 'FCM, Expo: the token of the device.' });
      t.field('keys', { type: TYPE.pushKeysInput, description: 'Web Push.' });
      t.string('locale');
    },
  }),
];
