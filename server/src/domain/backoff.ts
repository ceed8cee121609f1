/** Attempts are never further apart than this (DESIGN, section 6). */
export const MAX_DELAY_MS = 60 * 60 * 1000;

/** After this long in vain a message is `failed`, and staff see it (DESIGN, section 6). */
export const GIVE_UP_AFTER_MS = 72 * 60 * 60 * 1000;

/** Longest wait after the first attempt; it doubles from there. Short, because most troubles of a mail server are. */
export const FIRST_DELAY_MS = 2_000;

export interface FailedAttempts {
  /** Attempts made in vain so far, the last one included: 1 or more. */
  attempts: number;
  /** When the row first fell due (UTC): the 72 hours count from here. */
  since: Date;
  /** The present instant (UTC). */
  now: Date;
  /** A number from 0 (included) to 1 (excluded), as `Math.random` gives. */
  random: number;
  /** How long the other side asked to be left alone, in milliseconds. */
  retryAfterMs?: number | null;
}

/**
 * When to try again: exponential backoff with jitter, so that what failed together does not come back together. The
 * wait lies between half of the full one and all of it, beyond what the other side asked for; the last attempt is made
 * when the 72 hours are over.
 * @returns the instant (UTC), always after `now`; null: give up
 */
export const nextAttemptAt = ({ attempts, since, now, random, retryAfterMs }: FailedAttempts): Date | null => {
  const lastAt = since.getTime() + GIVE_UP_AFTER_MS;
  if (now.getTime() >= lastAt) return null;
  // 2 ** 1023 is still finite, and the cap makes larger exponents pointless.
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(Math.max(attempts, 1) - 1, 64));
  const delay = Math.ceil(full / 2 + (full / 2) * random);
  const wait = Math.min(MAX_DELAY_MS, delay + (retryAfterMs ?? 0));
  return new Date(Math.min(now.getTime() + wait, lastAt));
};
