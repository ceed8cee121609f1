import type { CertificatesConfig } from '../../config';
import { createBullmqEngine } from './bullmq-engine';
import { createDatabaseEngine } from './database-engine';
import type { EngineLog, QueueEngine } from './queue-engine';

export interface QueueEngineOptions {
  queue: CertificatesConfig['notifications']['queue'];
  /** What all instances on one database have in common, and no others: keys in Redis begin with it. */
  databaseName: string;
  log: EngineLog;
}

/** The engine that the configuration asks for. The one place where that is decided. */
export const createQueueEngine = ({ queue, databaseName, log }: QueueEngineOptions): QueueEngine =>
  queue.engine === 'bullmq' && queue.redis !== null
    ? createBullmqEngine({ redis: queue.redis, prefix: queue.prefix ?? `certificates-${databaseName}`, log })
    : createDatabaseEngine({ log });

export type { ChannelWork, QueueEngine } from './queue-engine';
