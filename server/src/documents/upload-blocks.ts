import { Readable } from 'node:stream';

/**
 * Hands documents to a store's client in one piece each, in memory that is used again. S3's client joins what comes in
 * small pieces into parts of 5 MB, anew for each part: with several uploads under way what it lets go of piles up, because
 * the garbage collector does not see how large it is.
 *
 * @param size of a block, in bytes; what a larger document has beyond that follows in the pieces in which it comes
 */
export const createBlocks = (size: number) => {
  const free: Buffer[] = [];

  async function* joined(source: Readable, block: Buffer): AsyncGenerator<Buffer, void, undefined> {
    let length = 0;
    let isFull = false;
    for await (const chunk of source as AsyncIterable<Buffer>) {
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
    /**
     * @returns the document as a stream, which fails as its source does; and what to call once nobody reads its pieces any
     * more, after which the block is another upload's
     */
    inOnePiece(source: Readable): { stream: Readable; release: () => void } {
      const block = free.pop() ?? Buffer.allocUnsafeSlow(size);
      const stream = Readable.from(joined(source, block), { objectMode: false });
      source.once('error', (error) => stream.destroy(error));
      return { stream, release: () => void free.push(block) };
    },
  };
};
