import { fixture } from './build-files';
import { mutate, numbersFrom, withChecksums } from './mutate';

const ORIGINALS = ['photo.heic', 'signed.pdf', 'scan.png', 'photo-gps-rotated.jpg'];

/** `npm run fuzz` asks for others. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20_260_110);

/** With what words a broken document may be refused. */
export const REFUSALS = ['file_empty', 'file_type', 'file_broken', 'file_encrypted', 'file_active', 'file_polyglot'];

export interface BrokenFile {
  name: string;
  /** What makes it again. */
  seed: number;
  bytes: Buffer;
}

/** One of the four kinds of documents, broken in some way: the same each time for the same number. */
export const brokenFile = (index: number): BrokenFile => {
  const name = ORIGINALS[index % ORIGINALS.length] as string;
  const mutated = mutate(fixture(name), numbersFrom(SEED + index));
  const bytes = name.endsWith('.png') && index % 8 < 4 ? withChecksums(mutated) : mutated;
  return { name, seed: SEED + index, bytes };
};

/** How often each kind of file had which outcome, and what took longest. */
export const createTally = () => {
  const counts: Record<string, Record<string, number>> = {};
  const slowest = { ms: 0, file: '' };
  return {
    add({ name, seed }: BrokenFile, outcome: string, ms: number): void {
      const kind = (counts[name] ??= {});
      kind[outcome] = (kind[outcome] ?? 0) + 1;
      if (ms > slowest.ms) Object.assign(slowest, { ms, file: `${name}, seed ${seed}` });
    },
    print(lagMs: number): void {
      process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
      process.stdout.write(`slowest: ${slowest.ms.toFixed(0)} ms (${slowest.file})\n`);
      process.stdout.write(`event loop held up: ${lagMs.toFixed(0)} ms at most\n`);
    },
  };
};

/** Works through the numbers from 0 to `count`, so many at once. @returns what went wrong */
export const inLanes = async (
  count: number,
  lanes: number,
  one: (index: number, lane: number) => Promise<void>
): Promise<string[]> => {
  let next = 0;
  const run = async (lane: number): Promise<void> => {
    while (next < count) await one(next++, lane);
  };
  // All lanes come to their end, so that nothing is written into a folder that is gone.
  const ended = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return ended.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
};
