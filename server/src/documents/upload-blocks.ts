import { Readable } from 'node:stream';

export interface BlockOptions {
  /** Of a block, in bytes; what a larger document has beyond that follows in the pieces in which it comes. */
  size: number;
  /** Blocks that are kept to be used again; 0 where nobody knows for how long the store's client looks at them. */
  kept: number;
}

/** One upload's bytes. */
export interface Joined {
  /** The document; it fails as its source does. */
  stream: Readable;
  /** To be called once its pieces are kept by nobody. Who cannot be sure of that leaves the block to its last reader. */
  release(): void;
}

/**
 * Hands documents to a store's client in one piece each, in memory that is used again. S3's client joins what comes in
 * small pieces into parts of 5 MB, anew for each part: with several uploads under way what it lets go of piles up, because
 * the garbage collector does not see how large it is.
 */
export const createBlocks = ({ size, kept }: BlockOptions) => {
  const free: Buffer[] = [];

  async function* joined(source: Readable, own: { block?: Buffer }): AsyncGenerator<Buffer, void, undefined> {
    let length = 0;
    let isFull = false;
    let block: Buffer = Buffer.alloc(0);
    for await (const chunk of source as AsyncIterable<Buffer>) {
      // Memory that is not written to costs nothing yet: a slow client holds as much as it has sent.
      if (length === 0) block = own.block ??= free.pop() ?? Buffer.allocUnsafeSlow(size);
      if (!isFull && length + chunk.length <= size) {
        length += chunk.copy(block, length);
        continue;
      }
      if (!isFull && length > 0) yield block.subarray(0, length);
      isFull = true;
      yield chunk;
    }
    if (!isFull && length > 0) yield block.subarray(0, length);
  }

  return {
    inOnePiece(source: Readable): Joined {
      const own: { block?: Buffer } = {};
      const stream = Readable.from(joined(source, own), { objectMode: false });
      source.once('error', (error) => stream.destroy(error));
      return {
        stream,
        release: () => {
          const { block } = own;
          delete own.block;
          // Nothing of anybody's document stays behind.
          if (block && free.length < kept) free.push(block.fill(0));
        },
      };
    },
  };
};
