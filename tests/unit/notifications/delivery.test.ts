import { createEmailChannel } from '../../../server/src/notifications/email-channel';
import { errorCode, errorText } from '../../../server/src/notifications/delivery-error';
import { toMessages } from '../../../server/src/notifications/messages';
import { messageIdOf } from '../../../server/src/notifications/strapi-mailer';
import type { Mail } from '../../../server/src/ports/mailer';
import type { ClaimedNotification } from '../../../server/src/repositories/outbox';
import { claimed } from './claimed';

describe('the e-mail channel', () => {
  const send = async (rows: ClaimedNotification[]) => {
    const mails: Mail[] = [];
    const channel = createEmailChannel({
      mailer: { send: async (mail) => void mails.push(mail) },
      from: null,
      issuer: { organisation: '', clientAppUrl: null },
      locale: 'it',
    });
    return { delivery: await channel.deliver(rows), mails };
  };
  const withEmail = (email: string | null) => {
    const row = claimed('certificate.created');
    if (row.client) row.client.email = email;
    return row;
  };

  it('writes to the client in their language', async () => {
    const { delivery, mails } = await send([claimed('certificate.created')]);
    expect(delivery).toEqual({ outcome: 'sent' });
    expect(mails).toMatchObject([{ to: ['ana@example.com'], subject: 'Nuevo certificado: Medical certificate' }]);
  });

  it.each([
    ['es', 'de', 'Nuevo certificado'],
    [null, 'de', 'Neuer Nachweis'],
    ['tlh', 'de', 'Neuer Nachweis'],
    [null, null, 'Nuovo certificato'],
  ])(
    'writes to a client of the language %j who has a device of %j in their own, else the device’s',
    async (...each) => {
      const [locale, deviceLocale, subject] = each;
      const row = claimed('certificate.created');
      if (row.client) Object.assign(row.client, { locale, deviceLocale });
      const { mails } = await send([row]);
      expect(mails[0]?.subject).toContain(subject);
    }
  );

  it.each([null, '', 'nobody', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'A <a@b.example>'])(
    'cancels where there is no single address: %j',
    async (email) => {
      expect(await send([withEmail(email)])).toEqual({
        delivery: { outcome: 'cancelled', reason: 'no_address' },
        mails: [],
      });
    }
  );

  it('writes one mail to the staff of a centre, in the language that they share', async () => {
    const staff = [
      { email: 's1@example.com', locale: 'fr' },
      { email: 's2@example.com', locale: 'fr' },
    ];
    const { mails } = await send([claimed('certificate.submitted', { staff })]);
    expect(mails).toMatchObject([
      { to: ['s1@example.com', 's2@example.com'], subject: expect.stringMatching(/^En attente/) },
    ]);
  });

  it('writes one mail for each language of the staff, and only those that have not gone out at the next attempt', async () => {
    const staff = [
      { email: 's1@example.com', locale: 'fr' },
      { email: 's2@example.com', locale: 'de' },
      { email: 's3@example.com', locale: null },
    ];
    const { mails } = await send([claimed('certificate.submitted', { staff })]);
    expect(mails.map(({ to, subject }) => [to, subject.split(' ')[0]])).toEqual([
      [['s1@example.com'], 'En'],
      [['s2@example.com'], 'Wartet'],
      [['s3@example.com'], 'In'],
    ]);
    expect(new Set(mails.map(({ dedupeKey }) => dedupeKey)).size).toBe(3);

    const channel = createEmailChannel({
      mailer: {
        send: async ({ to }) => {
          if (to.includes('s2@example.com')) throw new Error('451');
        },
      },
      from: null,
      issuer: { organisation: '', clientAppUrl: null },
      locale: 'it',
    });
    await expect(channel.deliver([claimed('certificate.submitted', { staff })])).rejects.toMatchObject({
      reached: ['fr'],
    });
    const again = await send([claimed('certificate.submitted', { staff, data: { reached: ['fr'] } })]);
    expect(again.mails.map(({ to }) => to)).toEqual([['s2@example.com'], ['s3@example.com']]);
  });

  it('keeps the key of a message over its attempts, and gives another message another', async () => {
    const a = claimed('certificate.created', { id: 1, dedupeKey: 'a', batchKey: 'b' });
    const b = claimed('certificate.created', { id: 2, dedupeKey: 'b', batchKey: 'b' });
    const key = async (rows: ClaimedNotification[]) => (await send(rows)).mails[0]?.dedupeKey;
    expect(await key([a, b])).toBe(await key([b, a]));
    // One of them may be no longer worth telling at the next attempt.
    expect(await key([a])).toBe(await key([a, b]));
    expect(await key([{ ...a, data: { ordinal: 1 } }])).not.toBe(await key([a]));
    expect(await key([{ ...a, batchKey: 'c' }])).not.toBe(await key([a]));
    expect(await key([{ ...a, batchKey: null }])).not.toBe(await key([{ ...b, batchKey: null }]));
  });
});

