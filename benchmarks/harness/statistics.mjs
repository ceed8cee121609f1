/** @returns {{ median: number, min: number, max: number }} */
export const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
};

/**
 * How cost grows with size: the slope of log(cost) over log(size), by least squares. 0: it does not, 1: in proportion.
 * @param {{ size: number, cost: number }[]} points
 * @returns null where there are fewer than two sizes
 */
export const growth = (points) => {
  if (points.length < 2) return null;
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(Math.max(cost, 1e-9)) }));
  const mean = (key) => logs.reduce((sum, point) => sum + point[key], 0) / logs.length;
  const [x, y] = [mean('x'), mean('y')];
  const over = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const under = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return over / under;
};

/** The value that `share` of the values do not exceed. */
export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
};
