import { dueExpiryReminder, missingWindows, type ExpiryReminderFacts } from '../../../server/src/domain/reminders';

const at = (instant: string) => new Date(instant);

describe('the reminder that is due before a certificate expires', () => {
  const facts: ExpiryReminderFacts = {
    validUntil: '2026-06-30',
    approvedAt: at('2026-01-01T00:00:00Z'),
    timeZone: 'UTC',
    daysBefore: [7, 30, 1],
    since: null,
  };

  it.each([
    ['2026-05-30T23:59:59Z', null],
    ['2026-05-31T00:00:00Z', 30],
    ['2026-06-22T23:59:59Z', 30],
    ['2026-06-23T00:00:00Z', 7],
    ['2026-06-29T00:00:00Z', 1],
    ['2026-06-30T23:59:59Z', 1],
    ['2026-07-01T00:00:00Z', null],
  ])('at %s is %s days before', (now, days) => {
    expect(dueExpiryReminder(facts, at(now))).toBe(days);
  });

  it('comes when the day begins at the place, also where it begins at one o’clock', () => {
    // Havana has no midnight on 8 March 2026: the clocks go from 0:00 to 1:00, which is 5:00 UTC.
    const havana = { ...facts, validUntil: '2026-03-15', timeZone: 'America/Havana', daysBefore: [7] };
    expect(dueExpiryReminder(havana, at('2026-03-08T04:59:59Z'))).toBeNull();
    expect(dueExpiryReminder(havana, at('2026-03-08T05:00:00Z'))).toBe(7);
  });

  it('is not of a day that had begun when it was approved', () => {
    const late = { ...facts, approvedAt: at('2026-06-23T00:00:01Z') };
    expect(dueExpiryReminder(late, at('2026-06-23T12:00:00Z'))).toBeNull();
    expect(dueExpiryReminder(late, at('2026-06-29T12:00:00Z'))).toBe(1);
  });

  it('is not of a day that had gone when the template began to remind of it', () => {
    expect(dueExpiryReminder({ ...facts, since: at('2026-06-24T08:00:00Z') }, at('2026-06-24T12:00:00Z'))).toBeNull();
    expect(dueExpiryReminder({ ...facts, since: at('2026-06-23T08:00:00Z') }, at('2026-06-24T12:00:00Z'))).toBe(7);
  });
});

describe('when certificates that miss something were issued, for a reminder to be due', () => {
  const rule = { everyDays: 3, max: 2, after: null, earliest: null, timeZone: 'Europe/Madrid' };
  /** Which reminder a certificate of that instant gets. */
  const ordinal = (issuedAt: string, now: string, changes: object = {}) =>
    missingWindows(at(now), { ...rule, ...changes })
      .filter(({ after, upTo }) => at(issuedAt) <= upTo && (after === null || at(issuedAt) > after))
      .map((window) => window.ordinal);

  it.each([
    ['2026-05-03T23:59:00Z', []],
    ['2026-05-04T00:00:00Z', [1]],
    ['2026-05-06T23:59:00Z', [1]],
    ['2026-05-07T00:00:00Z', [2]],
    ['2027-05-07T00:00:00Z', [2]],
  ])('at %s it is %j of one issued at the beginning of May', (now, expected) => {
    expect(ordinal('2026-05-01T00:00:00Z', now)).toEqual(expected);
  });

  it('counts calendar days, across the change of the clocks', () => {
    expect(ordinal('2026-03-28T11:00:00Z', '2026-03-31T09:59:59Z')).toEqual([]);
    expect(ordinal('2026-03-28T11:00:00Z', '2026-03-31T10:00:00Z')).toEqual([1]);
  });

  it('leaves out what has been seen to', () => {
    const now = '2026-05-07T12:00:00Z';
    expect(ordinal('2026-05-01T00:00:00Z', now, { after: at('2026-05-07T00:00:00Z') })).toEqual([]);
    expect(ordinal('2026-05-01T00:00:00Z', now, { after: at('2026-05-06T23:00:00Z') })).toEqual([2]);
  });

  it('are few where the template is young, however many reminders there may be', () => {
    const windows = missingWindows(at('2026-05-10T00:00:00Z'), {
      ...rule,
      max: null,
      earliest: at('2026-05-01T00:00:00Z'),
    });
    expect(windows.map((window) => window.ordinal)).toEqual([1, 2, 3]);
  });
});
