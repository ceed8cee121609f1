import fc from 'fast-check';

import { CERTIFICATE_STATES, type CertificateState } from '../../../server/src/constants';
import { isEditable, stateAt, type CertificateFacts } from '../../../server/src/domain/certificate';
import {
  decideApproval,
  decideArchival,
  decideDeletion,
  decideEdit,
  decideRejection,
  decideRevocation,
  type Circumstances,
  type Decision,
} from '../../../server/src/domain/decisions';
import { DomainError } from '../../../server/src/domain/errors';
import { instantsOf } from '../../../server/src/domain/instants';
import { parseText } from '../../../server/src/domain/text';

const NOW = new Date('2026-05-10T12:00:00Z');
const at: Circumstances = { now: NOW, timeZone: 'Europe/Madrid', expiringSoonDays: 15, by: 'Pau Roca' };

const facts = (over: Partial<CertificateFacts> = {}): CertificateFacts => {
  const base = {
    state: 'missing_info' as CertificateState,
    expires: true,
    validUntil: null,
    notes: null,
    hasDocument: false,
    rejection: null,
    archivedAt: null,
    trashedAt: null,
    revision: 3,
    ...over,
  };
  return {
    ...base,
    ...instantsOf({ validUntil: base.validUntil, timeZone: at.timeZone, expiringSoonDays: 15 }),
    ...('expiresAt' in over ? { expiresAt: over.expiresAt ?? null, expiringSoonAt: over.expiringSoonAt ?? null } : {}),
  };
};

/** A certificate in each state, as the clock has it now. */
const IN: Record<CertificateState, CertificateFacts> = {
  missing_info: facts(),
  pending_approval: facts({ state: 'pending_approval', validUntil: '2026-12-31', hasDocument: true }),
  approved: facts({ state: 'approved', validUntil: '2026-12-31', hasDocument: true }),
  expiring_soon: facts({ state: 'approved', validUntil: '2026-05-20', hasDocument: true }),
  expired: facts({ state: 'approved', validUntil: '2026-05-09', hasDocument: true }),
};
const rejection = { reason: 'other' as const, comment: null, at: NOW.toISOString(), by: null };

const codeOf = (decide: () => unknown): string => {
  try {
    decide();
    return 'ok';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

describe('the state', () => {
  it.each(CERTIFICATE_STATES)('%s follows the clock, whatever is stored', (state) => {
    expect(stateAt(IN[state], NOW)).toBe(state);
  });

  it('turns at the very instant', () => {
    const approved = IN.approved;
    const soon = approved.expiringSoonAt as Date;
    const end = approved.expiresAt as Date;
    expect(stateAt(approved, new Date(soon.getTime() - 1))).toBe('approved');
    expect(stateAt(approved, soon)).toBe('expiring_soon');
    expect(stateAt(approved, new Date(end.getTime() - 1))).toBe('expiring_soon');
    expect(stateAt(approved, end)).toBe('expired');
  });

  it('goes back when a new zone moves the instants', () => {
    expect(stateAt({ ...IN.approved, state: 'expired' }, NOW)).toBe('approved');
  });
});

describe('who may do what, state by state', () => {
  const review = { reason: 'other' as const, comment: null };
  const commands: Record<string, (f: CertificateFacts) => unknown> = {
    edit: (f) => decideEdit(f, { notes: 'x' }, at),
    upload: (f) => decideEdit(f, { document: { by: 'client' } }, at),
    approve: (f) => decideApproval(f, 3, at),
    reject: (f) => decideRejection(f, 3, review, at),
    revoke: (f) => decideRevocation(f, 3, review, at),
    archive: (f) => decideArchival(f, at),
    delete: (f) => decideDeletion(f, at),
  };
  const table: [CertificateState, Record<string, string>][] = [
    [
      'missing_info',
      {
        edit: 'ok',
        upload: 'ok',
        approve: 'wrong_state',
        reject: 'wrong_state',
        revoke: 'wrong_state',
        archive: 'wrong_state',
        delete: 'ok',
      },
    ],
    [
      'pending_approval',
      {
        edit: 'ok',
        upload: 'ok',
        approve: 'ok',
        reject: 'ok',
        revoke: 'wrong_state',
        archive: 'wrong_state',
        delete: 'ok',
      },
    ],
    [
      'approved',
      {
        edit: 'locked',
        upload: 'locked',
        approve: 'wrong_state',
        reject: 'wrong_state',
        revoke: 'ok',
        archive: 'ok',
        delete: 'ok',
      },
    ],
    [
      'expiring_soon',
      {
        edit: 'locked',
        upload: 'locked',
        approve: 'wrong_state',
        reject: 'wrong_state',
        revoke: 'ok',
        archive: 'ok',
        delete: 'ok',
      },
    ],
    [
      'expired',
      {
        edit: 'locked',
        upload: 'locked',
        approve: 'wrong_state',
        reject: 'wrong_state',
        revoke: 'wrong_state',
        archive: 'ok',
        delete: 'ok',
      },
    ],
  ];
  const results = (f: CertificateFacts) =>
    Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, codeOf(() => command(f))]));

  it.each(table)('%s', (state, expected) => {
    expect(results(IN[state])).toEqual(expected);
  });

  it('nobody changes what is archived; it can still be deleted', () => {
    const archived = { ...IN.approved, archivedAt: NOW };
    expect(results(archived)).toEqual({
      edit: 'locked',
      upload: 'locked',
      approve: 'archived',
      reject: 'archived',
      revoke: 'archived',
      archive: 'archived',
      delete: 'ok',
    });
  });

  it('nobody changes what is deleted', () => {
    const trashed = { ...IN.pending_approval, trashedAt: NOW };
    expect(results(trashed)).toEqual({
      edit: 'locked',
      upload: 'locked',
      approve: 'trashed',
      reject: 'trashed',
      revoke: 'trashed',
      archive: 'trashed',
      delete: 'trashed',
    });
  });

  it('a review names the revision that was seen', () => {
    for (const decide of [
      () => decideApproval(IN.pending_approval, 2, at),
      () => decideRejection(IN.pending_approval, 2, review, at),
      () => decideRevocation(IN.approved, 2, review, at),
    ]) {
      expect(codeOf(decide)).toBe('revision_changed');
    }
  });
});

