import { NOTIFICATION_EVENTS, type CertificateState, type NotificationEvent } from '../../../server/src/constants';
import { kindOf } from '../../../server/src/domain/notification-kinds';
import {
  judge,
  type RelevanceFacts,
  type Rival,
  type Verdict,
} from '../../../server/src/domain/notification-relevance';

const now = new Date('2026-03-15T12:00:00Z');
const before = new Date('2026-03-10T00:00:00Z');
const after = new Date('2026-03-20T00:00:00Z');
const later = new Date('2026-04-20T00:00:00Z');

const certificate = (
  state: CertificateState,
  changes: Partial<NonNullable<RelevanceFacts['certificate']>> = {}
): NonNullable<RelevanceFacts['certificate']> => ({
  state,
  validUntil: '2026-04-19',
  expiringSoonAt: after,
  expiresAt: later,
  archivedAt: null,
  trashedAt: null,
  hasSuccessor: false,
  renewed: false,
  ...changes,
});

/** The state that a certificate is in when each event is written. */
const STATE_OF: Record<NotificationEvent, CertificateState> = {
  'certificate.created': 'missing_info',
  'certificate.submitted': 'pending_approval',
  'certificate.approved': 'approved',
  'certificate.rejected': 'missing_info',
  'certificate.revoked': 'missing_info',
  'certificate.expiring': 'expiring_soon',
  'certificate.expired': 'expired',
};

const TIMES: Partial<Record<CertificateState, Partial<NonNullable<RelevanceFacts['certificate']>>>> = {
  expiring_soon: { expiringSoonAt: before, expiresAt: after },
  expired: { expiringSoonAt: before, expiresAt: before },
};

const inState = (state: CertificateState, changes = {}) => certificate(state, { ...TIMES[state], ...changes });

const facts = (event: NotificationEvent, changes: Partial<RelevanceFacts> = {}): RelevanceFacts => ({
  id: 10,
  event,
  data: null,
  validUntil: null,
  certificate: inState(STATE_OF[event]),
  client: { blocked: false, confirmed: true },
  rivals: [],
  ...changes,
});

const cancelled = (reason: string) => ({ act: 'cancel', reason });

