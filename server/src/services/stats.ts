import { addDays, dayAt } from '../domain/calendar';
import type { ClientScope } from '../domain/scope';
import { createCostlyFigures } from './costly-figures';
import type { Dependencies } from './dependencies';

const WEEKS = 12;
const DAYS = 7;

/** The figures of the home page, for whoever looks at it. On large tables they may be a few minutes old. */
export const createStats = ({ stats, clock, config, pace }: Dependencies) => {
  /** For each template the clients who need it, and those of them who are in order. */
  const coverageOf = async (scope: ClientScope, now: Date) => {
    const coverage: { documentId: string; name: string; clients: number; covered: number }[] = [];
    for (const template of await stats.templates()) {
      const { documentId, name } = template;
      await pace.giveWay(1);
      const clients = await stats.needing(scope, template);
      await pace.giveWay(1);
      coverage.push({ documentId, name, clients, covered: await stats.covered(scope, template, now) });
    }
    return coverage;
  };

  const count = async (scope: ClientScope) => {
    const now = clock.now();
    const today = dayAt(now, config.timeZone);
    const weeks = Array.from({ length: WEEKS }, (_, week) => ({ from: addDays(today, week * DAYS), count: 0 }));
    for (const { day, count: expiring } of await stats.expiringByDay(scope, now, today, addDays(today, WEEKS * DAYS))) {
      const week = [...weeks].reverse().find(({ from }) => from <= day);
      if (week) week.count += expiring;
    }
    return { expiring: weeks, coverage: await coverageOf(scope, now) };
  };
  const figures = createCostlyFigures<Awaited<ReturnType<typeof count>>>();

  return {
    /** @param scope the clients whom the caller reaches */
    async find(scope: ClientScope) {
      // What waits is found by an index, and is what somebody is about to work on: it is always new.
      const pending = await stats.pending(scope, clock.now());
      return { pending, ...(await figures.find(JSON.stringify(scope), () => count(scope))) };
    },
  };
};

export type Stats = ReturnType<typeof createStats>;
