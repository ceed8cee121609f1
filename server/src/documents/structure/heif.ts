import { documentError } from '../../domain/document-rules';
import { createTrailerScanner } from './foreign';
import { need, skip, take, type Grammar, type Part } from './pull-parser';

/** A box type as registered: letters, digits, blank or the copyright sign; a UUID box says `uuid`. */
const BOX_TYPE = /^[A-Za-z0-9 _\xa9]{4}$/;

/** No picture has a larger box; read as a size, the first letters of any text or program are larger. */
const MAX_BOX = 0x20000000;

/** Far more than any picture has on this level: each costs the server more than it costs whoever sends it. */
const MAX_BOXES = 10_000;

const isBox = (header: Buffer): boolean =>
  BOX_TYPE.test(header.toString('latin1', 4)) && header.readUInt32BE(0) < MAX_BOX;

interface Box {
  type: string;
  /** Bytes that follow the header; Infinity: to the end of the file. */
  bodyLength: number;
}

/** ISO/IEC 14496-12, 4.2: a 32-bit size, 1 for a 64-bit one that follows, 0 for "to the end of the file". */
function* box(header: Buffer): Part<Box> {
  const size = header.readUInt32BE(0);
  const type = header.toString('latin1', 4);
  if (size === 0) return { type, bodyLength: Infinity };
  if (size !== 1) return { type, bodyLength: size - 8 };
  const large = yield* need(take(8));
  const bodyLength = Number(large.readBigUInt64BE(0)) - 16;
  return { type, bodyLength };
}

/**
 * ISO/IEC 23008-12: file type box first, a `meta` box that describes the picture, `mdat` with its data, and every
 * declared size inside the file, which is how a truncated one shows. Bytes behind the last box that are no box (Samsung
 * writes some) are fine, unless they are a file of another kind.
 */
export function* heifGrammar(): Grammar {
  const seen = new Set<string>();
  const scanTrailer = createTrailerScanner();
  let boxes = 0;
  for (let header = yield take(8); header !== null; header = yield take(8)) {
    if (!isBox(header)) {
      if (!seen.has('meta')) throw documentError.broken('The HEIC picture has a malformed box.');
      scanTrailer(header);
      yield skip(Infinity, scanTrailer);
      break;
    }
    const { type, bodyLength } = yield* box(header);
    if (bodyLength < 0) throw documentError.broken('The HEIC picture has a malformed box.');
    boxes += 1;
    if (boxes > MAX_BOXES) throw documentError.broken('The HEIC picture has too many boxes.');
    if (seen.size === 0 && type !== 'ftyp') throw documentError.broken('The HEIC picture has no file type.');
    seen.add(type);
    const isOpenEnded = bodyLength === Infinity;
    const passed = yield skip(bodyLength, isOpenEnded ? scanTrailer : undefined);
    if (passed === null && !isOpenEnded) throw documentError.broken('The HEIC picture ends before its data.');
  }
  if (!seen.has('meta') || !seen.has('mdat')) throw documentError.broken('The HEIC picture lacks a part.');
}
