import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { createUploadLine } from '../../../server/src/documents/upload-line';

const line = (concurrency: number) =>
  createUploadLine({
    concurrency,
    patience: 10_000,
    stuck: () => new Error('stuck'),
    pauseMs: 20,
    shareMs: 100,
  });

/** Somebody who sends a byte now and then, always after more than the pause that costs the place. */
const dribbler = () => {
  const stream = new PassThrough();
  const timer = setInterval(() => stream.write('.'), 25);
  return {
    stream,
    stop: () => {
      clearInterval(timer);
      stream.end();
    },
  };
};

describe('the line of uploads', () => {
  it('serves who has something to send, however many send a byte now and then', async () => {
    const upload = line(3);
    const slow = Array.from({ length: 12 }, dribbler);
    const slowOnes = slow.map(({ stream }) => upload(stream, (passed) => buffer(passed)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const honest = upload(Readable.from([Buffer.from('all of it')]), (passed) => buffer(passed));
    const late = new Promise((resolve) => setTimeout(resolve, 3_000, 'late').unref());
    const first = await Promise.race([honest, late]).finally(() => slow.forEach(({ stop }) => stop()));
    expect(String(first)).toBe('all of it');
    await Promise.all(slowOnes);
  }, 20_000);

  it('begins no more than ten for each that is under way', async () => {
    const upload = line(2);
    const paused = Array.from({ length: 30 }, () => new PassThrough());
    let begun = 0;
    const uploads = paused.map((stream) =>
      upload(stream, (passed) => {
        begun += 1;
        return buffer(passed);
      })
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(begun).toBe(20);
    for (const stream of paused) stream.end('x');
    expect((await Promise.all(uploads)).map(String)).toEqual(Array.from({ length: 30 }, () => 'x'));
  }, 20_000);
});
