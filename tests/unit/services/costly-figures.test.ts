import { createCostlyFigures, type Timed } from '../../../server/src/services/costly-figures';

/** Queries take as long as they are told to, by a clock of the test's own; so does waiting between two of them. */
const subject = (costMs: number, waitMs = 0) => {
  let now = 0;
  let counted = 0;
  const figures = createCostlyFigures<number>(() => now);
  const count = async (timed: Timed) => {
    counted += 1;
    const mine = counted;
    now += waitMs;
    return timed(() => {
      now += costMs;
      return Promise.resolve(mine);
    });
  };
  return { ask: (key = 'all') => figures.find(key, count), pass: (ms: number) => (now += ms), figures };
};

describe('figures that cost much', () => {
  it.each([
    [200, 2_000],
    [1_000, 10_000],
    [10_000, 30_000],
  ])('of %i ms are kept for %i ms', async (costMs, keptMs) => {
    const { ask, pass } = subject(costMs);
    expect(await ask()).toBe(1);
    pass(keptMs - 1);
    expect(await ask()).toBe(1);
    pass(1);
    expect(await ask()).toBe(2);
  });

  it('are one scope’s own', async () => {
    const { ask } = subject(1_000);
    expect([await ask('all'), await ask('mine'), await ask('all')]).toEqual([1, 2, 1]);
  });

  it('are counted once for all who ask meanwhile', async () => {
    const { ask, figures } = subject(1_000);
    const asked = [ask(), ask(), ask()];
    expect(figures.waiting()).toBe(3);
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
    expect(figures.waiting()).toBe(0);
  });

  it('are counted again after a failure, which all who waited are told of', async () => {
    const { figures } = subject(0);
    const fail = () => Promise.reject(new Error('away'));
    const both = await Promise.allSettled([figures.find('all', fail), figures.find('all', () => Promise.resolve(1))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await figures.find('all', () => Promise.resolve(2))).toBe(2);
  });
});

describe('figures that cost little', () => {
  it('are always new', async () => {
    const { ask } = subject(99);
    expect([await ask(), await ask()]).toEqual([1, 2]);
  });

  it('also where counting them had to wait for requests', async () => {
    const { ask } = subject(99, 10_000);
    expect([await ask(), await ask()]).toEqual([1, 2]);
  });
});
