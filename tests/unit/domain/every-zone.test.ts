import { addDays, dayAt, startOfDay } from '../../../server/src/domain/calendar';
import { instantsOf, renewableThrough } from '../../../server/src/domain/instants';

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

/**
 * Zones by what their clocks show at each noon and midnight of UTC, and at each quarter of an hour between two of them
 * where they changed: one of each stands for all.
 */
const clocks = (): Map<string, string[]> => {
  const zones = new Map<string, string[]>();
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const clock = wall(timeZone, { hour: '2-digit', minute: '2-digit' });
    const shown: string[] = [];
    for (let at = FIRST; at <= END; at += 12 * HOUR) {
      const now = clock(at);
      const isChanged = shown.length > 1 && clock(at - 24 * HOUR) !== now;
      if (isChanged) for (let before = at - 24 * HOUR; before < at; before += HOUR / 4) shown.push(clock(before));
      shown.push(now);
    }
    const key = shown.join();
    zones.set(key, [...(zones.get(key) ?? []), timeZone]);
  }
  return zones;
};

const standingForAll = [...clocks().values()].map(([zone = '']) => zone);

describe('every day from 2020 to 2029 by every clock that the time zones of this machine have', () => {
  it('are those of places whose midnights are odd, too', () => {
    // Days without a midnight, an hour less or more around Ramadan, half an hour of summer time, quarters of an hour.
    const odd = ['America/Havana', 'Africa/Casablanca', 'Pacific/Fiji', 'Australia/Lord_Howe', 'Asia/Beirut'];
    expect(standingForAll).toEqual(expect.arrayContaining(odd));
    expect(standingForAll.length).toBeGreaterThan(60);
  });

  // No zone skips a whole day in these years: each of them is there, and follows the one before it at once.
  it('begins when the calendar turns to it, which is when the one before has expired', () => {
    const wrong: string[] = [];
    for (const timeZone of standingForAll) {
      const calendar = wall(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' });
      let before: number | undefined;
      for (const [at, validUntil] of days.slice(0, -1).entries()) {
        const { expiringSoonAt, expiresAt } = instantsOf({ validUntil, timeZone, expiringSoonDays: 0 });
        const [starts = NaN, ends = NaN] = [expiringSoonAt?.getTime(), expiresAt?.getTime()];
        const turns = calendar(ends - 1) === validUntil && calendar(ends) === days[at + 1];
        if (!turns || (before !== undefined && before !== starts)) wrong.push(`${validUntil} in ${timeZone}`);
        before = ends;
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are the same days whichever way they are asked about', () => {
    const wrong: string[] = [];
    // Fewer of them: each is made of what the test above looks at day by day.
    for (const timeZone of standingForAll) {
      for (let at = 0; at < COUNT; at += 11) {
        const day = days[at] ?? '';
        const start = startOfDay(day, timeZone);
        const { expiringSoonAt } = instantsOf({ validUntil: addDays(day, 15), timeZone, expiringSoonDays: 15 });
        const isSame = expiringSoonAt?.getTime() === start.getTime();
        const isRenewed = renewableThrough(start, 30, timeZone) === addDays(day, 29);
        if (!isSame || !isRenewed || dayAt(start, timeZone) !== day) wrong.push(`${day} in ${timeZone}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
