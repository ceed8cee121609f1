import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

import { HEIC_WORKER_SOURCE } from './heic-worker-source';
import type { PreviewLimits } from './limits';

/** A decoded picture: RGBA, eight bits each, row by row, upright as its HEIC says. */
export interface RawPicture {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}

/** JavaScript memory of the thread; the picture lies outside. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

const requireHere = createRequire(import.meta.url);

/**
 * Decodes the main picture of a HEIC in a thread of its own, which ends with it: a decoder that hangs is stopped, one
 * that dies takes nothing along, and its memory goes back.
 *
 * @param source the thread's program; tests give others
 * @throws Error when it cannot be decoded within the limits
 */
export const decodeHeic = (
  bytes: Buffer,
  limits: Pick<PreviewLimits, 'maxPixelsAtOnce' | 'maxDecoderMemory' | 'timeout'>,
  source: string = HEIC_WORKER_SOURCE
): Promise<RawPicture> => {
  // Its own memory, because it is handed over; a Buffer may share its with others.
  const own = new Uint8Array(bytes);
  const worker = new Worker(source, {
    eval: true,
    workerData: {
      libheif: requireHere.resolve('libheif-js/wasm-bundle'),
      bytes: own,
      maxPixels: limits.maxPixelsAtOnce,
      maxMemory: limits.maxDecoderMemory,
    },
    transferList: [own.buffer],
    resourceLimits: RESOURCE_LIMITS,
    // It needs no settings and no secrets, and what the decoder prints is of no use.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });

  return new Promise<RawPicture>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the decoder took too long')), limits.timeout);
    worker.once('message', (picture: RawPicture) => resolve(picture));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the decoder ended without a picture')));
    worker.once('exit', () => clearTimeout(timer));
  }).finally(() => worker.terminate());
};
