import { createPushChannel } from '../../../server/src/notifications/push-channel';
import { checkText, composePush, viewOf, type TextOverrides } from '../../../server/src/notifications/texts';
import type { PushMessage } from '../../../server/src/ports/push';
import type { PushSubscriptionRepository } from '../../../server/src/repositories/push-subscriptions';
import { claimed } from './claimed';

const key = 'certificate.approved';
const issuer = { organisation: 'Acme Sports', clientAppUrl: null };
const view = viewOf([claimed(key)], 'en', issuer);

const say = (push: string | undefined, extra: Partial<Parameters<typeof composePush>[0]> = {}) => {
  const overrides = { [key]: { en: { subject: 's', text: 't', push } } };
  return composePush({ key, locale: 'en', view, overrides, nameDocument: false, ...extra });
};

describe('the words of a push', () => {
  it('are ours, under the name of who writes', () => {
    expect(say(undefined)).toEqual({ title: 'Centro Norte', body: 'A certificate has been approved' });
    const nobody = { view: { ...view, centerName: '', organisation: '' } };
    expect(say(undefined, nobody)).toEqual({ title: 'A certificate has been approved', body: '' });
  });

  it('can be one’s own, on one line', () => {
    expect(say('{{clientName}}:\n all is well')?.body).toBe('Ana: all is well');
    expect([...(say('x'.repeat(300))?.body ?? '')]).toHaveLength(200);
  });

  it.each(['{{#several}}', '{{^several}}{{/x}}', '', '  ', '{{certificateName}}'])(
    'are ours again where one’s own say nothing: %j',
    (push) => expect(say(push)?.body).toBe('A certificate has been approved')
  );

  it.each(['certificateName', 'certificateNames', 'reason', 'comment', 'instructions', 'name'])(
    'do not tell which document it is: %s is refused, and stays empty',
    (name) => {
      const push = `About {{${name}}}.`;
      expect(checkText({ subject: 's', text: 't', push })).toEqual([{ field: 'push', problem: 'unknown', name }]);
      expect(say(push)?.body).toBe('About .');
    }
  );

  it('name the document where the configuration says so, one’s own too', () => {
    expect(say('Done', { nameDocument: true })?.body).toBe('Done: Medical certificate');
  });

  it('stay within what push services take, whatever the names are', () => {
    const names = { centerName: '🏋'.repeat(255), certificateNames: '🩺'.repeat(3_000) };
    const said = say(undefined, { nameDocument: true, view: { ...view, ...names } });
    expect(Buffer.byteLength(JSON.stringify(said))).toBeLessThan(2_500);
    expect(said?.body).toMatch(/^A certificate has been approved: 🩺+…$/u);
  });

  it('are not for staff', () => {
    expect(say('x', { key: 'certificate.submitted' })).toBeNull();
  });

  it('reach a client in their own language, else in that of the device, in one’s own words where there are any', async () => {
    const sent: PushMessage[] = [];
    const device = (locale: string) => ({
      documentId: locale,
      driver: 'expo' as const,
      endpoint: 'x',
      keys: null,
      locale,
    });
    const overrides: TextOverrides = { [key]: { it: { subject: 's', text: 't', push: 'Tutto a posto' } } };
    const channel = createPushChannel({
      drivers: [{ name: 'expo', send: async (_, message) => (sent.push(message), 'delivered') }],
      subscriptions: {
        ofClient: async () => [device('it'), device('fr')],
        removeGone: async () => undefined,
        markSuccess: async () => undefined,
        awaitReceipts: async () => undefined,
      } as unknown as PushSubscriptionRepository,
      clock: { now: () => new Date('2026-03-01T10:00:00Z') },
      issuer,
      locale: 'en',
      nameDocument: false,
      overrides: () => overrides,
    });
    const row = claimed(key);
    const client = (locale: string | null) => row.client && { ...row.client, locale };
    expect(await channel.deliver([{ ...row, client: client(null) }])).toEqual({ outcome: 'sent' });
    expect(sent.map(({ body }) => body)).toEqual(['Tutto a posto', 'Un certificat a été approuvé']);
    sent.length = 0;
    await channel.deliver([{ ...row, client: client('it') }]);
    expect(sent.map(({ body }) => body)).toEqual(['Tutto a posto', 'Tutto a posto']);
  });
});