describe('editing', () => {
  const edit = (f: CertificateFacts, change: Parameters<typeof decideEdit>[1]) => decideEdit(f, change, at) as Decision;

  it('waits for approval once document and date are there, in either order', () => {
    const document = { by: 'client' as const };
    expect(edit(facts(), { document }).patch.state).toBe('missing_info');
    expect(edit(facts(), { validUntil: '2026-12-31' }).patch.state).toBe('missing_info');
    expect(edit(facts(), { document, validUntil: '2026-12-31' }).patch.state).toBe('pending_approval');
    expect(edit(facts({ hasDocument: true }), { validUntil: '2026-12-31' }).patch.state).toBe('pending_approval');
    expect(edit(facts({ validUntil: '2026-12-31' }), { document }).patch.state).toBe('pending_approval');
  });

  it('of a document that never expires needs no date, and takes none', () => {
    const lasting = facts({ expires: false });
    expect(edit(lasting, { document: { by: 'client' } }).patch).toMatchObject({
      state: 'pending_approval',
      expiresAt: null,
    });
    expect(codeOf(() => edit(lasting, { validUntil: '2026-12-31' }))).toBe('validity_not_expected');
  });

  it('takes the date away, and then waits for the client again', () => {
    expect(edit(IN.pending_approval, { validUntil: null }).patch).toMatchObject({
      state: 'missing_info',
      expiresAt: null,
    });
  });

  it('accepts today and refuses yesterday, as the calendar in the centre has it', () => {
    const lateEvening = { ...at, now: new Date('2026-05-10T22:30:00Z') };
    expect(codeOf(() => decideEdit(facts(), { validUntil: '2026-05-10' }, lateEvening))).toBe('validity_in_past');
    expect(codeOf(() => decideEdit(facts(), { validUntil: '2026-05-11' }, lateEvening))).toBe('ok');
    expect(codeOf(() => decideEdit(facts(), { validUntil: '2026-05-10' }, { ...lateEvening, timeZone: 'UTC' }))).toBe(
      'ok'
    );
  });

  it('refuses a new document under a date that has passed', () => {
    const stale = facts({ validUntil: '2026-05-01', hasDocument: true, state: 'pending_approval' });
    expect(codeOf(() => decideEdit(stale, { document: { by: 'client' } }, at))).toBe('validity_in_past');
  });

  it('changes nothing when nothing differs', () => {
    expect(decideEdit(IN.pending_approval, { validUntil: '2026-12-31', notes: null }, at)).toBeNull();
  });

  it.each([
    ['a new document', { document: { by: 'client' as const } }, 'pending_approval', true],
    ['a changed date', { validUntil: '2027-01-31' }, 'pending_approval', true],
    ['notes alone', { notes: 'sorry' }, 'missing_info', false],
  ])('%s after a rejection', (_, change, state, cleared) => {
    const rejected = facts({ rejection, hasDocument: true, validUntil: '2026-12-31' });
    const { patch } = edit(rejected, change);
    expect(patch.state).toBe(state);
    expect(patch.rejection === null).toBe(cleared);
    expect(patch.revision).toBe(4);
  });

  it('tells staff only when it became pending', () => {
    const submitted = edit(facts({ hasDocument: true }), { validUntil: '2026-12-31' });
    expect(submitted.notify).toEqual([{ event: 'certificate.submitted' }]);
    expect(edit(IN.pending_approval, { notes: 'x' }).notify).toEqual([]);
  });
});

