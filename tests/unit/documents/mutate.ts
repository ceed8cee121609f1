import { Crc32 } from '../../../server/src/documents/structure/crc32';

/** Numbers from a seed, so that what was found once is found again. */
export const numbersFrom = (seed: number) => {
  let state = seed >>> 0;
  // mulberry32, by Tommy Ettinger; in the public domain.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit: number): number => Math.floor(next() * limit) };
};

export type Numbers = ReturnType<typeof numbersFrom>;

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Half of them near the beginning, where formats say what they are and how much of it there is. */
const place = (bytes: Buffer, numbers: Numbers): number =>
  numbers.below(numbers.below(2) === 0 ? Math.min(bytes.length, 2_048) : bytes.length);

const range = (bytes: Buffer, numbers: Numbers): [start: number, end: number] => {
  const start = place(bytes, numbers);
  return [start, Math.min(bytes.length, start + 1 + numbers.below(4_096))];
};

type Mutation = (bytes: Buffer, numbers: Numbers) => Buffer;

const MUTATIONS: Mutation[] = [
  function flipBits(bytes, numbers) {
    for (let count = numbers.below(20); count >= 0; count -= 1) {
      const at = place(bytes, numbers);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << numbers.below(8));
    }
    return bytes;
  },
  function writeExtreme(bytes, numbers) {
    const at = Math.min(place(bytes, numbers), Math.max(0, bytes.length - 4));
    if (bytes.length >= 4) bytes.writeUInt32BE(EXTREMES[numbers.below(EXTREMES.length)] ?? 0, at);
    return bytes;
  },
  function writeNoise(bytes, numbers) {
    const [start, end] = range(bytes, numbers);
    for (let at = start; at < end; at += 1) bytes[at] = numbers.below(256);
    return bytes;
  },
  function blank(bytes, numbers) {
    const [start, end] = range(bytes, numbers);
    return bytes.fill(numbers.below(2) * 0xff, start, end);
  },
  function cutOff(bytes, numbers) {
    return bytes.subarray(0, place(bytes, numbers));
  },
  function cutOut(bytes, numbers) {
    const [start, end] = range(bytes, numbers);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeat(bytes, numbers) {
    const [start, end] = range(bytes, numbers);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  function moveElsewhere(bytes, numbers) {
    const [start, end] = range(bytes, numbers);
    bytes.copyWithin(place(bytes, numbers), start, end);
    return bytes;
  },
];

/** A broken copy: one to three things are wrong with it. */
export const mutate = (original: Buffer, numbers: Numbers): Buffer => {
  let bytes: Buffer = Buffer.from(original);
  for (let count = numbers.below(3); count >= 0 && bytes.length > 0; count -= 1) {
    const mutation = MUTATIONS[numbers.below(MUTATIONS.length)];
    if (mutation) bytes = mutation(bytes, numbers);
  }
  return bytes;
};

/** Gives each chunk of a broken PNG the checksum that it asks for: otherwise none would ever reach a decoder. */
export const withChecksums = (png: Buffer): Buffer => {
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) break;
    png.writeUInt32BE(new Crc32().update(png.subarray(at + 4, end)).digest(), end);
    at = end + 4;
  }
  return png;
};
