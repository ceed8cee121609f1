import { assessAccess, type AccessCertificate, type AccessTemplate } from '../../../server/src/domain/access';

const template: AccessTemplate = {
  id: 1,
  documentId: 't1',
  name: 'Medical',
  accessRule: 'block',
  expiringSoonDays: 15,
};
const now = new Date('2026-05-10T12:00:00Z');
const certificate = (over: Partial<AccessCertificate> = {}): AccessCertificate => ({
  templateId: 1,
  state: 'approved',
  rejected: false,
  validUntil: '2026-12-31',
  approvedAt: new Date('2026-01-10T09:00:00Z'),
  archivedAt: null,
  archivedByHand: false,
  timeZone: 'Europe/Madrid',
  ...over,
});
const ask = (certificates: AccessCertificate[], on: string | null = null, at = now) =>
  assessAccess([template], certificates, { on, now: at, timeZone: 'UTC' });
const reason = (certificates: AccessCertificate[], on: string | null = null, at = now) =>
  ask(certificates, on, at).blocking.map(({ reason: why, state }) => `${why}:${state}`)[0] ?? 'allowed';

describe('access', () => {
  it.each<[string, AccessCertificate[], string | null, string]>([
    ['nothing there', [], null, 'missing:missing_info'],
    ['approved and valid', [certificate()], null, 'allowed'],
    ['valid on its last day', [certificate()], '2026-12-31', 'allowed'],
    ['and not on the day after', [certificate()], '2027-01-01', 'expired:expired'],
    ['never expires', [certificate({ validUntil: null })], '2099-01-01', 'allowed'],
    ['approved only later', [certificate()], '2026-01-09', 'pending:pending_approval'],
    ['approved on that very day', [certificate()], '2026-01-10', 'allowed'],
    [
      'waiting for approval',
      [certificate({ state: 'pending_approval', approvedAt: null })],
      null,
      'pending:pending_approval',
    ],
    [
      'rejected',
      [certificate({ state: 'missing_info', rejected: true, approvedAt: null })],
      null,
      'rejected:missing_info',
    ],
    [
      'not uploaded',
      [certificate({ state: 'missing_info', approvedAt: null, validUntil: null })],
      null,
      'missing:missing_info',
    ],
    [
      'archived by hand before',
      [certificate({ archivedAt: new Date('2026-05-09T10:00:00Z'), archivedByHand: true })],
      null,
      'missing:missing_info',
    ],
    [
      'archived by hand that day',
      [certificate({ archivedAt: new Date('2026-05-10T10:00:00Z'), archivedByHand: true })],
      null,
      'allowed',
    ],
    [
      'archived because it was renewed',
      [certificate({ archivedAt: new Date('2026-02-01T10:00:00Z') })],
      null,
      'allowed',
    ],
    [
      'archived by the clock when it had expired',
      [certificate({ validUntil: '2026-04-30', archivedAt: new Date('2026-05-01T10:00:00Z') })],
      null,
      'expired:expired',
    ],
    [
      'renewed early, the new one not yet there',
      [
        certificate({ validUntil: '2026-05-31' }),
        certificate({ state: 'missing_info', approvedAt: null, validUntil: null }),
      ],
      null,
      'allowed',
    ],
    [
      'and on a day after the old one ends',
      [
        certificate({ validUntil: '2026-05-31' }),
        certificate({ state: 'missing_info', approvedAt: null, validUntil: null }),
      ],
      '2026-06-01',
      'expired:expired',
    ],
  ])('%s', (_, certificates, on, expected) => {
    expect(reason(certificates, on)).toBe(expected);
  });

  it('today is today in the centre', () => {
    const ending = [certificate({ validUntil: '2026-05-10' })];
    expect(reason(ending, null, new Date('2026-05-10T21:59:59Z'))).toBe('allowed');
    expect(reason(ending, null, new Date('2026-05-10T22:00:00Z'))).toBe('expired:expired');
  });

  it('a warning does not keep anybody out', () => {
    const warned = assessAccess([{ ...template, accessRule: 'warn' }], [], { on: null, now, timeZone: 'UTC' });
    expect(warned).toEqual({
      allowed: true,
      blocking: [],
      warnings: [{ template: { documentId: 't1', name: 'Medical' }, state: 'missing_info', reason: 'missing' }],
    });
  });
});
