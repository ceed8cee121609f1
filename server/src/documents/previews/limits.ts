/** What one preview may cost. A picture beyond any of these is answered with 422, and can still be downloaded. */
export interface PreviewLimits {
  /** Longest side of the preview, in pixels. */
  maxSide: number;
  /** Bytes of the original. */
  maxBytes: number;
  /** Pixels of a picture that is decoded row by row (phones go up to 200 million, but offer fewer by default). */
  maxPixels: number;
  /** Pixels of a picture that has to be decoded as a whole: HEIC, progressive JPEG, interlaced PNG. */
  maxPixelsAtOnce: number;
  /** Memory of the HEIC decoder, in bytes. */
  maxDecoderMemory: number;
  /** Milliseconds from decoding to the finished preview. */
  timeout: number;
  /** Previews in the making at once, on this server. */
  concurrency: number;
  /** Requests that may wait for their turn. */
  maxWaiting: number;
}

const MEGA = 1_000_000;
const MEBIBYTE = 1024 * 1024;

export const PREVIEW_LIMITS: Readonly<PreviewLimits> = {
  maxSide: 1_600,
  maxBytes: 64 * MEBIBYTE,
  maxPixels: 120 * MEGA,
  // The largest that phones take by default: 48 megapixels, 8064 x 6048.
  maxPixelsAtOnce: 50 * MEGA,
  maxDecoderMemory: 768 * MEBIBYTE,
  timeout: 15_000,
  concurrency: 2,
  maxWaiting: 32,
};
