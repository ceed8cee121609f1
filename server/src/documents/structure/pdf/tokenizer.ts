import { classOf, decodeName, DELIMITER, isEndOfLine, REGULAR } from './syntax';

export type PdfToken =
  | { kind: 'name'; value: string }
  /** A number or a keyword. */
  | { kind: 'word'; value: string }
  | { kind: 'open' | 'close'; value: '<<' | '>>' | '[' | ']' }
  | { kind: 'string' }
  /** What stands in a comment, or from `<` to before `>` without being hexadecimal. */
  | { kind: 'text'; value: string };

/** Gets a token; true: stop reading here, what follows is not made of tokens. */
export type TokenSink = (token: PdfToken) => boolean;

type State = 'between' | 'word' | 'name' | 'comment' | 'string' | 'less' | 'hex' | 'greater';

/** Longest token kept. Names have at most 127 bytes (ISO 32000-1, annex C); the rest of a longer one is let go. */
const MAX_TOKEN = 256;

const STRING: PdfToken = { kind: 'string' };
const HEX = /^[0-9a-f\0\t\n\f\r ]*$/i;

/** Splits a PDF's bytes outside its streams into tokens (ISO 32000-1, 7.2 and 7.3), across chunks, holding one token. */
export class PdfTokenizer {
  private state: State = 'between';
  private text = '';
  private depth = 0;
  private isEscaped = false;

  constructor(private readonly sink: TokenSink) {}

  /** Reads from `from` on. @returns how far it got: the chunk's length, or the place where the sink said stop */
  push(chunk: Buffer, from = 0): number {
    let at = from;
    while (at < chunk.length) {
      const next = this.step(chunk, at);
      if (next < 0) return -next - 1;
      at = next;
    }
    return at;
  }

  /** Takes the byte at `at`, or ends the token before it. @returns where to go on; `-n - 1`: stop at n */
  private step(chunk: Buffer, at: number): number {
    switch (this.state) {
      case 'between':
        return this.start(chunk, at);
      case 'word':
      case 'name':
        return this.regular(chunk, at);
      case 'comment':
        return this.until(chunk, at, isEndOfLine, 'text');
      case 'hex':
        return this.until(chunk, at, (byte) => byte === 0x3e, 'string');
      case 'string':
        return this.string(chunk, at);
      case 'less':
      case 'greater':
        return this.angle(chunk[at] as number, at);
    }
  }

  private start(chunk: Buffer, at: number): number {
    const byte = chunk[at] as number;
    this.text = '';
    if (classOf(byte) === REGULAR) {
      this.state = 'word';
      return at;
    }
    if (classOf(byte) === DELIMITER) return this.delimiter(byte, at + 1);
    return at + 1;
  }

  private delimiter(byte: number, next: number): number {
    switch (String.fromCharCode(byte)) {
      case '/':
        this.state = 'name';
        break;
      case '%':
        this.state = 'comment';
        break;
      case '(':
        this.state = 'string';
        this.depth = 1;
        break;
      case '<':
        this.state = 'less';
        break;
      case '>':
        this.state = 'greater';
        break;
      case '[':
        return this.emit({ kind: 'open', value: '[' }, next);
      case ']':
        return this.emit({ kind: 'close', value: ']' }, next);
      default:
        break;
    }
    return next;
  }

  private emit(token: PdfToken, next: number): number {
    this.state = 'between';
    return this.sink(token) ? -next - 1 : next;
  }

  private append(chunk: Buffer, from: number, to: number): void {
    const room = MAX_TOKEN - this.text.length;
    if (room > 0) this.text += chunk.toString('latin1', from, Math.min(to, from + room));
  }

  private regular(chunk: Buffer, at: number): number {
    let end = at;
    while (end < chunk.length && classOf(chunk[end] as number) === REGULAR) end += 1;
    this.append(chunk, at, end);
    if (end === chunk.length) return end;
    const isName = this.state === 'name';
    return this.emit(isName ? { kind: 'name', value: decodeName(this.text) } : { kind: 'word', value: this.text }, end);
  }

  private until(chunk: Buffer, at: number, isEnd: (byte: number) => boolean, kind: 'text' | 'string'): number {
    let end = at;
    while (end < chunk.length && !isEnd(chunk[end] as number)) end += 1;
    this.append(chunk, at, end);
    if (end === chunk.length) return end;
    const isText = kind === 'text' || !HEX.test(this.text);
    return this.emit(isText ? { kind: 'text', value: kind === 'text' ? this.text : `<${this.text}` } : STRING, end + 1);
  }

  private string(chunk: Buffer, at: number): number {
    for (let index = at; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === 0x5c) this.isEscaped = true;
      else if (byte === 0x28) this.depth += 1;
      else if (byte === 0x29) this.depth -= 1;
      if (this.depth === 0) return this.emit(STRING, index + 1);
    }
    return chunk.length;
  }

  private angle(byte: number, at: number): number {
    if (this.state === 'greater') {
      // A lone `>` ends nothing; readers skip it.
      this.state = 'between';
      return byte === 0x3e ? this.emit({ kind: 'close', value: '>>' }, at + 1) : at;
    }
    if (byte === 0x3c) return this.emit({ kind: 'open', value: '<<' }, at + 1);
    this.state = 'hex';
    this.text = '';
    return at;
  }
}
