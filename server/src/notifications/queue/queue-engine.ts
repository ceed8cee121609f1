import type { Channel } from '../../constants';

/** What an engine may ask of one channel. All of it is safe on several instances at once: the claims see to that. */
export interface ChannelWork {
  readonly name: Channel;
  /** Whether something is due that no worker holds; one query. */
  isDue(): Promise<boolean>;
  /** Claims once and begins to send what it won. @returns rows claimed; 0: nothing is due, or others have it */
  take(): Promise<number>;
  /** Resolves when there is room for another claim. */
  room(): Promise<void>;
  /** Claims and sends until nothing is due. @returns rows claimed */
  pump(): Promise<number>;
}

/**
 * Decides when, and on which instance, the outbox is looked at. It carries no notification: rows are written, claimed,
 * put off and settled in the database alone, so an engine that fails can delay work, and neither lose nor double it.
 */
export interface QueueEngine {
  readonly name: 'database' | 'bullmq';
  /** Begins to hand out work. @throws Error that names the configuration key, where the engine cannot be had at all */
  start(channels: ChannelWork[]): Promise<void>;
  /** Something has been queued. Never throws, returns at once. */
  wake(): void;
  /** Hands out nothing more, and waits for what it has handed out. */
  stop(): Promise<void>;
}

/** What engines say to the operator. */
export interface EngineLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The outbox is looked at no less often than this, whatever the engine (milliseconds). */
export const MAX_POLL_MS = 5_000;
