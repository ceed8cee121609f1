import type { Core } from '@strapi/strapi';

import type { CertificatesConfig } from '../config';
import type { Clock } from '../ports/clock';
import { databaseNameOf } from '../repositories/database-name';
import { createOutboxRepository, type OutboxRepository } from '../repositories/outbox';
import { createPushSubscriptionRepository } from '../repositories/push-subscriptions';
import type { NotificationChannel } from './channel';
import { createDispatcher, type Dispatcher } from './dispatcher';
import { createEmailChannel } from './email-channel';
import { createPushDrivers } from './push';
import { createPushChannel } from './push-channel';
import { createPushReceipts, type PushReceipts } from './push-receipts';
import { createQueueEngine } from './queue';
import { createStrapiMailer } from './strapi-mailer';
import type { TextOverrides } from './texts';

export interface NotificationsDeps {
  config: CertificatesConfig;
  clock: Clock;
  /** The installation's own texts; read for each message. */
  overrides?: () => TextOverrides | Promise<TextOverrides>;
}

export interface Notifications {
  dispatcher: Dispatcher;
  outbox: OutboxRepository;
  pushReceipts: PushReceipts;
}

/** Wires the outbox to its channels; nothing runs until `dispatcher.start()`. Strapi must have loaded its models. */
export const createNotifications = (
  strapi: Core.Strapi,
  { config, clock, overrides }: NotificationsDeps
): Notifications => {
  const { email, push, organisation, clientAppUrl, concurrency, rate, queue } = config.notifications;
  const outbox = createOutboxRepository(strapi, { localeField: config.clients.localeField });
  const channels: NotificationChannel[] = [];
  if (email.enabled) {
    channels.push(
      createEmailChannel({
        mailer: createStrapiMailer(strapi),
        from: email.from || null,
        issuer: { organisation, clientAppUrl },
        locale: config.locale,
        overrides,
      })
    );
  }
  const drivers = createPushDrivers(push, clock);
  const subscriptions = createPushSubscriptionRepository(strapi);
  if (drivers.length > 0) {
    channels.push(
      createPushChannel({
        drivers,
        subscriptions,
        clock,
        issuer: { organisation, clientAppUrl },
        locale: config.locale,
        nameDocument: push.nameDocument,
        overrides,
      })
    );
  }
  const { log } = strapi;
  const engine = createQueueEngine({ queue, databaseName: databaseNameOf(strapi), log });
  const dispatcher = createDispatcher({ outbox, channels, clock, log, concurrency, rate, engine });
  const pushReceipts = createPushReceipts({ drivers, subscriptions, clock });
  return { dispatcher, outbox, pushReceipts };
};

export { errorText } from './delivery-error';
export { createDispatcher, type Dispatcher } from './dispatcher';
export { pickLocale, LOCALES, type Locale } from './locale';
export type { Counts } from './settlement';
