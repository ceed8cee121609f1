/**
 * The program of the thread that decodes HEIC, as text: a file of its own would have to survive the bundling of this
 * plugin and of every host. It may use only what `workerData` names.
 *
 * The decoder is WebAssembly, which can neither leave its memory nor crash the process; that memory is not part of a
 * thread's resource limits, so its growth is bounded here.
 */
export const HEIC_WORKER_SOURCE = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { libheif, bytes, maxPixels, maxMemory } = workerData;

const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > maxMemory) throw new RangeError('memory limit');
  return grow.call(this, pages);
};

const { HeifDecoder } = require(libheif);
const pictures = new HeifDecoder().decode(bytes);
const picture = pictures.find((one) => one.is_primary()) || pictures[0];
if (!picture) throw new Error('no picture');

const width = picture.get_width();
const height = picture.get_height();
if (!(width > 0 && height > 0 && width * height <= maxPixels)) throw new Error('too many pixels');

picture.display({ data: new Uint8ClampedArray(width * height * 4), width, height }, (shown) => {
  if (!shown) throw new Error('not decodable');
  parentPort.postMessage({ width, height, pixels: shown.data }, [shown.data.buffer]);
});
`;
