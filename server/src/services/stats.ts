import { addDays, dayAt } from '../domain/calendar';
import type { ClientScope } from '../domain/scope';
import { createCostlyFigures } from './costly-figures';
import type { Dependencies } from './dependencies';

const WEEKS = 12;
const DAYS = 7;

/** The figures of the home page, for whoever looks at it. On large tables they may be a few minutes old. */
export const createStats = ({ stats, clock, config }: Dependencies) => {
  const count = async (scope: ClientScope) => {
    const now = clock.now();
    const today = dayAt(now, config.timeZone);
    const weeks = Array.from({ length: WEEKS }, (_, week) => ({ from: addDays(today, week * DAYS), count: 0 }));
    for (const { day, count: expiring } of await stats.expiringByDay(scope, now, today, addDays(today, WEEKS * DAYS))) {
      const week = [...weeks].reverse().find(({ from }) => from <= day);
      if (week) week.count += expiring;
    }
    return {
      pending: await stats.pending(scope, now),
      expiring: weeks,
      coverage: await stats.coverage(scope, now),
    };
  };
  const figures = createCostlyFigures<Awaited<ReturnType<typeof count>>>();

  return {
    /** @param scope the clients whom the caller reaches */
    find: (scope: ClientScope) => figures.find(JSON.stringify(scope), () => count(scope)),
  };
};

export type Stats = ReturnType<typeof createStats>;
