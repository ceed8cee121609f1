import { createCostlyFigures } from '../../../server/src/services/costly-figures';

/** Counts take as long as they are told to, by a clock of the test's own. */
const subject = (costMs: number) => {
  let now = 0;
  let counted = 0;
  const figures = createCostlyFigures<number>(() => now);
  const count = async () => {
    counted += 1;
    const mine = counted;
    now += costMs;
    return Promise.resolve(mine);
  };
  return { ask: (key = 'all') => figures.find(key, count), pass: (ms: number) => (now += ms), figures };
};

describe('figures that cost much', () => {
  it('are kept fifty times as long as they took', async () => {
    const { ask, pass } = subject(1_000);
    expect(await ask()).toBe(1);
    pass(49_999);
    expect(await ask()).toBe(1);
    pass(1);
    expect(await ask()).toBe(2);
  });

  it('but never longer than five minutes', async () => {
    const { ask, pass } = subject(60_000);
    expect(await ask()).toBe(1);
    pass(5 * 60_000);
    expect(await ask()).toBe(2);
  });

  it('are one reader’s own', async () => {
    const { ask } = subject(1_000);
    expect([await ask('all'), await ask('mine'), await ask('all')]).toEqual([1, 2, 1]);
  });

  it('are counted once for all who ask meanwhile', async () => {
    const { ask } = subject(1_000);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  });

  it('are counted again after a failure, which all who waited are told of', async () => {
    const { figures } = subject(0);
    const fail = () => Promise.reject(new Error('away'));
    const both = await Promise.allSettled([figures.find('all', fail), figures.find('all', () => Promise.resolve(1))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await figures.find('all', () => Promise.resolve(2))).toBe(2);
  });
});

it('figures that cost little are always new', async () => {
  const { ask } = subject(99);
  expect([await ask(), await ask()]).toEqual([1, 2]);
});
