import type { PdfToken } from './tokenizer';

/** Values kept of one dictionary, and names kept of what it holds: far more than those that matter have. */
const MAX_RECORDED = 4_096;

/** A top-level dictionary's keys with the names, numbers and keywords of their values, in order. */
export type PdfDictionary = ReadonlyMap<string, readonly string[]>;

/** Listens to tokens and remembers the dictionary that the current object (or trailer) consists of. */
export class ObjectRecorder {
  private entries = new Map<string, string[]>();
  private depth = 0;
  private key: string | null = null;
  private expectsKey = true;
  private recorded = 0;
  private hasFirst = false;

  /** An object or a trailer begins. */
  begin(): void {
    this.entries = new Map();
    this.depth = 0;
    this.key = null;
    this.recorded = 0;
    this.hasFirst = false;
  }

  /** @returns the dictionary that has just been closed, if it was a top-level one */
  see(token: PdfToken): PdfDictionary | null {
    if (token.kind === 'open') return this.open();
    if (token.kind === 'close') return this.close();
    if (token.kind === 'name') this.name(token.value);
    else if (token.kind === 'word') this.value(token.value);
    else if (token.kind === 'string' && this.depth === 1) this.expectsKey = true;
    return null;
  }

  get dictionary(): PdfDictionary {
    return this.entries;
  }

  /** True for what a reader could use as an object stream, whatever it calls itself: it cannot do without `First`. */
  get mayHoldObjects(): boolean {
    return this.hasFirst || this.entries.get('Type')?.includes('ObjStm') === true;
  }

  private open(): null {
    if (this.depth === 0) this.expectsKey = true;
    this.depth += 1;
    return null;
  }

  private close(): PdfDictionary | null {
    this.depth = Math.max(0, this.depth - 1);
    this.expectsKey = true;
    return this.depth === 0 ? this.entries : null;
  }

  private name(value: string): void {
    this.hasFirst ||= value === 'First';
    if (this.depth === 1 && this.expectsKey && this.entries.size < MAX_RECORDED) {
      this.key = value;
      if (!this.entries.has(value)) this.entries.set(value, []);
      this.expectsKey = false;
      return;
    }
    this.value(value);
  }

  private value(value: string): void {
    if (this.depth === 1) this.expectsKey = true;
    if (this.key === null || this.recorded >= MAX_RECORDED) return;
    this.recorded += 1;
    // A key given twice keeps both values: readers differ in which one they take.
    this.entries.get(this.key)?.push(value);
  }
}
