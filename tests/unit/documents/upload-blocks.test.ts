import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { createBlocks } from '../../../server/src/documents/upload-blocks';

const SIZE = 1_000;

const inPieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
    { objectMode: false }
  );

const piecesOf = async (stream: Readable): Promise<Buffer[]> => {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece as Buffer));
  return pieces;
};

it.each([1, 7, 999, 1_000])('gives %d bytes in one piece', async (length) => {
  const bytes = randomBytes(length);
  const { stream } = createBlocks({ size: SIZE, kept: 2 }).inOnePiece(inPieces(bytes, 64));
  expect(await piecesOf(stream)).toEqual([bytes]);
});

it.each([1_001, 1_063, 2_500])('gives %d bytes as a block and what comes behind it', async (length) => {
  const bytes = randomBytes(length);
  const { stream } = createBlocks({ size: SIZE, kept: 2 }).inOnePiece(inPieces(bytes, 64));
  const pieces = await piecesOf(stream);
  expect(Buffer.concat(pieces)).toEqual(bytes);
  expect(pieces[0]?.length).toBe(960);
});

it('takes a piece that is larger than a block as it is', async () => {
  const bytes = randomBytes(5_000);
  const { stream } = createBlocks({ size: SIZE, kept: 2 }).inOnePiece(inPieces(bytes, 3_000));
  expect((await piecesOf(stream)).map(({ length }) => length)).toEqual([3_000, 2_000]);
});

it('gives nothing of an empty document', async () => {
  expect(await piecesOf(createBlocks({ size: SIZE, kept: 2 }).inOnePiece(Readable.from([])).stream)).toEqual([]);
});

it('shares no block between uploads under way, and uses one again that was given back', async () => {
  const blocks = createBlocks({ size: SIZE, kept: 2 });
  const [first, second] = [randomBytes(900), randomBytes(900)];
  const one = blocks.inOnePiece(inPieces(first, 64));
  const other = blocks.inOnePiece(inPieces(second, 64));
  const pieceOf = async ({ stream }: { stream: Readable }) =>
    (await stream[Symbol.asyncIterator]().next()).value as Buffer;
  const [held, heldToo] = [await pieceOf(one), await pieceOf(other)];
  expect([held, heldToo]).toEqual([first, second]);
  expect(held.buffer).not.toBe(heldToo.buffer);

  one.release();
  const third = await pieceOf(blocks.inOnePiece(inPieces(randomBytes(900), 64)));
  expect(third.buffer).toBe(held.buffer);
  expect(heldToo).toEqual(second);
});

it('keeps so many at most, and nothing of what was in them', async () => {
  const blocks = createBlocks({ size: SIZE, kept: 1 });
  const pieces: Buffer[] = [];
  const uploads = [1, 2].map(() => blocks.inOnePiece(inPieces(randomBytes(900), 64)));
  for (const { stream } of uploads) pieces.push((await stream[Symbol.asyncIterator]().next()).value);
  for (const { release } of uploads) {
    release();
    release();
  }
  const next = blocks.inOnePiece(inPieces(randomBytes(10), 64)).stream;
  const piece = (await next[Symbol.asyncIterator]().next()).value as Buffer;
  expect(piece.buffer).toBe(pieces[0]?.buffer);
  expect(
    Buffer.from(piece.buffer)
      .subarray(10)
      .every((byte) => byte === 0)
  ).toBe(true);
  const another = blocks.inOnePiece(inPieces(randomBytes(10), 64)).stream;
  expect(((await another[Symbol.asyncIterator]().next()).value as Buffer).buffer).not.toBe(pieces[1]?.buffer);
});

it('fails as its source does', async () => {
  const source = new Readable({ read() {} });
  source.push(Buffer.alloc(10));
  const { stream } = createBlocks({ size: SIZE, kept: 2 }).inOnePiece(source);
  const read = buffer(stream);
  source.destroy(new Error('The client has gone'));
  await expect(read).rejects.toThrow('The client has gone');
});
