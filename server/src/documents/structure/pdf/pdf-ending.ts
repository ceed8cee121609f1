import { documentError } from '../../../domain/document-rules';
import { foreignContent } from '../foreign';

/** Readers look for the end marker in so many last bytes (ISO 32000-1, annex H.3, note 18). */
const END_WITHIN = 1_024;

/**
 * Refuses a PDF whose last bytes are not those of a whole one: `startxref`, a number and `%%EOF` (ISO 32000-1, 7.5.5)
 * within the last 1024 bytes. What a mail gateway adds behind it is let be, a second file is not.
 *
 * @param tail the last bytes of the file, 64 KiB or all of it
 */
export const assertPdfEnding = (tail: Buffer): void => {
  const text = tail.toString('latin1');
  const end = text.lastIndexOf('%%EOF');
  if (end < 0) throw documentError.broken('The PDF has no end marker.');
  const behind = tail.subarray(end + 5);
  const what = foreignContent(behind, true);
  if (what !== null) throw documentError.polyglot(what);
  if (behind.length > END_WITHIN) throw documentError.broken('The PDF goes on behind its end marker.');
  if (!/startxref\s+\d+\s/.test(text.slice(Math.max(0, end - END_WITHIN), end))) {
    throw documentError.broken('The PDF does not say where its table of contents is.');
  }
};
