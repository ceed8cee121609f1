import { CHUNK_SIZE } from '../../../server/src/constants';
import { createPace, Stopped } from '../../../server/src/services/pace';

interface Asked {
  /** Requests that come while a chunk is written. */
  requests?: number;
  /** How long each of them lasts (ms); for ever where it is not given. */
  lastsMs?: number;
  msPerRow?: number;
  /** How long a chunk waits for its connection. */
  waitMs?: number;
  blocking?: boolean;
}

/** A server that is asked something, and a clock that each chunk moves by as long as it takes. */
const server = ({ requests = 0, lastsMs = Infinity, msPerRow = 0.1, waitMs = 0, blocking = true }: Asked = {}) => {
  let now = 0;
  let askedAt = requests > 0 ? 0 : -Infinity;
  const state = { requests, underWay: 0 };
  const pace = createPace({
    traffic: { underWay: () => state.underWay, quietFor: () => (state.underWay > 0 ? 0 : now - askedAt) },
    blocking,
    steady: () => now,
  });
  const arrive = () => {
    if (state.requests === 0) return;
    askedAt = now;
    state.underWay = state.requests;
    if (lastsMs !== Infinity) setTimeout(() => (state.underWay = 0), lastsMs);
  };
  return {
    state,
    pace,
    pass: (ms: number) => (now += ms),
    /** Handles so many rows. @returns the sizes of the chunks */
    async work(rows: number): Promise<number[]> {
      const limits: number[] = [];
      let left = rows;
      await pace.untilDone((limit, begun) => {
        const done = Math.min(limit, left);
        limits.push(limit);
        left -= done;
        now += waitMs;
        begun();
        now += done * msPerRow;
        arrive();
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
  expect(await server({ requests: 1, lastsMs: 5 }).work(200)).toEqual([25, 120, 120]);
});

it('takes larger ones where it has waited for the requests in vain', async () => {
  expect(await server({ requests: 1 }).work(500)).toEqual([25, 300, 300]);
});

it('does not take less than 25 rows, however slow the database is', async () => {
  const limits = await server({ requests: 1, lastsMs: 5, msPerRow: 50 }).work(100);
  expect(new Set(limits)).toEqual(new Set([25]));
});

it('goes by how long a chunk kept the connection, not by how long it waited for one', async () => {
  expect(await server({ requests: 1, lastsMs: 5, waitMs: 10_000 }).work(200)).toEqual([25, 120, 120]);
});

it('expects another request for a while after the last one, and goes faster then', async () => {
  const one = server({ requests: 1, lastsMs: 5 });
  await one.work(50);
  one.state.requests = 0;
  expect((await one.work(200)).slice(0, 3)).toEqual([25, 120, 120]);
  one.pass(500);
  expect(await one.work(500)).toEqual([CHUNK_SIZE]);
  one.state.requests = 1;
  await one.work(50);
  one.state.requests = 0;
  // Each row takes a tenth of a millisecond: half a second is over after five thousand.
  expect(Math.max(...(await one.work(9_000)))).toBe(CHUNK_SIZE);
});

it('takes whole chunks where other connections answer the requests meanwhile', async () => {
  expect(await server({ requests: 1, blocking: false }).work(1_500)).toEqual([CHUNK_SIZE, CHUNK_SIZE]);
});

it('goes on beside a request that never ends', async () => {
  const from = performance.now();
  await server({ requests: 1 }).work(500);
  expect(performance.now() - from).toBeLessThan(2_000);
});

it('lets what is under way finish before the next chunk', async () => {
  const one = server({ requests: 1, lastsMs: 20 });
  const from = performance.now();
  await one.work(105);
  expect(performance.now() - from).toBeGreaterThan(15);
  expect(one.state.underWay).toBe(1);
});

it('gives way to requests, but not to the one it works for, and not for long', async () => {
  const { state, pace } = server();
  state.underWay = 1;
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