describe('Message-ID', () => {
  it.each([
    ['Gym <no-reply@gym.example>', 'gym.example'],
    ['no-reply@Gym.example', 'gym.example'],
    [null, 'certificates.invalid'],
    ['no address', 'certificates.invalid'],
    ['a@evil.example>\r\nX: y', 'certificates.invalid'],
  ])('has the domain of the sender %j', (sender, domain) => {
    expect(messageIdOf('key', sender)).toMatch(new RegExp(`^<[0-9a-f]{40}@${domain.replace('.', '\\.')}>$`));
  });

  it('is stable and tells nothing of the key', () => {
    expect(messageIdOf('event:1:email', null)).toBe(messageIdOf('event:1:email', null));
    expect(messageIdOf('event:1:email', null)).not.toContain('event');
  });
});

describe('messages', () => {
  const row = (id: number, changes: Partial<ClaimedNotification> = {}) =>
    claimed('certificate.created', { id, batchKey: 'act', ...changes });
  const client = (id: number) => ({ ...claimed('certificate.created').client, id }) as ClaimedNotification['client'];
  const ids = (rows: ClaimedNotification[]) => toMessages(rows).map((message) => message.map(({ id }) => id));

  it.each<[string, ClaimedNotification[], number[][]]>([
    ['one act, one client', [row(1), row(2)], [[1, 2]]],
    ['one act, two clients', [row(1), row(2, { client: client(6) }), row(3)], [[1, 3], [2]]],
    ['two acts', [row(1), row(2, { batchKey: 'other' })], [[1], [2]]],
    ['no act', [row(1, { batchKey: null }), row(2, { batchKey: null })], [[1], [2]]],
    ['news and a reminder of it', [row(1), row(2, { data: { ordinal: 1 } })], [[1], [2]]],
    [
      'rejections, each with its reason',
      [1, 2].map((id) => claimed('certificate.rejected', { id, batchKey: 'act' })),
      [[1], [2]],
    ],
    [
      'submissions to one centre',
      [1, 2].map((id) => claimed('certificate.submitted', { id, batchKey: `${id}` })),
      [[1, 2]],
    ],
    [
      'submissions to no centre',
      [1, 2].map((id) => claimed('certificate.submitted', { id, center: null })),
      [[1], [2]],
    ],
  ])('%s', (_name, rows, expected) => {
    expect(ids(rows)).toEqual(expected);
  });
});

describe('accounts of errors', () => {
  it('keep addresses out', () => {
    const error = Object.assign(
      new Error('550 5.1.1 <ana.garcia@example.com>: user unknown (ana.garcia@example.com)'),
      { code: 'EENVELOPE' }
    );
    expect(errorText(error)).toBe('EENVELOPE: 550 5.1.1 <[address]>: user unknown ([address])');
    expect(errorCode(error)).toBe('EENVELOPE');
  });

  it.each([
    [new TypeError('x'), 'TypeError'],
    [{ responseCode: 451 }, '451'],
    [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 'ECONNREFUSED'],
    [new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'TimeoutError'],
    ['text', 'unknown'],
    [undefined, 'unknown'],
  ])('%p is known as %s', (error, code) => {
    expect(errorCode(error)).toBe(code);
  });

  it('are short', () => {
    expect(errorText(new Error('x'.repeat(10_000))).length).toBeLessThanOrEqual(500);
    const started = performance.now();
    errorText(new Error('x'.repeat(200_000)));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
