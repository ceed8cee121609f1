import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import { fixture } from './fixtures';

interface Answer {
  status: number;
  body: { error?: { details: { code: string } } };
}

const HELD_BACK = 100;

const answerTo = (req: ReturnType<typeof request>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    req.on('error', reject);
    req.on('response', (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'] })
      );
    });
  });

/**
 * Begins an upload of a whole and sound PDF, named `late.pdf` and valid until 2099-01-31, and holds its end back.
 * @returns what sends the rest and gives the answer
 */
export const halfUpload = (url: string, jwt: string): { finish(): Promise<Answer> } => {
  const bytes = readFileSync(fixture('signed.pdf'));
  const before = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="validUntil"\r\n\r\n2099-01-31\r\n' +
      '--b\r\nContent-Disposition: form-data; name="files"; filename="late.pdf"\r\n\r\n'
  );
  const after = Buffer.from('\r\n--b--\r\n');
  const req = request(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${jwt}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': before.length + bytes.length + after.length,
    },
  });
  const answer = answerTo(req);
  req.write(Buffer.concat([before, bytes.subarray(0, -HELD_BACK)]));
  return {
    finish: () => {
      req.end(Buffer.concat([bytes.subarray(-HELD_BACK), after]));
      return answer;
    },
  };
};
