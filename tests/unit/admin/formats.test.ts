import { createFormats } from '../../../admin/src/formats';

const AT = '2026-03-01T23:30:00.000Z';
/** Some languages put narrow spaces between the parts. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ');

describe('an instant', () => {
  const in_ = (here: string, timeZone: string, at: string | null = AT) =>
    plain(createFormats('en', here).instant(at, timeZone));

  it('is on the clocks of the centre', () => {
    expect(in_('Europe/Madrid', 'Europe/Madrid')).toBe('Mar 2, 2026, 12:30 AM');
  });
  it('says whose clocks they are where the reader has others', () => {
    expect(in_('Europe/Madrid', 'America/New_York')).toBe('Mar 1, 2026, 6:30 PM EST');
    expect(in_('America/New_York', 'Europe/Madrid')).toBe('Mar 2, 2026, 12:30 AM GMT+1');
    expect(in_('Europe/Madrid', 'UTC')).toBe('Mar 1, 2026, 11:30 PM UTC');
  });
  it('says nothing of another place with the same time, by the time of the year', () => {
    expect(in_('Europe/Madrid', 'Europe/Rome')).toBe('Mar 2, 2026, 12:30 AM');
    expect(in_('Europe/London', 'UTC')).toBe('Mar 1, 2026, 11:30 PM');
    expect(in_('Europe/London', 'UTC', '2026-07-01T12:00:00Z')).toBe('Jul 1, 2026, 12:00 PM UTC');
  });
  it('that has not come is a dash', () => {
    expect(in_('Europe/Madrid', 'UTC', null)).toBe('–');
  });
});

it.each([
  ['en', 'Mar 1, 2026'],
  ['de', '01.03.2026'],
  ['es', '1 mar 2026'],
  ['fr', '1 mars 2026'],
  ['it', '1 mar 2026'],
  ['pt-BR', '1 de mar. de 2026'],
])('a day is written as people write it (%s), wherever they are', (locale, text) => {
  for (const here of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
    expect(createFormats(locale, here).day('2026-03-01')).toBe(text);
});

it('the day of an instant is that of the centre', () => {
  const { date } = createFormats('en', 'America/Los_Angeles');
  expect([date(AT, 'Europe/Madrid'), date(AT, 'America/Los_Angeles'), date(null, 'UTC')]).toEqual([
    'Mar 2, 2026',
    'Mar 1, 2026',
    '–',
  ]);
});

it('a span names a day once', () => {
  const { span } = createFormats('en', 'Europe/Madrid');
  expect(plain(span('2026-03-01T10:00:00Z', '2026-03-01T11:30:00Z', 'Europe/Madrid'))).toBe(
    'Mar 1, 2026, 11:00 AM – 12:30 PM'
  );
});

it('a size is counted as the setting counts it, and as clients are told', () => {
  const { size } = createFormats('en', 'UTC');
  expect(
    [size(10 * 1024 * 1024), size(10_485_761), size(1024 * 1024 - 1), size(1), size(1_500_000)].map(plain)
  ).toEqual(['10 MB', '10 MB', '1,024 kB', '1 kB', '1.4 MB']);
  expect(plain(createFormats('fr', 'UTC').size(2.5 * 1024 * 1024))).toBe('2,5 Mo');
});
