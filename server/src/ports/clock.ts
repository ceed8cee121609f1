/** What the use cases know of the time: the present instant, and nothing else. */
export interface Clock {
  /** The present instant (UTC). */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
