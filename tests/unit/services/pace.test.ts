import { CHUNK_SIZE } from '../../../server/src/constants';
import { createPace, Stopped } from '../../../server/src/services/pace';

/** A server with so many requests under way, and a clock that each chunk moves by as long as it takes. */
const server = ({ underWay = 0, msPerRow = 0.1, blocking = true } = {}) => {
  let now = 0;
  let requests = 0;
  const state = { underWay };
  const traffic = { underWay: () => state.underWay, soFar: () => (requests += state.underWay) };
  const pace = createPace({ traffic, blocking, steady: () => now });
  return {
    state,
    pace,
    /** Handles so many rows. @returns the sizes of the chunks */
    async work(rows: number): Promise<number[]> {
      const limits: number[] = [];
      let left = rows;
      await pace.untilDone((limit) => {
        const done = Math.min(limit, left);
        limits.push(limit);
        left -= done;
        now += done * msPerRow;
        return Promise.resolve(done);
      });
      return limits;
    },
  };
};

it('takes whole chunks while nobody asks the server anything', async () => {
  expect(await server().work(2_500)).toEqual([CHUNK_SIZE, CHUNK_SIZE, CHUNK_SIZE]);
});

it('takes small chunks while there are requests, each about as long as one of them', async () => {
  const [first, second, third] = await server({ underWay: 1 }).work(1_400);
  expect([first, second, third]).toEqual([CHUNK_SIZE, 150, 150]);
});

it('does not take less than a hundred rows, however slow the database is', async () => {
  const [, ...others] = await server({ underWay: 1, msPerRow: 50 }).work(1_250);
  expect(new Set(others)).toEqual(new Set([100]));
});

it('takes whole chunks where other connections answer the requests meanwhile', async () => {
  expect(await server({ underWay: 1, blocking: false }).work(1_500)).toEqual([CHUNK_SIZE, CHUNK_SIZE]);
});

it('is as fast as before once the requests are over', async () => {
  const one = server({ underWay: 1 });
  await one.work(1_150);
  one.state.underWay = 0;
  const limits = await one.work(5_000);
  expect(limits.at(-1)).toBe(CHUNK_SIZE);
});

it('goes on beside a request that never ends', async () => {
  const from = performance.now();
  await server({ underWay: 1 }).work(1_200);
  expect(performance.now() - from).toBeLessThan(1_000);
});

it('lets what is under way finish before the next chunk', async () => {
  const one = server({ underWay: 1 });
  let finished = false;
  setTimeout(() => {
    finished = true;
    one.state.underWay = 0;
  }, 20);
  await one.work(1_050);
  expect(finished).toBe(true);
});

it('gives way to requests, but not to the one it works for, and not for long', async () => {
  const { state, pace } = server({ underWay: 1 });
  const isThrough = (patience: number) =>
    Promise.race([
      pace.giveWay(1).then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, patience, false)),
    ]);
  expect(await isThrough(500)).toBe(true);
  state.underWay = 2;
  expect(await isThrough(10)).toBe(false);
  expect(await isThrough(5_000)).toBe(true);
});

it('ends between two chunks when the server is being stopped, and begins none', async () => {
  const { pace } = server();
  let chunks = 0;
  const work = () =>
    pace.untilDone((limit) => {
      chunks += 1;
      pace.stop();
      return Promise.resolve(limit);
    });
  await expect(work()).rejects.toThrow(Stopped);
  await expect(work()).rejects.toThrow(Stopped);
  expect(chunks).toBe(1);
});
