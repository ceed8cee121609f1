import { createInflate, type Inflate } from 'node:zlib';

import { PdfSpotter } from './spotter';
import { ACTIVE_NAMES } from './syntax';
import { PdfTokenizer, type PdfToken } from './tokenizer';

/** Output that all object streams of one document may have together, in bytes: what a bomb may cost. */
export const INFLATE_BUDGET = 64 * 1024 * 1024;

/** What is left of the budget; shared by a document's streams. */
export interface Budget {
  left: number;
}

/** Reads the objects inside one object stream (ISO 32000-1, 7.5.7), inflating as the bytes come, and keeps none. */
export class ObjectStreamScan {
  /** The first active name inside. */
  active: string | null = null;
  /** Why the objects cannot be read. */
  problem: string | null = null;

  private readonly inflate: Inflate | null;
  private readonly closed: Promise<void>;
  private readonly spotter = new PdfSpotter();
  private readonly tokenizer = new PdfTokenizer((token) => this.see(token));

  constructor(
    isDeflated: boolean,
    private readonly budget: Budget
  ) {
    this.inflate = isDeflated ? createInflate({ chunkSize: 64 * 1024 }) : null;
    // A stream that fails does not answer the write that made it fail.
    this.closed = new Promise((resolve) => this.inflate?.once('close', resolve));
    this.inflate?.on('data', (bytes: Buffer) => this.scan(bytes));
    this.inflate?.on('error', (error) => {
      // The checksum comes last: by then everything has been read, and readers do not mind a wrong one.
      if (!error.message.includes('data check')) this.problem ??= 'An object stream is damaged.';
    });
  }

  async push(bytes: Buffer): Promise<void> {
    const { inflate } = this;
    if (inflate === null) this.scan(bytes);
    else if (!inflate.destroyed && !inflate.readableEnded) {
      await Promise.race([new Promise<void>((resolve) => inflate.write(bytes, () => resolve())), this.closed]);
    }
  }

  close(): void {
    // What has been read so far counts, as it does for readers, which take a stream that ends too early.
    this.scan(Buffer.from(' '));
    this.inflate?.destroy();
  }

  private scan(bytes: Buffer): void {
    this.budget.left -= bytes.length;
    if (this.budget.left < 0) {
      this.problem ??= 'The object streams are too large.';
      this.inflate?.destroy();
      return;
    }
    this.tokenizer.push(bytes);
    this.spotter.push(bytes);
    this.active ??= this.spotter.active;
  }

  private see(token: PdfToken): boolean {
    if (token.kind === 'name' && ACTIVE_NAMES.has(token.value)) this.active ??= token.value;
    return false;
  }
}
