import { documentError } from '../../../domain/document-rules';
import type { DocumentWarning } from '../../../domain/document-kinds';
import type { StructureChecker } from '../checker';
import { hasMarkup, Tail } from '../foreign';
import { ObjectRecorder, type PdfDictionary } from './object-recorder';
import { INFLATE_BUDGET, ObjectStreamScan, type Budget } from './object-stream';
import { assertPdfEnding } from './pdf-ending';
import { PdfSpotter } from './spotter';
import { ACTIVE_NAMES, isEndOfLine } from './syntax';
import { PdfTokenizer, type PdfToken } from './tokenizer';

/** Far more than any document has: beyond, nobody looks into them. */
const MAX_OBJECT_STREAMS = 10_000;

const END_OF_STREAM = 'endstream';
/** Node looks for as few bytes as these four times as fast. */
const ITS_BEGINNING = END_OF_STREAM.slice(0, 6);

/** Where a stream's data ends; -1: not in these bytes. */
const endOfStream = (data: Buffer): number => {
  let at = data.indexOf(ITS_BEGINNING);
  while (at >= 0 && data.toString('latin1', at, at + END_OF_STREAM.length) !== END_OF_STREAM) {
    at = data.indexOf(ITS_BEGINNING, at + 1);
  }
  return at;
};

const isObject = (word: string) => word.endsWith('obj') && word !== 'endobj';

/**
 * Reads a PDF once, front to back, as it streams past (ISO 32000-1): objects outside streams as tokens, object streams
 * inflated, all other streams passed over, and every byte once more by the spotter, for what is out of place.
 *
 * It refuses truncated and encrypted files, second files, and active content: scripts and programs (`ACTIVE_NAMES`), in
 * plain, escaped (`/J#61vaScript`), indirect, inside object streams, or where only an offset leads. Where an object
 * stream cannot be read, active content cannot be ruled out, so that counts as active too.
 */
export class PdfChecker implements StructureChecker {
  readonly warnings: DocumentWarning[] = [];

  private readonly spotter = new PdfSpotter();
  private readonly recorder = new ObjectRecorder();
  private readonly tokenizer = new PdfTokenizer((token) => this.see(token));
  private readonly tail = new Tail();
  private readonly budget: Budget = { left: INFLATE_BUDGET };

  private mode: 'tokens' | 'stream-start' | 'stream' = 'tokens';
  private held: Buffer = Buffer.alloc(0);
  private scan: ObjectStreamScan | null = null;
  private objectStreams = 0;
  private isDictionaryJustClosed = false;
  private hasRoot = false;
  private size = 0;
  private declaredSize = 0;

  constructor(private readonly activePdf: 'refuse' | 'flag') {}

  async push(chunk: Buffer): Promise<void> {
    this.size += chunk.length;
    this.tail.push(chunk);
    this.spotter.push(chunk);
    if (this.spotter.active !== null) this.active(this.spotter.active);
    let rest = chunk;
    while (rest.length > 0) rest = await this.read(rest);
  }

  finish(): void {
    assertPdfEnding(this.tail.bytes());
    if (this.size < this.declaredSize) throw documentError.broken('The PDF is shorter than it says.');
    // The spotter knows of one that the reading from front to back has not seen: only an offset leads there.
    if (this.spotter.objectStreams > this.objectStreams) this.active('hidden object stream');
    if (!this.hasRoot) throw documentError.broken('The PDF has no catalogue.');
  }

  close(): void {
    this.scan?.close();
    this.scan = null;
  }

  /** Reads some of the bytes, as tokens or as a stream's data, and gives the rest. */
  private async read(bytes: Buffer): Promise<Buffer> {
    if (this.mode === 'tokens') return bytes.subarray(this.tokenizer.push(bytes));
    if (this.mode === 'stream-start') return this.streamStart(bytes);
    return this.streamData(bytes);
  }

  private active(what: string): void {
    if (this.activePdf === 'refuse') throw documentError.active(what);
    if (!this.warnings.includes('active_pdf')) this.warnings.push('active_pdf');
  }

