/** At most `max` messages begun in any `perSeconds` seconds. */
export interface Rate {
  max: number;
  perSeconds: number;
}

/**
 * Counts what has begun within the last `perSeconds`, whenever one looks: never more than `max` in any such span, also
 * across what a fixed window would take for its border.
 * @param steady a clock that only goes forward, in milliseconds
 */
export const createRateLimit = ({ max, perSeconds }: Rate, steady: () => number = () => performance.now()) => {
  const span = perSeconds * 1_000;
  /** Instants of the steady clock, oldest first. */
  const begun: number[] = [];

  const forget = () => {
    while (begun[0] !== undefined && begun[0] + span <= steady()) begun.shift();
  };

  return {
    /** Counts one more. */
    begin(): void {
      begun.push(steady());
    },

    /** How many may begin now. */
    free(): number {
      forget();
      return Math.max(0, max - begun.length);
    },

    /** Milliseconds until one may begin; 0: now. */
    wait(): number {
      forget();
      const at = begun[begun.length - max];
      return at === undefined ? 0 : Math.ceil(at + span - steady());
    },
  };
};
