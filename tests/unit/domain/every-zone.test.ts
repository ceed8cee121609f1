import { instantsOf } from '../../../server/src/domain/instants';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2020, 0, 1);
const END = Date.UTC(2030, 0, 1);
const COUNT = (END - FIRST) / (24 * HOUR);
const days = Array.from({ length: COUNT + 1 }, (_, at) => new Date(FIRST + at * 24 * HOUR).toISOString().slice(0, 10));

/** What the wall shows there, by the machine's own tables. */
const wall = (timeZone: string, parts: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts });
  return (at: number) => format.format(at);
};

/** Zones by what their clocks show at each noon and midnight of UTC; one of each stands for all. */
const clocks = (): Map<string, string[]> => {
  const zones = new Map<string, string[]>();
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const clock = wall(timeZone, { hour: '2-digit', minute: '2-digit' });
    let shown = '';
    for (let at = FIRST; at < END; at += 12 * HOUR) shown += clock(at);
    zones.set(shown, [...(zones.get(shown) ?? []), timeZone]);
  }
  return zones;
};

describe('every day from 2020 to 2029 by every clock that the time zones of this machine have', () => {
  // No zone skips a whole day in these years: each of them is there, and follows the one before it at once.
  it('begins when the calendar turns to it, which is when the one before has expired', () => {
    const wrong: string[] = [];
    let checked = 0;
    for (const [timeZone = ''] of clocks().values()) {
      const calendar = wall(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' });
      let before: number | undefined;
      for (const [at, validUntil] of days.slice(0, -1).entries()) {
        const { expiringSoonAt, expiresAt } = instantsOf({ validUntil, timeZone, expiringSoonDays: 0 });
        const [starts = NaN, ends = NaN] = [expiringSoonAt?.getTime(), expiresAt?.getTime()];
        const turns = calendar(ends - 1) === validUntil && calendar(ends) === days[at + 1];
        if (!turns || (before !== undefined && before !== starts)) wrong.push(`${validUntil} in ${timeZone}`);
        before = ends;
        checked += 1;
      }
    }
    expect(wrong).toEqual([]);
    // Morocco, Fiji, Lord Howe and Troll among them: some sixty clocks would be too few.
    expect(checked).toBeGreaterThan(60 * COUNT);
  });
});