  /** @returns true where a stream's data begins */
  private see(token: PdfToken): boolean {
    const wasClosed = this.isDictionaryJustClosed;
    this.isDictionaryJustClosed = false;
    if (token.kind === 'text' && hasMarkup(`${token.value} `)) throw documentError.polyglot('html');
    if (token.kind === 'name' && ACTIVE_NAMES.has(token.value)) this.active(token.value);
    if (token.kind === 'word') {
      if (token.value === 'stream' && wasClosed) return this.beginStream();
      if (isObject(token.value) || token.value === 'trailer') this.recorder.begin();
    }
    const dictionary = this.recorder.see(token);
    if (dictionary !== null) {
      this.isDictionaryJustClosed = true;
      this.judge(dictionary);
    }
    return false;
  }

  private judge(dictionary: PdfDictionary): void {
    const encryption = dictionary.get('Encrypt');
    if (encryption !== undefined && encryption[0] !== 'null') throw documentError.encrypted();
    this.hasRoot ||= dictionary.has('Root');
    // A linearized file gives its length first (ISO 32000-1, annex F); later revisions only make it longer.
    if (dictionary.has('Linearized')) this.declaredSize = Number(dictionary.get('L')?.[0] ?? 0) || 0;
  }

  private beginStream(): true {
    this.mode = 'stream-start';
    if (!this.recorder.mayHoldObjects) return true;
    this.objectStreams += 1;
    if (this.objectStreams > MAX_OBJECT_STREAMS) {
      this.active('too many object streams');
      return true;
    }
    const filters = this.recorder.dictionary.get('Filter') ?? [];
    const parameters = this.recorder.dictionary.get('DecodeParms') ?? [];
    const isPlain = filters.length === 0;
    const isDeflated = filters.length === 1 && (filters[0] === 'FlateDecode' || filters[0] === 'Fl');
    if ((!isPlain && !isDeflated) || parameters.includes('Predictor')) this.active('unreadable object stream');
    else this.scan = new ObjectStreamScan(isDeflated, this.budget);
    return true;
  }

  /** `stream` is followed by one end of line, which is no data (7.3.8.1). */
  private streamStart(bytes: Buffer): Buffer {
    const first = bytes[0] as number;
    this.held = Buffer.alloc(0);
    // A carriage return alone is no end of line here, but a line feed may follow in the next chunk.
    if (first === 0x0d) return bytes.subarray(1);
    this.mode = 'stream';
    return isEndOfLine(first) ? bytes.subarray(1) : bytes;
  }

  private async streamData(bytes: Buffer): Promise<Buffer> {
    // The keyword may begin in an earlier chunk and end in this one.
    const seam = Buffer.concat([this.held, bytes.subarray(0, END_OF_STREAM.length - 1)]);
    const atSeam = endOfStream(seam);
    const end = atSeam >= 0 ? atSeam - this.held.length : endOfStream(bytes);
    if (atSeam >= 0 || end >= 0) {
      await this.scanUpTo(end, bytes);
      this.held = Buffer.alloc(0);
      this.endStream();
      return bytes.subarray(end + END_OF_STREAM.length);
    }
    const safe = Math.max(-this.held.length, bytes.length - END_OF_STREAM.length + 1);
    await this.scanUpTo(safe, bytes);
    this.held = safe < 0 ? Buffer.concat([this.held.subarray(safe), bytes]) : Buffer.from(bytes.subarray(safe));
    return Buffer.alloc(0);
  }

  /** Reads an object stream's data: what is held, and this chunk. @param end in the chunk; below 0: within what is held */
  private async scanUpTo(end: number, bytes: Buffer): Promise<void> {
    const held = end < 0 ? this.held.subarray(0, this.held.length + end) : this.held;
    const parts = [held, bytes.subarray(0, Math.max(0, end))];
    for (const part of parts) if (part.length > 0) await this.scan?.push(part);
  }

  private endStream(): void {
    const { scan } = this;
    this.close();
    this.mode = 'tokens';
    this.recorder.begin();
    if (scan?.active) this.active(scan.active);
    else if (scan?.problem) this.active(scan.problem);
  }
}
