/**
 * The program of the process that makes previews, as text: a file of its own would have to survive the bundling of this
 * plugin and of every host. It may use only what a request names.
 *
 * One way out for every picture: bounded, upright, on white where it is transparent, a plain sRGB JPEG. Metadata (GPS) is
 * left behind, since sharp only carries over what it is told to.
 *
 * A JPEG's and a PNG's size is read before anything is decoded, and Exif's orientation is applied. A HEIC is turned
 * upright by libheif itself, and its Exif orientation is to be ignored (ISO/IEC 23008-12, A.2.1 note); that decoder is
 * WebAssembly, whose memory only ever grows, so that its growth is bounded here.
 */
export const PICTURE_PROGRAM = `
'use strict';
const fs = require('node:fs');

// Where memory runs out, this process goes and the server stays.
try { fs.writeFileSync('/proc/self/oom_score_adj', '1000'); } catch {}
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const tooManyPixels = () => new Error('too many pixels');

const openPlain = async (sharp, { bytes, format, limits }) => {
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels, sequentialRead: true });
  const found = await image.metadata();
  if (found.format !== format) throw new Error('not the picture that it was');
  const most = found.isProgressive ? limits.maxPixelsAtOnce : limits.maxPixels;
  if (found.width * found.height > most) throw tooManyPixels();
  return image.rotate();
};

const openHeic = (sharp, { bytes, modules, limits }) => {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > limits.maxDecoderMemory) throw new RangeError('memory limit');
    return grow.call(this, pages);
  };
  const { HeifDecoder } = require(modules.libheif);
  const pictures = new HeifDecoder().decode(bytes);
  const picture = pictures.find((one) => one.is_primary()) || pictures[0];
  if (!picture) throw new Error('no picture');
  const width = picture.get_width();
  const height = picture.get_height();
  if (!(width > 0 && height > 0 && width * height <= limits.maxPixelsAtOnce)) throw tooManyPixels();
  return new Promise((resolve, reject) => {
    picture.display({ data: new Uint8ClampedArray(width * height * 4), width, height }, (shown) => {
      if (!shown) return reject(new Error('not decodable'));
      resolve(sharp(shown.data, { raw: { width, height, channels: 4 } }));
    });
  });
};

const render = async (request) => {
  const sharp = require(request.modules.sharp);
  sharp.cache(false);
  sharp.concurrency(1);
  const image = await (request.format === 'heif' ? openHeic : openPlain)(sharp, request);
  const { maxSide } = request.limits;
  return image
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 82 })
    .toBuffer();
};

process.on('message', (request) => {
  render(request).then(
    (jpeg) => process.send({ jpeg }),
    (error) => process.send({ error: String(error && error.message).slice(0, 200) })
  );
});
`;
