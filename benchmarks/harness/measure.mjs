import { spread } from './statistics.mjs';

/**
 * Subjects take turns, lap by lap, so that whatever else the machine does concerns them alike; their order turns too.
 * @param subjects by name: functions of the lap that give `{ units, ms, queries? }`
 * @returns by name: milliseconds per unit (median, lowest, highest), units of a lap, queries per unit
 */
export const alternate = async (subjects, laps) => {
  const names = Object.keys(subjects);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let lap = 0; lap < laps; lap += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(lap + turn) % names.length];
      measured[name].push(await subjects[name](lap));
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const of = measured[name];
      const queries = of.every((one) => one.queries !== undefined)
        ? { queries: spread(of.map((one) => one.queries / one.units)).min }
        : {};
      return [name, { ...spread(of.map(({ ms, units }) => ms / units)), units: of[0].units, ...queries }];
    })
  );
};
