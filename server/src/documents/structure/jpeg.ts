import { documentError } from '../../domain/document-rules';
import { createTrailerScanner } from './foreign';
import { need, seek, skip, take, type Grammar, type Part } from './pull-parser';

/** Marker codes of ITU-T T.81, table B.1 (each follows a byte 0xFF). */
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;
const STUFFED = 0x00;
const FILL = 0xff;

const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7;
const isFrame = (code: number) => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;

function* byte(): Part<number> {
  return (yield* need(take(1))).readUInt8(0);
}

/** The code behind a 0xFF that has been read; any number of 0xFF may precede it (T.81, B.1.1.2). */
function* code(): Part<number> {
  let value = yield* byte();
  while (value === FILL) value = yield* byte();
  return value;
}

/** The marker that has to stand here. */
function* marker(): Part<number> {
  if ((yield* byte()) !== 0xff) throw documentError.broken('The JPEG has data where a marker should be.');
  return yield* code();
}

/** Passes over a scan's entropy-coded data up to the marker behind it, and gives that. */
function* scanData(): Part<number> {
  for (;;) {
    yield* need(seek(0xff));
    const next = yield* code();
    if (next !== STUFFED && !isRestart(next)) return next;
  }
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
  let next = yield* marker();
  while (next !== EOI) {
    const current = next;
    const standsAlone = current === TEM || isRestart(current);
    if (!standsAlone) yield* segment(current);
    hasFrame ||= isFrame(current);
    hasScan ||= current === SOS;
    next = current === SOS ? yield* scanData() : yield* marker();
  }
  if (!hasFrame || !hasScan) throw documentError.broken('The JPEG has no picture.');
  yield skip(Infinity, createTrailerScanner());
}
