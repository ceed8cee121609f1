import { Landmarks } from './landmarks';
import { ACTIVE_NAMES, classOf, decodeName, isEndOfLine, REGULAR, SLASH } from './syntax';

const PERCENT = 0x25;
/** Longest token whose text matters. */
const LONGEST = 128;

/**
 * Reads *every* byte of a PDF, also those in streams, strings and comments. A reader finds objects by offset and not in
 * the order of the file, so an object may lie where a reading from front to back sees only a comment or a picture's data.
 *
 * It looks for what needs several tokens in a row, which no other data shows by chance: an action (`/S /JavaScript`, or
 * an object that is nothing but that name), and a stream that describes itself as an object stream (`obj … /First …
 * stream`), to be compared with those that the reading from front to back came across. Tokens that can be no part of
 * either are passed over unread.
 */
export class PdfSpotter {
  /** The first active name found. */
  active: string | null = null;
  /** Streams that say they hold objects. */
  objectStreams = 0;

  private carried: Buffer = Buffer.alloc(0);
  private expectsAction = false;
  private isInObject = false;
  private hasFirst = false;
  private inComment = false;

  push(chunk: Buffer): void {
    const from = this.carried.length > 0 ? this.finishCarried(chunk) : 0;
    if (from === chunk.length) return;
    const rest = chunk.subarray(from);
    this.carry(rest, this.scan(rest));
  }

  /** Reads the token that an earlier chunk has begun. @returns where to go on in this one */
  private finishCarried(chunk: Buffer): number {
    let end = 0;
    while (end < chunk.length && classOf(chunk[end] as number) === REGULAR) end += 1;
    // With the byte behind it, which ends it, and may begin another.
    const bytes = Buffer.concat([this.carried, chunk.subarray(0, end + 1)]);
    const done = this.scan(bytes);
    this.carry(bytes, end === chunk.length ? done : bytes.length);
    return end === chunk.length ? end : end + 1 - (bytes.length - done);
  }

  /** A token that reaches the end goes on in the next chunk; of an endless one, its last bytes are enough. */
  private carry(bytes: Buffer, done: number): void {
    this.carried = Buffer.from(bytes.subarray(Math.max(done, bytes.length - LONGEST)));
  }

  /** @returns where the last, unfinished token begins */
  private scan(bytes: Buffer): number {
    const landmarks = new Landmarks(bytes);
    let at = 0;
    while (at < bytes.length) {
      if (!this.expectsAction && !this.inComment && landmarks.pays) {
        at = landmarks.next(at, { first: this.isInObject && !this.hasFirst, stream: this.hasFirst });
        if (at === bytes.length) break;
      }
      const byte = bytes[at] as number;
      if (this.inComment) {
        this.inComment = !isEndOfLine(byte);
        at += 1;
      } else if (byte === SLASH || classOf(byte) === REGULAR) {
        let end = at + 1;
        while (end < bytes.length && classOf(bytes[end] as number) === REGULAR) end += 1;
        if (end === bytes.length) return at;
        if (byte === SLASH) this.name(bytes, at + 1, end);
        else this.word(bytes, at, end);
        at = end;
      } else {
        this.separator(byte);
        at += 1;
      }
    }
    return at;
  }

  private separator(byte: number): void {
    // Elsewhere a `%` may be a picture's data, behind which nothing must be missed.
    if (this.expectsAction && byte === PERCENT) this.inComment = true;
    else if (classOf(byte) !== 1) this.expectsAction = false;
  }

  private name(bytes: Buffer, from: number, to: number): void {
    const wasExpected = this.expectsAction;
    this.expectsAction = false;
    if (!wasExpected && !this.isInObject && to - from > 3) return;
    if (to - from > LONGEST) return;
    const name = decodeName(bytes.toString('latin1', from, to));
    if (wasExpected && ACTIVE_NAMES.has(name)) this.active ??= name;
    this.expectsAction = name === 'S';
    this.hasFirst ||= this.isInObject && name === 'First';
  }

  private word(bytes: Buffer, from: number, to: number): void {
    this.expectsAction = false;
    const last = bytes[to - 1];
    // `obj`, `endobj`, also glued to a number, as lenient readers take it; `stream`, `endstream`.
    if (last === 0x6a) this.object(bytes.toString('latin1', Math.max(from, to - 6), to));
    else if (last === 0x6d && this.hasFirst && bytes.toString('latin1', to - 6, to) === 'stream') this.stream();
  }

  private object(word: string): void {
    if (!word.endsWith('obj')) return;
    this.isInObject = word !== 'endobj';
    this.expectsAction = this.isInObject;
    this.hasFirst = false;
  }

  private stream(): void {
    this.objectStreams += 1;
    this.hasFirst = false;
    this.isInObject = false;
  }
}
