import { classOf, REGULAR, SLASH } from './syntax';

/** How far the last character of `/First` may be from the slash: each of the others as `#` and two digits. */
const LONGEST_FIRST = 13;
/** Fewer bytes are sooner read. */
const WORTHWHILE = 512;
/** One search for so many bytes: more would cost more than they save. */
const BYTES_PER_SEARCH = 128;

/** What a reader of every byte is looking for. */
export interface Wanted {
  /** Whether the name `First` matters now, however it is spelt. */
  first: boolean;
  /** Whether the keyword `stream` matters now. */
  stream: boolean;
}

/** One sequence of bytes that a token which matters must have in it. */
interface Landmark {
  bytes: Buffer;
  isWanted: (wanted: Wanted) => boolean;
  /**
   * @param from where a token begins, or between two
   * @returns where the token begins that is to be read; -1: this is none
   */
  tokenAt: (data: Buffer, at: number, from: number) => number;
}

const isRegularAt = (data: Buffer, at: number): boolean => at < data.length && classOf(data[at] as number) === REGULAR;

/** Where the token begins of which the byte at `at` is one. */
const tokenStart = (data: Buffer, at: number, from: number): number => {
  let start = at;
  while (start > from && classOf(data[start - 1] as number) === REGULAR) start -= 1;
  return start > from && data[start - 1] === SLASH ? start - 1 : start;
};

const always = () => true;
const whereFirst = ({ first }: Wanted) => first;

/** A keyword at the end of a token: readers that are lenient take `1 0obj` as well. */
const keyword = (text: string, isWanted: Landmark['isWanted'] = always): Landmark => ({
  bytes: Buffer.from(text),
  isWanted,
  tokenAt: (data, at, from) => (isRegularAt(data, at + text.length) ? -1 : tokenStart(data, at, from)),
});

/** A whole name. */
const name = (text: string, isWanted: Landmark['isWanted'] = always): Landmark => ({
  bytes: Buffer.from(text),
  isWanted,
  tokenAt: (data, at) => (isRegularAt(data, at + text.length) ? -1 : at),
});

/** A character by its number within what may be the name `First`: `F` is #46, the others begin with 6 or 7. */
const escaped = (text: string): Landmark => ({
  bytes: Buffer.from(text),
  isWanted: whereFirst,
  tokenAt(data, at, from) {
    const start = tokenStart(data, at, Math.max(from, at - LONGEST_FIRST));
    return data[start] === SLASH ? start : -1;
  },
});

const LANDMARKS: readonly Landmark[] = [
  keyword('obj'),
  name('/S'),
  name('/#53'),
  name('/First', whereFirst),
  escaped('#4'),
  escaped('#6'),
  escaped('#7'),
  keyword('stream', ({ stream }) => stream),
];

/**
 * Finds the next token of a chunk that may matter, by the native search for bytes: most of a PDF is pictures, and there
 * it is several times as fast as to look at each byte.
 */
export class Landmarks {
  /** Where the token begins that each was found in last; the chunk's length: there is no more. */
  private readonly found = LANDMARKS.map(() => -1);
  /** Searches that pay: where landmarks lie close together, as in a chunk made of nothing else, reading is the faster way. */
  private left: number;

  constructor(private readonly data: Buffer) {
    this.left = data.length < WORTHWHILE ? 0 : data.length / BYTES_PER_SEARCH;
  }

  /** Whether it still pays to look for the next one. */
  get pays(): boolean {
    return this.left > 0;
  }

  /**
   * @param from where a token begins, or between two
   * @returns where the next token begins that may matter: the last one, which may go on in the next chunk, if there is none
   */
  next(from: number, wanted: Wanted): number {
    let nearest = this.data.length;
    LANDMARKS.forEach((landmark, index) => {
      if (landmark.isWanted(wanted)) nearest = Math.min(nearest, this.nextOf(index, landmark, from));
    });
    return nearest < this.data.length ? nearest : tokenStart(this.data, nearest, from);
  }

  private nextOf(index: number, { bytes, tokenAt }: Landmark, from: number): number {
    const known = this.found[index] as number;
    if (known >= from) return known;
    let token = -1;
    for (let at = this.search(bytes, from); token < 0; at = this.search(bytes, at + 1)) {
      this.left -= 1;
      // Out of turns: all from here on is read.
      if (this.left <= 0) return from;
      token = at < this.data.length ? tokenAt(this.data, at, from) : at;
    }
    this.found[index] = token;
    return token;
  }

  private search(bytes: Buffer, from: number): number {
    const at = this.data.indexOf(bytes, from);
    return at < 0 ? this.data.length : at;
  }
}
