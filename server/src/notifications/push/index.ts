import type { CertificatesConfig } from '../../config';
import type { Clock } from '../../ports/clock';
import type { PushDriver } from '../../ports/push';
import { createExpoDriver } from './expo-driver';
import { createFcmDriver, type FcmOptions } from './fcm-driver';
import { createWebPushDriver } from './web-push-driver';

/**
 * The drivers that are set up; none: no push.
 * @throws Error that names the configuration key that is wrong
 */
export const createPushDrivers = (
  { webPush, fcm, expo }: CertificatesConfig['notifications']['push'],
  clock: Clock
): PushDriver[] => [
  ...(webPush ? [createWebPushDriver(webPush, clock)] : []),
  ...(fcm ? [createFcmDriver(fcm as unknown as FcmOptions, clock)] : []),
  ...(expo ? [createExpoDriver(expo)] : []),
];

export { PushServiceError } from './post';
