import { z } from '@strapi/utils';

import type { ClientPushSubscription, FindPushKey, RegisterPushSubscription } from '../../../contracts';
import { exactly, instant, type Schema } from './schema';

const driver = () => z.enum(['web-push', 'fcm', 'expo']);

export const pushKey: Schema = exactly<FindPushKey.Response['data']>()(
  z.object({
    publicKey: z.string().nullable().meta({ description: 'VAPID; null where Web Push is not set up.' }),
    drivers: z.array(driver()),
  })
);

export const pushSubscription: Schema = exactly<ClientPushSubscription>()(
  z.object({
    documentId: z.string(),
    driver: driver(),
    locale: z.string().nullable(),
    createdAt: instant().nullable(),
    lastSuccessAt: instant().nullable(),
  })
);

export const pushBody = {
  'application/json': exactly<RegisterPushSubscription.Request>()(
    z.object({
      data: z.object({
        driver: driver(),
        endpoint: z.string().optional().meta({ description: 'Web Push: the address that the browser gave.' }),
        token: z.string().optional().meta({ description: 'FCM, Expo: the token of the device.' }),
        keys: z.object({ p256dh: z.string(), auth: z.string() }).optional(),
        locale: z.string().nullable().optional(),
      }),
    })
  ),
};
