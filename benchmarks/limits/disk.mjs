/**
 * The least that a server can do with an upload and still have it afterwards: parse the form, hash the file, write it,
 * sync it. Configured by `BENCH_FOLDER`.
 */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';

const folder = process.env.BENCH_FOLDER;

const keep = async (stream) => {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = path.join(folder, randomUUID());
  await pipeline(stream, hashing, fs.createWriteStream(file));
  const handle = await fs.promises.open(file, 'r+');
  await handle.sync().finally(() => handle.close());
  return hash.digest('hex');
};

const server = http.createServer((request, response) => {
  const form = busboy({ headers: request.headers });
  let kept = null;
  form.on('file', (_name, stream) => {
    kept = keep(stream);
  });
  form.on('close', async () => response.end(JSON.stringify({ sha256: await kept })));
  request.pipe(form);
});
server.listen(0, '127.0.0.1', () => process.send({ ready: true, port: server.address().port }));
process.on('disconnect', () => process.exit(0));
