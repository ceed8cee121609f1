import { documentError } from '../../domain/document-rules';
import { createTrailerScanner } from './foreign';
import { need, seek, skip, take, type Grammar, type Part } from './pull-parser';

/** Marker codes of ITU-T T.81, table B.1. */
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;
const STUFFED = 0x00;
/** Before every code, and as often as an encoder likes. */
const PREFIX = 0xff;

/** Far more segments than any picture has: each costs the server more than it costs whoever sends it. */
const MAX_SEGMENTS = 10_000;

const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7;
const isFrame = (code: number) => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;

function* byte(): Part<number> {
  return (yield* need(take(1))).readUInt8(0);
}

/** The marker that has to stand here; any number of fill bytes may precede its code (T.81, B.1.1.2). */
function* marker(): Part<number> {
  if ((yield* byte()) !== PREFIX) throw documentError.broken('The JPEG has data where a marker should be.');
  let code = yield* byte();
  while (code === PREFIX) code = yield* byte();
  return code;
}

/** In a scan's data, what follows a 0xFF and is neither stuffed, nor a restart, nor fill, is the next marker. */
const isMarker = (code: number) => code !== STUFFED && code !== PREFIX && !isRestart(code);

/** Passes over a scan's entropy-coded data up to the marker behind it, and gives that. */
function* scanData(): Part<number> {
  return (yield* need(seek(PREFIX, isMarker))).readUInt8(0);
}

/** A marker's segment. A frame header has to give a width; a height of 0 comes later, by DNL (T.81, B.2.2). */
function* segment(kind: number): Part<void> {
  const length = (yield* need(take(2))).readUInt16BE(0);
  if (length < 2) throw documentError.broken('The JPEG has a segment of an impossible length.');
  if (!isFrame(kind)) {
    yield* need(skip(length - 2));
    return;
  }
  if (length < 8) throw documentError.broken('The JPEG has a frame header of an impossible length.');
  const header = yield* need(take(6));
  if (header.readUInt16BE(3) === 0) throw documentError.broken('The JPEG has no width.');
  yield* need(skip(length - 8));
}

/**
 * ITU-T T.81 annex B: segments from start to end marker, with a frame and at least one scan. Segments are passed over by
 * their length, so that the end marker of a thumbnail in the Exif data is not taken for the picture's. What follows the
 * end is the phone's business (MPF, Motion Photo, Samsung), unless it is a file of another kind.
 */
export function* jpegGrammar(): Grammar {
  yield* need(take(2));
  let hasFrame = false;
  let hasScan = false;
  let segments = 0;
  let next = yield* marker();
  while (next !== EOI) {
    const current = next;
    segments += 1;
    if (segments > MAX_SEGMENTS) throw documentError.broken('The JPEG has too many segments.');
    const standsAlone = current === TEM || isRestart(current);
    if (!standsAlone) yield* segment(current);
    hasFrame ||= isFrame(current);
    hasScan ||= current === SOS;
    next = current === SOS ? yield* scanData() : yield* marker();
  }
  if (!hasFrame || !hasScan) throw documentError.broken('The JPEG has no picture.');
  yield skip(Infinity, createTrailerScanner());
}
