import { spawnSync } from 'node:child_process';
import path from 'node:path';
import manifest from '../../../package.json';
import { createPushDrivers } from '../../../server/src/notifications/push';

const root = path.resolve(__dirname, '../../..');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, manifest.bin['strapi-plugin-certificates']), ...args], {
    encoding: 'utf8',
  });

describe('the command of the package', () => {
  it('makes a key pair that Web Push takes, another one each time', () => {
    const pairs = [run('vapid'), run('vapid')].map(({ stdout }) =>
      Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split('=') as [string, string])
      )
    );
    for (const { VAPID_PUBLIC_KEY: publicKey = '', VAPID_PRIVATE_KEY: privateKey = '' } of pairs) {
      const webPush = { publicKey, privateKey, subject: 'mailto:push@example.com' };
      const options = { webPush, fcm: null, expo: null, nameDocument: false };
      expect(createPushDrivers(options, { now: () => new Date(0) })).toHaveLength(1);
    }
    expect(pairs[0]?.VAPID_PRIVATE_KEY).not.toBe(pairs[1]?.VAPID_PRIVATE_KEY);
  });

  it('says how it is used where it does not understand', () => {
    expect(run('wat')).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage') });
    expect(run('vapid', 'please')).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage') });
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('vapid') });
  });
});
