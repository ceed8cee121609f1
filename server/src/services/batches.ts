/** Items in pieces of at most `size`. */
export const chunksOf = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Lets requests that wait have their turn between two chunks. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Node 20 has no `Map.groupBy`. */
export const groupBy = <T, K>(items: T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};

/** Neighbours with the same key, in the order given. */
export const runsOf = <T, K>(items: T[], keyOf: (item: T) => K): T[][] => {
  const runs: T[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && keyOf(run[0]) === keyOf(item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
};