describe('relevance of a notification', () => {
  it.each(NOTIFICATION_EVENTS)('%s is sent while it is true', (event) => {
    expect(judge(facts(event), now)).toEqual({ act: 'send' });
  });

  it.each(NOTIFICATION_EVENTS)('%s is not sent of a certificate that is gone, or to nobody', (event) => {
    expect(judge(facts(event, { certificate: null }), now)).toEqual(cancelled('certificate_gone'));
    expect(judge(facts(event, { client: null }), now)).toEqual(cancelled('client_gone'));
    expect(judge(facts(event, { certificate: inState(STATE_OF[event], { trashedAt: before }) }), now)).toEqual(
      cancelled('certificate_deleted')
    );
  });

  it.each(NOTIFICATION_EVENTS.filter((event) => event !== 'certificate.expired'))(
    '%s is not sent of an archived certificate',
    (event) => {
      expect(judge(facts(event, { certificate: inState(STATE_OF[event], { archivedAt: before }) }), now)).toEqual(
        cancelled('certificate_archived')
      );
    }
  );

  it.each([
    ['that is renewed, archived as it expired, is still sent', true, { act: 'send' }],
    ['that staff archived is not', false, cancelled('certificate_archived')],
  ] as const)('certificate.expired of one %s', (_, hasSuccessor, verdict) => {
    const archived = inState('expired', { archivedAt: before, hasSuccessor });
    expect(judge(facts('certificate.expired', { certificate: archived }), now)).toEqual(verdict);
  });

  it.each([
    ['certificate.expiring', null],
    ['certificate.expiring', { daysBefore: 7 }],
    ['certificate.expired', null],
  ] as const)('%s (%j) is sent of the date that the certificate has, and of no earlier one', (event, data) => {
    const [own, earlier] = ['2026-04-19', '2026-03-31'].map((validUntil) => facts(event, { data, validUntil }));
    expect(judge(own!, now)).toEqual({ act: 'send' });
    expect(judge(earlier!, now)).toEqual(cancelled('no_longer_true'));
  });

  it.each([
    ['certificate.expired', { archivedAt: before }],
    ['certificate.expired', {}],
    ['certificate.expiring', {}],
  ] as const)('%s is no news to a client whose renewal has been approved (%j)', (event, changes) => {
    const renewed = inState(STATE_OF[event], { ...changes, hasSuccessor: true, renewed: true });
    expect(judge(facts(event, { certificate: renewed }), now)).toEqual(cancelled('no_longer_true'));
  });

  it('certificate.expired is sent although our clock is behind that of who saw it expire', () => {
    expect(judge(facts('certificate.expired', { certificate: inState('expired', { expiresAt: after }) }), now)).toEqual(
      { act: 'send' }
    );
  });

  const clientEvents = NOTIFICATION_EVENTS.filter((event) => event !== 'certificate.submitted');

  it.each(clientEvents)('%s is not sent to a blocked client, and waits for an unconfirmed one', (event) => {
    expect(judge(facts(event, { client: { blocked: true, confirmed: true } }), now)).toEqual(
      cancelled('client_blocked')
    );
    expect(judge(facts(event, { client: { blocked: false, confirmed: false } }), now)).toEqual({ act: 'wait' });
  });

  it('certificate.submitted is for staff, whatever the client is', () => {
    expect(judge(facts('certificate.submitted', { client: { blocked: true, confirmed: false } }), now)).toEqual({
      act: 'send',
    });
  });

  it('what is no longer true does not wait for a client to confirm', () => {
    expect(
      judge(
        facts('certificate.created', {
          certificate: inState('approved'),
          client: { blocked: false, confirmed: false },
        }),
        now
      )
    ).toEqual(cancelled('no_longer_true'));
  });

  it.each<[NotificationEvent, CertificateState, Verdict['act']]>([
    ['certificate.created', 'pending_approval', 'send'],
    ['certificate.created', 'approved', 'cancel'],
    ['certificate.created', 'expired', 'cancel'],
    ['certificate.submitted', 'missing_info', 'cancel'],
    ['certificate.submitted', 'approved', 'cancel'],
    ['certificate.approved', 'expiring_soon', 'send'],
    ['certificate.approved', 'missing_info', 'cancel'],
    ['certificate.approved', 'expired', 'cancel'],
    ['certificate.rejected', 'pending_approval', 'send'],
    ['certificate.rejected', 'approved', 'cancel'],
    ['certificate.revoked', 'approved', 'cancel'],
    ['certificate.revoked', 'pending_approval', 'send'],
    ['certificate.expiring', 'approved', 'send'],
    ['certificate.expiring', 'expired', 'cancel'],
    ['certificate.expiring', 'missing_info', 'cancel'],
    ['certificate.expired', 'expiring_soon', 'cancel'],
    ['certificate.expired', 'missing_info', 'cancel'],
  ])('%s of a certificate that is now %s: %s', (event, state, act) => {
    expect(judge(facts(event, { certificate: inState(state) }), now).act).toBe(act);
  });

  it('goes by the clock where the sweep has not run', () => {
    const overdue = certificate('approved', { expiringSoonAt: before, expiresAt: before });
    expect(judge(facts('certificate.expiring', { certificate: overdue }), now)).toEqual(cancelled('no_longer_true'));
    expect(judge(facts('certificate.expired', { certificate: overdue }), now)).toEqual({ act: 'send' });
  });

  describe('after a long outage', () => {
    const expiring = (id: number, daysBefore?: number) => ({
      id,
      event: 'certificate.expiring' as const,
      data: daysBefore === undefined ? null : { daysBefore },
      validUntil: null,
    });
    const missing = (id: number, ordinal?: number) => ({
      id,
      event: 'certificate.created' as const,
      data: ordinal === undefined ? null : { ordinal },
      validUntil: null,
    });

    const notice = (event: NotificationEvent) => (id: number) => ({ id, event, data: null, validUntil: null });
    const approved = notice('certificate.approved');
    const rejected = notice('certificate.rejected');
    const revoked = notice('certificate.revoked');
    const submitted = notice('certificate.submitted');
    const expired = notice('certificate.expired');

    /** Which of these, all pending, are sent. */
    const sent = (rows: Rival[], state: CertificateState) =>
      rows
        .filter(
          (row) => judge({ ...facts(row.event), ...row, certificate: inState(state), rivals: rows }, now).act === 'send'
        )
        .map(({ id }) => id);

    it.each([
      [
        'of several notices of expiry, the nearest',
        [expiring(1), expiring(2, 10), expiring(3, 3)],
        'expiring_soon',
        [3],
      ],
      ['in whatever order they were queued', [expiring(1, 3), expiring(2, 10), expiring(3)], 'expiring_soon', [1]],
      ['of two alike, the last', [expiring(1), expiring(2)], 'expiring_soon', [2]],
      ['expired, and not "expires soon" too', [expiring(1), expired(2)], 'expired', [2]],
      ['the warning, and not the approval of long ago', [approved(1), expiring(2)], 'expiring_soon', [2]],
      ['the approval, and no warning from before it', [expiring(1), expiring(2, 7), approved(3)], 'expiring_soon', [3]],
      [
        'the approval, and no warning of the date before',
        [approved(1), { ...expiring(2), validUntil: '2026-03-31' }],
        'approved',
        [1],
      ],
      ['the request, and none of its reminders', [missing(1), missing(2, 1), missing(3, 2)], 'missing_info', [1]],
      ['of several reminders, the last', [missing(2, 1), missing(3, 2)], 'missing_info', [3]],
      [
        'the refusal, and neither the request nor its reminder',
        [missing(1), missing(2, 1), rejected(3)],
        'missing_info',
        [3],
      ],
      ['of two approvals with a revocation between, the last', [approved(1), revoked(2), approved(3)], 'approved', [3]],
      ['of two submissions with a rejection between, the last', [submitted(1), submitted(3)], 'pending_approval', [3]],
    ] as const)('tells only %s', (_name, rows, state, expected) => {
      expect(sent([...rows], state)).toEqual(expected);
    });

    it('tells only that it expired, also where our clock is behind that of who saw it expire', () => {
      const behind = inState('expired', { expiresAt: after });
      expect(judge(facts('certificate.expiring', { certificate: behind, rivals: [expired(2)] }), now)).toEqual(
        cancelled('superseded')
      );
    });

    it('tells every rejection, since each has its own reason', () => {
      const rows = [1, 2].map((id) => ({
        id,
        event: 'certificate.rejected' as const,
        data: { reason: 'other' as const },
        validUntil: null,
      }));
      expect(sent(rows, 'missing_info')).toEqual([1, 2]);
    });
  });
});

describe('kinds of notifications', () => {
  it.each([
    ['certificate.created', null, 'created'],
    ['certificate.created', { ordinal: 1 }, 'missing_reminder'],
    ['certificate.expiring', {}, 'expiring'],
    ['certificate.expiring', { daysBefore: 0 }, 'expiry_reminder'],
    ['certificate.revoked', { reason: 'other' }, 'revoked'],
  ] as const)('%s with %j is told as %s', (event, data, kind) => {
    expect(kindOf(event, data)).toBe(kind);
  });
});
