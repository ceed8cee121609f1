import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** What is used of the two packages. Hosts that stay with the database need neither. */
export interface Bullmq {
  Queue: typeof Queue;
  Worker: typeof Worker;
  Redis: typeof Redis;
}

const NEEDED =
  'notifications.queue.engine "bullmq" needs the packages bullmq and ioredis, which are not dependencies of the plugin: ' +
  'npm install bullmq ioredis';

const isMissing = (error: unknown): boolean =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String((error as { code?: unknown } | null)?.code));

/**
 * Loads BullMQ and the Redis client that it works with.
 * @throws Error that says what to install
 */
export const loadBullmq = async (): Promise<Bullmq> => {
  try {
    const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { Queue, Worker, Redis };
  } catch (error) {
    if (isMissing(error)) throw new Error(NEEDED, { cause: error });
    throw error;
  }
};
