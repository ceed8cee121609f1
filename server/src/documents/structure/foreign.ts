/* eslint-disable no-control-regex -- signatures of binary formats consist of control characters */
import { documentError } from '../../domain/document-rules';

/**
 * Traces of a second file inside a document. Phones do write data behind a picture (more pictures, a short film, the
 * maker's own records), so what is refused is known by name, and everything else is let be.
 */

/** Markup that a browser would run: only tags that stand at the head of a page or carry script. */
const MARKUP = /<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)(?=[\s>/])/i;

const ANYWHERE: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['pdf', /%PDF-\d/],
  ['html', MARKUP],
  // Local file header with a "version needed" that exists (APPNOTE 4.3.7, 4.4.3): four bytes alone turn up by chance.
  ['zip', /PK\x03\x04[\x00-\x3f]\x00/],
  ['rar', /Rar!\x1a\x07/],
  ['7z', /7z\xbc\xaf\x27\x1c/],
  ['executable', /\x7fELF[\x01\x02][\x01\x02]\x01/],
  ['executable', /This program cannot be run in DOS mode/],
];

/** Two or four bytes, too few to look for anywhere but at the start. */
const AT_START = /^[\x00\s]*(?:MZ[^]|#!\s*\/|PK(?:\x03\x04|\x05\x06)|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe)/;

/** The longest trace, less one: what two neighbouring windows have to share. */
const OVERLAP = 48;

/** What kind of file a window of a document shows traces of; null: none. `isStart`: the window is where data begins. */
export const foreignContent = (window: Buffer, isStart: boolean): string | null => {
  const text = window.toString('latin1');
  if (isStart && AT_START.test(text)) return 'executable or archive';
  return ANYWHERE.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
};

/** True where such text holds markup that a browser would run. */
export const hasMarkup = (text: string): boolean => MARKUP.test(text);

/** Refuses traces of a second file in what follows a picture's end. Holds a few bytes between chunks. */
export const createTrailerScanner = (): ((bytes: Buffer) => void) => {
  let kept = Buffer.alloc(0);
  let isStart = true;
  return (bytes) => {
    const window = Buffer.concat([kept, bytes]);
    const what = foreignContent(window, isStart);
    if (what !== null) throw documentError.polyglot(what);
    // The start is judged again until enough of it is there to be recognised.
    isStart &&= window.length < OVERLAP;
    kept = Buffer.from(isStart ? window : window.subarray(-OVERLAP));
  };
};

/** A ZIP's last record and the longest comment behind it (APPNOTE 4.3.16). */
const END_RECORD = 22;
const ZIP_TAIL = END_RECORD + 0xffff;

/** The last bytes of a stream, as many as a ZIP's directory end may be away from it. */
export class Tail {
  private chunks: Buffer[] = [];
  private held = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
    let first = this.chunks[0];
    while (first !== undefined && this.held - first.length >= ZIP_TAIL) {
      this.held -= first.length;
      this.chunks.shift();
      first = this.chunks[0];
    }
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/**
 * Refuses a document that is a ZIP as well: ZIPs are read from the back, so one can hide in any comment or segment. Its
 * end record counts only where its comment reaches exactly to the end of the file, as a reader demands; an Office file
 * attached to a PDF/A-3 has one too, further in.
 */
export const assertNoZipDirectory = (tail: Buffer): void => {
  for (let at = tail.lastIndexOf('PK\x05\x06'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('PK\x05\x06', at - 1)) {
    const hasRecord = at + END_RECORD <= tail.length;
    if (hasRecord && at + END_RECORD + tail.readUInt16LE(at + 20) === tail.length) throw documentError.polyglot('zip');
  }
};
