/** A place in the line. */
export interface Turn {
  /** Resolves when it has come. */
  come: Promise<void>;
  /** Gives it to the next one, or leaves the line. To be called once. */
  leave(): void;
}

export interface Turns {
  /** @param first before those who wait already */
  take(first?: boolean): Turn;
  /** How many wait. */
  readonly waiting: number;
  /** Grows each time that somebody whose turn it was leaves. */
  readonly moves: number;
}

/** So many at once; the others wait in line. */
export const createTurns = (concurrency: number): Turns => {
  let running = 0;
  let moves = 0;
  const line: Array<() => void> = [];

  return {
    get waiting() {
      return line.length;
    },
    get moves() {
      return moves;
    },
    take(first = false) {
      let begin = (): void => undefined;
      const come = new Promise<void>((resolve) => (begin = resolve));
      if (running < concurrency) {
        running += 1;
        begin();
      } else if (first) line.unshift(begin);
      else line.push(begin);

      const leave = (): void => {
        const at = line.indexOf(begin);
        if (at >= 0) return void line.splice(at, 1);
        moves += 1;
        // Whoever leaves hands over the place, so `running` stays as it is.
        const next = line.shift();
        if (next) next();
        else running -= 1;
      };
      return { come, leave };
    },
  };
};
