import type { ContentType } from '../domain/document-kinds';
import { documentError } from '../domain/document-rules';
import { foreignContent, hasMarkup } from './structure/foreign';

/** Bytes of the head that decide: PDF readers look for their header in the first 1024. */
export const HEAD_BYTES = 1024;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Brands of ISO/IEC 23008-12: HEVC-coded pictures, sequences of them, and the coding-neutral `mif1`, `msf1`. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis']);
const HEVC_BRANDS = new Set([...HEIC_BRANDS, 'hevc', 'hevx', 'hevm', 'hevs']);
const NEUTRAL_BRANDS = new Set(['mif1', 'msf1', 'mif2']);

/** A byte order mark and white space: all that may come before a PDF's header. */
// eslint-disable-next-line no-control-regex
const BEFORE_PDF = /^(?:\xef\xbb\xbf)?[\x00\t\n\f\r ]*%PDF-/;

const brandsOf = (head: Buffer): string[] => {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  return brands;
};

/**
 * `image/heic` says that the picture is HEVC-coded, and it may be said where one of its brands is among the compatible
 * ones, whatever the major brand is (IANA, registration of image/heif and image/heic): iPhones write `heic`, other
 * cameras and libheif `mif1` with `heic` behind it. `image/heif` is what is left.
 */
const heifType = (head: Buffer): ContentType | null => {
  if (head.length < 16 || head.toString('latin1', 4, 8) !== 'ftyp') return null;
  const brands = brandsOf(head);
  const major = brands[0] ?? '';
  const isHevc = brands.some((brand) => HEVC_BRANDS.has(brand));
  const isAvif = brands.some((brand) => brand.startsWith('avi'));
  if (!HEVC_BRANDS.has(major) && !(NEUTRAL_BRANDS.has(major) && (isHevc || !isAvif))) return null;
  return { kind: 'heif', mime: brands.some((brand) => HEIC_BRANDS.has(brand)) ? 'image/heic' : 'image/heif' };
};

const pictureType = (head: Buffer): ContentType | null => {
  if (head.length >= 3 && head.readUIntBE(0, 3) === 0xffd8ff) return { kind: 'jpeg', mime: 'image/jpeg' };
  if (head.subarray(0, 8).equals(PNG_SIGNATURE)) return { kind: 'png', mime: 'image/png' };
  return heifType(head);
};

/**
 * What a document is, by its first bytes alone.
 *
 * A PDF's header may stand behind a byte order mark and white space, which real producers write. Readers take it
 * anywhere in the first 1024 bytes, but then what comes before could be a web page or a picture, that is to say a second
 * file; such a file is refused, as is a picture with a PDF header or markup within reach of those readers.
 *
 * @param head the first 1024 bytes, or all of a shorter file
 * @throws DomainError `file_empty`, `file_type`, `file_polyglot`
 */
export const sniff = (head: Buffer): ContentType => {
  if (head.length === 0) throw documentError.empty();
  const picture = pictureType(head);
  if (picture !== null) {
    const what = foreignContent(head, false);
    if (what !== null) throw documentError.polyglot(what);
    return picture;
  }
  const text = head.toString('latin1');
  if (BEFORE_PDF.test(text)) return { kind: 'pdf', mime: 'application/pdf' };
  if (text.includes('%PDF-')) throw documentError.polyglot(hasMarkup(text) ? 'html' : 'pdf');
  throw documentError.type();
};
