import { documentError } from '../../domain/document-rules';
import { Crc32 } from './crc32';
import { createTrailerScanner } from './foreign';
import { need, skip, take, type Grammar, type Part } from './pull-parser';

const MAX_LENGTH = 0x7fffffff;
/** Far more than any picture has: each costs the server more than it costs whoever sends it. */
const MAX_CHUNKS = 100_000;

/** The critical chunks of ISO/IEC 15948; a decoder has to give up on any other. */
const CRITICAL = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);

/** ISO/IEC 15948, 5.4: bit 5 of a type's first byte says that a decoder may leave the chunk out. */
const isCritical = (type: string) => (type.charCodeAt(0) & 0x20) === 0;

/** One chunk: length, type, data, and its checksum, compared where a decoder depends on the data. Gives the type. */
function* chunk(isFirst: boolean): Part<string> {
  const header = yield* need(take(8));
  const length = header.readUInt32BE(0);
  const type = header.toString('latin1', 4);
  if (length > MAX_LENGTH || !/^[A-Za-z]{4}$/.test(type)) throw documentError.broken('The PNG has a malformed chunk.');
  if (isFirst !== (type === 'IHDR')) throw documentError.broken('The PNG does not start with its header.');
  if (isCritical(type) && !CRITICAL.has(type)) throw documentError.broken('The PNG has an unknown critical chunk.');

  const sum = new Crc32().update(header.subarray(4));
  if (isFirst) {
    if (length !== 13) throw documentError.broken('The PNG header has a wrong length.');
    const data = yield* need(take(13));
    if (data.readUInt32BE(0) === 0 || data.readUInt32BE(4) === 0) throw documentError.broken('The PNG has no size.');
    sum.update(data);
  } else {
    yield* need(skip(length, isCritical(type) ? (bytes) => sum.update(bytes) : undefined));
  }
  const expected = (yield* need(take(4))).readUInt32BE(0);
  if (isCritical(type) && sum.digest() !== expected) throw documentError.broken('A PNG chunk fails its checksum.');
  return type;
}

/** ISO/IEC 15948: signature, IHDR first, IDAT, IEND; the critical chunks' checksums hold; no second file behind. */
export function* pngGrammar(): Grammar {
  yield* need(take(8));
  yield* chunk(true);
  let hasData = false;
  let chunks = 0;
  for (let last = ''; last !== 'IEND';) {
    const type = yield* chunk(false);
    chunks += 1;
    if (chunks > MAX_CHUNKS) throw documentError.broken('The PNG has too many chunks.');
    hasData ||= type === 'IDAT';
    last = type;
  }
  if (!hasData) throw documentError.broken('The PNG has no picture.');
  yield skip(Infinity, createTrailerScanner());
}
