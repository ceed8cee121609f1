import { addDays, dayAt } from '../domain/calendar';
import type { ClientScope } from '../domain/scope';
import type { StatsRepository } from '../repositories/stats';
import { createCostlyFigures, type Timed } from './costly-figures';
import type { Dependencies } from './dependencies';

const WEEKS = 12;
const DAYS = 7;

/** Up to so many clients and certificates everything is counted for each who looks: it takes a moment. */
const LARGE = 100_000;

type PerDay = Awaited<ReturnType<StatsRepository['expiringByDay']>>;
interface Counted {
  expiring: { from: string; count: number }[];
  coverage: { documentId: string; name: string; clients: number; covered: number }[];
}

const untimed: Timed = (query) => query();

/** The figures of the home page, for whoever looks at it. On large tables they may be a few seconds old. */
export const createStats = ({ stats, clock, config, pace }: Dependencies) => {
  /** For each template the clients who need it, and those of them who are in order. */
  const coverageOf = async (scope: ClientScope, now: Date, timed: Timed, breathe: () => Promise<void>) => {
    const coverage: Counted['coverage'] = [];
    for (const template of await stats.templates()) {
      const { documentId, name } = template;
      await breathe();
      const clients = await timed(() => stats.needing(scope, template));
      await breathe();
      coverage.push({ documentId, name, clients, covered: await timed(() => stats.covered(scope, template, now)) });
    }
    return coverage;
  };

  const inWeeks = (today: string, days: PerDay): Counted['expiring'] => {
    const weeks = Array.from({ length: WEEKS }, (_, week) => ({ from: addDays(today, week * DAYS), count: 0 }));
    for (const { day, count } of days) {
      const week = [...weeks].reverse().find(({ from }) => from <= day);
      if (week) week.count += count;
    }
    return weeks;
  };

  const count = async (scope: ClientScope, timed: Timed, breathe: () => Promise<void>): Promise<Counted> => {
    const now = clock.now();
    const today = dayAt(now, config.timeZone);
    const days = await timed(() => stats.expiringByDay(scope, now, today, addDays(today, WEEKS * DAYS)));
    return { expiring: inWeeks(today, days), coverage: await coverageOf(scope, now, timed, breathe) };
  };
  const figures = createCostlyFigures<Counted>();

  /** Who sees the same clients sees the same figures; who has moved to another centre sees others at once. */
  const keyOf = async (scope: ClientScope): Promise<string> =>
    JSON.stringify(scope.kind === 'my-centers' ? await stats.centersOf(scope.staffId) : scope);

  const countLarge = async (scope: ClientScope): Promise<Counted> =>
    figures.find(await keyOf(scope), (timed) =>
      // Those who wait for these very figures are no reason to let requests go first.
      count(scope, timed, () => pace.giveWay(figures.waiting()))
    );

  return {
    /** @param scope the clients whom the caller reaches */
    async find(scope: ClientScope) {
      // What waits is found by an index, and is what somebody is about to work on: it is always new.
      const pending = await stats.pending(scope, clock.now());
      const isLarge = (await stats.highestRow()) > LARGE;
      const counted = isLarge ? await countLarge(scope) : await count(scope, untimed, () => Promise.resolve());
      return { pending, ...counted };
    },
  };
};

export type Stats = ReturnType<typeof createStats>;
