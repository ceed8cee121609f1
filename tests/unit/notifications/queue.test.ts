import fc from 'fast-check';

import { redisProblem, webPushProblem } from '../../../server/src/config/notification-rules';
import { createOutage } from '../../../server/src/notifications/queue/redis-outage';
import { within } from '../../../server/src/ports/within';
import { createRateLimit } from '../../../server/src/notifications/rate';

describe('the rate of messages', () => {
  it('is never exceeded in any span of time, and is made use of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }),
        (max, perSeconds, pauses) => {
          let at = 1_000_000;
          const limit = createRateLimit({ max, perSeconds }, () => at);
          const begun: number[] = [];
          for (const pause of pauses) {
            at += pause;
            expect(limit.wait() === 0).toBe(limit.free() > 0);
            at += limit.wait();
            expect(limit.wait()).toBe(0);
            limit.begin();
            begun.push(at);
          }
          begun.forEach((from, first) => {
            const inSpan = begun.slice(first).filter((one) => one - from < perSeconds * 1_000);
            expect(inSpan.length).toBeLessThanOrEqual(max);
          });
        }
      )
    );
  });

  it('leaves so many free, and waits for the oldest', () => {
    let at = 0;
    const limit = createRateLimit({ max: 2, perSeconds: 10 }, () => at);
    expect(limit.free()).toBe(2);
    limit.begin();
    at = 4_000;
    limit.begin();
    expect([limit.free(), limit.wait()]).toEqual([0, 6_000]);
    at = 10_000;
    expect([limit.free(), limit.wait()]).toEqual([1, 0]);
  });
});

describe('the connection to Redis', () => {
  it.each([
    ['redis://127.0.0.1:6379'],
    ['rediss://user:pa%40ss@redis.example:6380/3'],
    [{ host: 'redis.example', port: 6379, password: 'x', tls: {} }],
    [{ path: '/run/redis.sock', db: 2, retryStrategy: () => 1000 }],
    [{ sentinels: [{ host: 's1', port: 26379 }], name: 'main' }],
  ])('%j is taken', (value) => {
    expect(redisProblem(value)).toBeNull();
  });

  it.each<[unknown, RegExp]>([
    ['localhost:6379', /redis:\/\/ or rediss:\/\//],
    ['http://:topsecret@redis.example', /redis:\/\//],
    ['redis://:topsecret@', /a URL such as|name a host/],
    ['redis://:topsecret@redis.example/main', /number of the database/],
    ['', /a URL such as/],
    [7, /a URL such as/],
    [['redis://x'], /a URL such as/],
    [{}, /needs a host/],
    [{ host: 'x', port: '6379' }, /: port must be a port number/],
    [{ host: 'x', db: -1 }, /: db must be/],
    [{ host: 'x', password: { topsecret: 1 } }, /: password must be a text/],
    [{ host: 'x', keyPrefix: 'a', password: 'topsecret' }, /set notifications\.queue\.prefix/],
  ])('%j is refused, and its password not repeated', (value, message) => {
    const problem = redisProblem(value);
    expect(problem).toMatch(message);
    expect(problem).not.toContain('topsecret');
  });
});

describe('the settings of Web Push', () => {
  const good = { publicKey: 'a', privateKey: 'topsecret', subject: 'mailto:push@example.com' };

  it.each([[good], [{ ...good, allowedOrigins: ['https://push.example.com', 'http://127.0.0.1:9000'] }]])(
    '%j are taken',
    (value) => {
      expect(webPushProblem(value)).toBeNull();
    }
  );

  it.each<[unknown, RegExp]>([
    ['key', /an object/],
    [{ ...good, subject: 'push@example.com' }, /subject/],
    [{ ...good, subject: 'mailto:' }, /subject/],
    [{ ...good, privateKey: '' }, /privateKey/],
    [{ ...good, alowedOrigins: [] }, /not alowedOrigins/],
    [{ ...good, allowedOrigins: ['https://push.example.com/'] }, /allowedOrigins/],
    [{ ...good, allowedOrigins: ['*'] }, /allowedOrigins/],
    [{ ...good, allowedOrigins: 'https://push.example.com' }, /allowedOrigins/],
  ])('%j are refused', (value, message) => {
    const problem = webPushProblem(value);
    expect(problem).toMatch(message);
    expect(problem).not.toContain('topsecret');
  });
});

describe('a Redis that is away', () => {
  const watch = () => {
    const lines: string[] = [];
    let at = 0;
    const write = (line: string) => void lines.push(line);
    const outage = createOutage({ info: write, warn: write, error: write }, () => at);
    return { lines, outage, wait: (ms: number) => (at += ms) };
  };
  const refused = Object.assign(new Error('connect ECONNREFUSED redis://:topsecret@x'), { code: 'ECONNREFUSED' });

  it('is told of once, by one word, and so is its return', () => {
    const { lines, outage, wait } = watch();
    for (let at = 0; at < 100; at += 1) {
      outage.begins(refused);
      wait(1_000);
    }
    expect(outage.isOn).toBe(true);
    outage.ends();
    outage.ends();
    expect(lines).toEqual([
      expect.stringMatching(/notifications\.queue\.redis\) cannot be used: ECONNREFUSED\./),
      expect.stringMatching(/is back/),
    ]);
    expect(lines.join()).not.toContain('topsecret');
  });

  it('is told of again where a better word comes', () => {
    const { lines, outage } = watch();
    outage.begins(new Error('Connection is closed.'));
    outage.begins(Object.assign(new Error('WRONGPASS invalid topsecret'), { name: 'ReplyError' }));
    outage.begins(refused);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('WRONGPASS');
    expect(lines.join()).not.toContain('topsecret');
  });

  it('fills no log by coming and going', () => {
    const { lines, outage, wait } = watch();
    for (let at = 0; at < 600; at += 1) {
      outage.begins(refused);
      wait(100);
      outage.ends();
      wait(100);
    }
    expect(lines.length).toBeLessThanOrEqual(6);
  });
});

describe('waiting for so long and no longer', () => {
  it('gives what comes in time, and fails where nothing does', async () => {
    expect(await within(1_000, Promise.resolve('there'))).toBe('there');
    await expect(within(5, new Promise(() => undefined))).rejects.toMatchObject({ code: 'timeout' });
    await expect(within(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
