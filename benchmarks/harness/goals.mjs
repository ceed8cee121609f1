import { growth } from './statistics.mjs';

/**
 * A goal over what was measured at one size or several.
 * @typedef {{ text: string, value: number | null, bound: number, met: boolean | null, shown: string }} Verdict
 */
const verdict = (text, value, bound, isMet, show) => ({
  text,
  value,
  bound,
  met: value === null ? null : isMet(value),
  shown: value === null ? 'not measured' : show(value),
});

const number = (value) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

const worst = (values, pick) => {
  // Nothing is faster than what was not measured.
  const found = values.filter(Number.isFinite);
  return found.length === 0 ? null : pick(...found);
};

/** @param values one per size; the highest counts */
export const atMost = (text, bound, values, unit = '') =>
  verdict(
    `${text} <= ${bound}${unit}`,
    worst(values, Math.max),
    bound,
    (v) => v <= bound,
    (v) => `${number(v)}${unit}`
  );

/** @param values one per size; the lowest counts */
export const atLeast = (text, bound, values, unit = '') =>
  verdict(
    `${text} >= ${bound}${unit}`,
    worst(values, Math.min),
    bound,
    (v) => v >= bound,
    (v) => `${number(v)}${unit}`
  );

/** @param cells by size @param cost of one cell */
export const growthAtMost = (bound, cells, cost, text = 'growth') => {
  const points = [...cells].map(([size, cell]) => ({ size, cost: cost(cell) })).filter((point) => point.cost > 0);
  return verdict(
    `${text} <= ${bound}`,
    growth(points),
    bound,
    (v) => v <= bound,
    (v) => v.toFixed(2)
  );
};

/** How many times slower than the limit. */
export const overLimit = (cell, subject = 'plugin') => cell[subject].median / cell.limit.median;
/** How many times faster than the peer. */
export const overPeer = (cell, subject = 'plugin') => cell.peer.median / cell[subject].median;

/** The last word of a row: PASS, SHORT with what is missing, or SKIP. */
export const sentence = (verdicts) => {
  const missed = verdicts.filter(({ met }) => met === false);
  if (missed.length > 0) return { word: 'SHORT', why: missed.map(({ text, shown }) => `${text}: ${shown}`).join('; ') };
  if (verdicts.every(({ met }) => met === null)) return { word: 'SKIP', why: 'nothing measured' };
  return { word: 'PASS', why: '' };
};