describe('reviewing', () => {
  it('inside the last days the certificate expires soon at once, and only the approval is told', () => {
    const { patch, notify } = decideApproval({ ...IN.pending_approval, validUntil: '2026-05-15' }, 3, at);
    expect(patch.state).toBe('expiring_soon');
    expect(notify).toEqual([{ event: 'certificate.approved' }]);
  });

  it('does not approve a date that has passed', () => {
    // A row that came by SQL.
    expect(codeOf(() => decideApproval({ ...IN.pending_approval, hasDocument: false }, 3, at))).toBe('wrong_state');
    expect(codeOf(() => decideApproval({ ...IN.pending_approval, validUntil: '2026-05-09' }, 3, at))).toBe(
      'validity_in_past'
    );
  });

  it('sends back with the reason, and keeps document, date and notes', () => {
    const { patch, notify } = decideRejection(
      IN.pending_approval,
      3,
      { reason: 'unreadable', comment: 'too dark' },
      at
    );
    expect(patch).toEqual({
      state: 'missing_info',
      rejection: { reason: 'unreadable', comment: 'too dark', at: NOW.toISOString(), by: 'Pau Roca' },
      approvedAt: null,
    });
    expect(notify).toEqual([{ event: 'certificate.rejected', data: { reason: 'unreadable', comment: 'too dark' } }]);
  });
});

describe('any sequence of commands', () => {
  const apply = (f: CertificateFacts, decision: Decision | null): CertificateFacts =>
    decision === null
      ? f
      : {
          ...f,
          ...decision.patch,
          hasDocument: f.hasDocument || decision.history.some(({ action }) => action === 'uploaded'),
        };
  const command = fc.oneof(
    fc.record({ kind: fc.constant('upload' as const) }),
    fc.record({ kind: fc.constant('date' as const), days: fc.option(fc.integer({ min: -5, max: 60 })) }),
    fc.record({ kind: fc.constant('notes' as const), text: fc.string({ maxLength: 5 }) }),
    fc.record({
      kind: fc.constantFrom(
        'approve' as const,
        'reject' as const,
        'revoke' as const,
        'archive' as const,
        'delete' as const
      ),
    }),
    fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 900 }) })
  );

  it('keeps the promises', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(command, { maxLength: 25 }), (expires, commands) => {
        let current = facts({ expires });
        let now = NOW;
        for (const step of commands) {
          const here = { ...at, now };
          const before = current;
          const review = { reason: 'other' as const, comment: null };
          try {
            switch (step.kind) {
              case 'upload':
                current = apply(current, decideEdit(current, { document: { by: 'client' } }, here));
                break;
              case 'date': {
                const validUntil =
                  step.days === null
                    ? null
                    : new Date(now.getTime() + step.days * 86_400_000).toISOString().slice(0, 10);
                current = apply(current, decideEdit(current, { validUntil }, here));
                break;
              }
              case 'notes':
                current = apply(current, decideEdit(current, { notes: step.text }, here));
                break;
              case 'approve':
                current = apply(current, decideApproval(current, current.revision, here));
                break;
              case 'reject':
                current = apply(current, decideRejection(current, current.revision, review, here));
                break;
              case 'revoke':
                current = apply(current, decideRevocation(current, current.revision, review, here));
                break;
              case 'archive':
                current = apply(current, decideArchival(current, here));
                break;
              case 'delete':
                current = apply(current, decideDeletion(current, here));
                break;
              case 'wait':
                now = new Date(now.getTime() + step.hours * 3_600_000);
                break;
            }
          } catch (error) {
            // A refusal changes nothing.
            expect(error).toBeInstanceOf(DomainError);
            expect(current).toBe(before);
          }
          const state = stateAt(current, now);
          if (['approved', 'expiring_soon', 'expired'].includes(state)) {
            expect(isEditable(current)).toBe(false);
            expect(current.hasDocument).toBe(true);
            expect(current.rejection).toBeNull();
            expect(current.validUntil !== null || !current.expires).toBe(true);
          }
          if (current.rejection) expect(state).toBe('missing_info');
          expect(current.revision).toBeGreaterThanOrEqual(before.revision);
        }
      }),
      { numRuns: 2_000 }
    );
  });
});

describe('notes', () => {
  it.each([['ñ'.repeat(400)], ['🙂'.repeat(400)], ['line\nline'], ['👩‍👩‍👧']])('take %p', (text) => {
    expect(parseText('notes', text)).toBe(text);
  });
  it.each([
    ['🙂'.repeat(401), 'notes_too_long'],
    ['a\0b', 'notes_invalid'],
    ['\ud800', 'notes_invalid'],
    [5, 'notes_invalid'],
    [['x'], 'notes_invalid'],
  ])('refuse %p', (text, code) => {
    expect(codeOf(() => parseText('notes', text))).toBe(code);
  });
});
