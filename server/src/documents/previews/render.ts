import { createRequire } from 'node:module';

import type sharp from 'sharp';
import type { Sharp } from 'sharp';

import { decodeHeic } from './heic-decoder';
import type { PreviewLimits } from './limits';

const requireHere = createRequire(import.meta.url);

export type DecodeHeic = typeof decodeHeic;

const JPEG_QUALITY = 82;

/** Loaded with the first preview: Strapi should not start slower for a library that most requests do not need. */
const loadSharp = () => requireHere('sharp') as typeof sharp;

const tooManyPixels = () => new Error('too many pixels');

/**
 * The one way out for every picture: bounded, on white where it is transparent, a plain sRGB JPEG. Metadata (GPS) is
 * left behind, since sharp only carries over what it is told to.
 */
const toJpeg = (image: Sharp, limits: PreviewLimits): Promise<Buffer> =>
  image
    .resize({ width: limits.maxSide, height: limits.maxSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: JPEG_QUALITY })
    .timeout({ seconds: Math.ceil(limits.timeout / 1_000) })
    .toBuffer();

/** JPEG and PNG: their size is read before anything is decoded, and Exif's orientation is applied. */
const renderPlain = async (bytes: Buffer, format: 'jpeg' | 'png', limits: PreviewLimits): Promise<Buffer> => {
  const image = loadSharp()(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels, sequentialRead: true });
  const found = await image.metadata();
  const pixels = found.width * found.height;
  if (found.format !== format) throw new Error('not the picture that it was');
  if (pixels > (found.isProgressive ? limits.maxPixelsAtOnce : limits.maxPixels)) throw tooManyPixels();
  return toJpeg(image.rotate(), limits);
};

/** HEIC: libheif turns it upright itself, and its Exif orientation is to be ignored (ISO/IEC 23008-12, A.2.1 note). */
const renderHeic = async (bytes: Buffer, limits: PreviewLimits, decode: DecodeHeic): Promise<Buffer> => {
  const { width, height, pixels } = await decode(bytes, limits);
  if (width * height > limits.maxPixelsAtOnce) throw tooManyPixels();
  const rows = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return toJpeg(loadSharp()(rows, { raw: { width, height, channels: 4 } }), limits);
};

/**
 * The preview of a picture, as JPEG.
 *
 * @param mime the type that the content has
 * @throws Error when it cannot be decoded within the limits
 */
export const renderPreview = (
  bytes: Buffer,
  mime: string,
  limits: PreviewLimits,
  decode: DecodeHeic = decodeHeic
): Promise<Buffer> => {
  if (mime === 'image/jpeg') return renderPlain(bytes, 'jpeg', limits);
  if (mime === 'image/png') return renderPlain(bytes, 'png', limits);
  return renderHeic(bytes, limits, decode);
};
