import { filtersOf, validityFilterOf } from '../../../admin/src/components/certificate/filters';

const address = (search: string) => {
  const params = new URLSearchParams(search);
  return {
    get: (name: string) => params.get(name) ?? '',
    list: (name: string) => params.get(name)?.split(',').filter(Boolean) ?? [],
  };
};

it('a list is filtered by what the address names, and by nothing else', () => {
  expect(filtersOf(address('state=approved,expired&template=t1&center=&_q=Ana&page=2'))).toEqual({
    state: { $in: ['approved', 'expired'] },
    template: { $in: ['t1'] },
  });
});

describe('the validity', () => {
  const NOW = new Date('2026-02-28T23:30:00Z');
  const at = (validity: string, timeZone = 'UTC', now = NOW) =>
    validityFilterOf(address(`validity=${validity}`), timeZone, now).validUntil;

  it.each([
    ['past', { $lt: '2026-02-28' }],
    ['7', { $between: ['2026-02-28', '2026-03-06'] }],
    ['30', { $between: ['2026-02-28', '2026-03-29'] }],
    // Twelve weeks, as the chart of the home page has them.
    ['84', { $between: ['2026-02-28', '2026-05-22'] }],
    ['none', { $null: true }],
    ['', undefined],
    ['365', undefined],
  ])('"%s" is from today on, today being the first day', (validity, expected) => {
    expect(at(validity)).toEqual(expected);
  });

  it.each([
    ['Europe/Madrid', '2026-03-01'],
    ['America/Mexico_City', '2026-02-28'],
    ['Pacific/Kiritimati', '2026-03-01'],
    ['Pacific/Pago_Pago', '2026-02-28'],
  ])('begins with the day that it is in the zone given (%s)', (timeZone, today) => {
    expect(at('past', timeZone)).toEqual({ $lt: today });
  });

  it('counts days, not hours, where the clocks change', () => {
    expect(at('7', 'Europe/Madrid', new Date('2026-03-28T12:00:00Z'))).toEqual({
      $between: ['2026-03-28', '2026-04-03'],
    });
  });
});
