import fc from 'fast-check';

import { addDays, dayAt, isTimeZone, parseDay, startOfDay } from '../../../server/src/domain/calendar';
import { instantsOf, renewableThrough } from '../../../server/src/domain/instants';

const ZONES = Intl.supportedValuesOf('timeZone');
const HOUR = 3_600_000;

const anyDay = fc
  .date({ min: new Date('2015-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyZone = fc.constantFrom(...ZONES);

describe('the instants of a certificate', () => {
  it.each([
    // validity day, zone, days before, expires soon at, expires at
    ['2026-03-31', 'Europe/Madrid', 15, '2026-03-15T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Madrid', 1, '2026-03-27T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Madrid', 0, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-06-30', 'UTC', 15, '2026-06-15T00:00:00.000Z', '2026-07-01T00:00:00.000Z'],
    ['2026-06-30', 'Asia/Kathmandu', 15, '2026-06-14T18:15:00.000Z', '2026-06-30T18:15:00.000Z'],
    ['2026-06-30', 'Pacific/Kiritimati', 0, '2026-06-29T10:00:00.000Z', '2026-06-30T10:00:00.000Z'],
    ['2026-06-30', 'Pacific/Niue', 0, '2026-06-30T11:00:00.000Z', '2026-07-01T11:00:00.000Z'],
    // Days that have no midnight: they start at one o'clock.
    ['2026-03-07', 'America/Havana', 0, '2026-03-07T05:00:00.000Z', '2026-03-08T05:00:00.000Z'],
    ['2026-04-23', 'Africa/Cairo', 0, '2026-04-22T22:00:00.000Z', '2026-04-23T22:00:00.000Z'],
    ['2026-03-28', 'Asia/Beirut', 0, '2026-03-27T22:00:00.000Z', '2026-03-28T22:00:00.000Z'],
    ['2026-09-05', 'America/Santiago', 0, '2026-09-05T04:00:00.000Z', '2026-09-06T04:00:00.000Z'],
    // Half an hour of summer time, and a day that the islands skipped.
    ['2026-10-03', 'Australia/Lord_Howe', 0, '2026-10-02T13:30:00.000Z', '2026-10-03T13:30:00.000Z'],
    ['2011-12-29', 'Pacific/Apia', 0, '2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
    ['2028-02-28', 'Europe/Rome', 0, '2028-02-27T23:00:00.000Z', '2028-02-28T23:00:00.000Z'],
  ])('valid until %s in %s, told %i days before', (validUntil, timeZone, expiringSoonDays, soon, end) => {
    const { expiringSoonAt, expiresAt } = instantsOf({ validUntil, timeZone, expiringSoonDays });
    expect(expiringSoonAt?.toISOString()).toBe(soon);
    expect(expiresAt?.toISOString()).toBe(end);
  });

  it('are none without a validity date', () => {
    expect(instantsOf({ validUntil: null, timeZone: 'UTC', expiringSoonDays: 15 })).toEqual({
      expiringSoonAt: null,
      expiresAt: null,
    });
  });

  it('lie where calendars of the zone turn the page, in every zone', () => {
    fc.assert(
      fc.property(anyDay, anyZone, fc.integer({ min: 0, max: 400 }), (validUntil, timeZone, expiringSoonDays) => {
        const { expiringSoonAt, expiresAt } = instantsOf({ validUntil, timeZone, expiringSoonDays });
        if (!expiringSoonAt || !expiresAt) throw new Error('there must be instants');
        expect(dayAt(new Date(expiresAt.getTime() - 1), timeZone) <= validUntil).toBe(true);
        expect(dayAt(expiresAt, timeZone) > validUntil).toBe(true);
        expect(expiringSoonAt.getTime()).toBeLessThan(expiresAt.getTime());
      }),
      { numRuns: 2_000 }
    );
  });

  it('are 23 to 25 hours apart from one day to the next', () => {
    fc.assert(
      fc.property(anyDay, anyZone, (day, timeZone) => {
        const hours = (startOfDay(addDays(day, 1), timeZone).getTime() - startOfDay(day, timeZone).getTime()) / HOUR;
        expect(hours).toBeGreaterThanOrEqual(22.5);
        expect(hours).toBeLessThanOrEqual(25.5);
      }),
      { numRuns: 1_000 }
    );
  });
});

describe('the renewal', () => {
  it('is due when the certificate expires, or so many calendar days before', () => {
    const through = (now: string, leadDays: number) => renewableThrough(new Date(now), leadDays, 'Europe/Madrid');
    expect(through('2026-03-31T21:59:59.999Z', 0)).toBe('2026-03-30');
    expect(through('2026-03-31T22:00:00.000Z', 0)).toBe('2026-03-31');
    expect(through('2026-03-01T22:59:59.999Z', 30)).toBe('2026-03-30');
    expect(through('2026-03-01T23:00:00.000Z', 30)).toBe('2026-03-31');
  });
});

describe('a validity date', () => {
  it.each(['2026-02-28', '2028-02-29', '0001-01-01', '9998-12-31'])('is %s', (day) => {
    expect(parseDay(day)).toBe(day);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '01/02/2026',
    '2026-01-01T00:00:00Z',
    '9999-12-31',
    '0000-01-01',
    '+002026-01-01',
    '',
    20260101,
    null,
    ['2026-01-01'],
    new Date(0),
  ])('is not %p', (value) => {
    expect(() => parseDay(value)).toThrow(expect.objectContaining({ code: 'validity_invalid', kind: 'invalid' }));
  });
});

describe('a time zone', () => {
  it.each(['Europe/Madrid', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])('is %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });
  it.each(['+01:00', 'Mars/Phobos', '', ' ', 'Europe/', 5, null, undefined, ['UTC']])('is not %p', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
