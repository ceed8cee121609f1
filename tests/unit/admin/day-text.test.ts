import fc from 'fast-check';
import { createDayText } from '../../../admin/src/components/DayField/day-text';

/** Each language, how it writes 31 December 2026, and which letters its pattern has. */
const LANGUAGES = [
  { locale: 'en', written: '12/31/2026', pattern: 'MM/DD/YYYY', words: 'Thursday, December 31, 2026' },
  { locale: 'es', written: '31/12/2026', pattern: 'DD/MM/YYYY', words: 'jueves, 31 de diciembre de 2026' },
  { locale: 'it', written: '31/12/2026', pattern: 'DD/MM/YYYY', words: 'giovedì 31 dicembre 2026' },
  { locale: 'fr', written: '31/12/2026', pattern: 'DD/MM/YYYY', words: 'jeudi 31 décembre 2026' },
  { locale: 'de', written: '31.12.2026', pattern: 'DD.MM.YYYY', words: 'Donnerstag, 31. Dezember 2026' },
  { locale: 'pt-BR', written: '31/12/2026', pattern: 'DD/MM/YYYY', words: 'quinta-feira, 31 de dezembro de 2026' },
];
const LETTERS = { day: 'DD', month: 'MM', year: 'YYYY' };

const is = (day: string) => ({ day, problem: null });
const isNo = (problem: string) => ({ day: null, problem });

describe.each(LANGUAGES)('a day typed in $locale', ({ locale, written, pattern, words }) => {
  const days = createDayText(locale);
  /** In the language's own order. */
  const own = (day: string, month: string, year: string, separator = '/') =>
    (locale === 'en' ? [month, day, year] : [day, month, year]).join(separator);

  it('is shown as the language writes it, in figures and in words', () => {
    expect([days.write('2026-12-31'), days.pattern(LETTERS), days.words('2026-12-31')]).toEqual([
      written,
      pattern,
      words,
    ]);
  });

  it('is exactly that day, with or without zeros, whatever stands between the figures', () => {
    for (const separator of ['/', '-', '.', ' ', ' / ', '. ', '–']) {
      expect(days.read(own('3', '1', '2026', separator))).toEqual(is('2026-01-03'));
      expect(days.read(own('03', '01', '2026', separator))).toEqual(is('2026-01-03'));
    }
    expect(days.read(` ${own('29', '2', '2028')}. `)).toEqual(is('2028-02-29'));
  });

  it('may be written year first', () => {
    for (const text of ['2026-03-01', '2026-3-1', '2026/3/1', '2026.03.01'])
      expect(days.read(text)).toEqual(is('2026-03-01'));
  });

  it('that the calendar does not have is refused, and no other is taken for it', () => {
    for (const [day, month, year] of [
      ['31', '02', '2026'],
      ['29', '2', '2027'],
      ['31', '4', '2026'],
      ['0', '1', '2026'],
      ['1', '0', '2026'],
      ['13', '13', '2026'],
      ['32', '1', '2026'],
    ] as const)
      expect(days.read(own(day, month, year))).toEqual(isNo('unknown'));
    expect(days.read('2026-02-31')).toEqual(isNo('unknown'));
  });

  it('in the order of another language is refused where it cannot be this one', () => {
    expect(days.read(locale === 'en' ? '31/12/2026' : '12/31/2026')).toEqual(isNo('unknown'));
  });

  it('needs all figures of its year', () => {
    for (const year of ['26', '6', '026', '0026', '20266']) {
      expect(days.read(own('1', '3', year))).toEqual(isNo('year'));
    }
    expect(days.read('27-12-31')).toEqual(isNo('year'));
  });

  it('that is something else is refused', () => {
    for (const text of ['31/12', '2026', '31122026', 'soon', '1/2/2026/3', '31//12//2026', own('123', '1', '2026')])
      expect(days.read(text)).toEqual(isNo('format'));
  });

  it('that is not there is none', () => {
    expect([days.read(''), days.read('  ')]).toEqual([
      { day: null, problem: null },
      { day: null, problem: null },
    ]);
  });

  it('reads what it writes, for every day there is', () => {
    const day = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        expect(days.read(days.write(iso))).toEqual(is(iso));
        expect(days.read(iso)).toEqual(is(iso));
      })
    );
  });

  it('is never taken for a day whose figures are others', () => {
    const figures = fc.array(fc.integer({ min: 0, max: 9999 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(figures, ([first = 0, second = 0, third = 0]) => {
        const { day } = days.read(`${first}/${second}/${third}`);
        if (day === null) return;
        const [year, month, date] = day.split('-').map(Number);
        const orders = [[year, month, date], locale === 'en' ? [month, date, year] : [date, month, year]];
        expect(orders).toContainEqual([first, second, third]);
      })
    );
  });
});

it('takes no guess where the language itself puts the year first', () => {
  const days = createDayText('ja');
  expect(days.read('2026/03/01')).toEqual(is('2026-03-01'));
  expect(days.read('01/03/2026')).toEqual(isNo('format'));
});

it('understands figures of full width, as some keyboards send them', () => {
  expect(createDayText('en').read('１２/３１/２０２６')).toEqual(is('2026-12-31'));
});
