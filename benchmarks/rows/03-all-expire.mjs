import { fileURLToPath } from 'node:url';
import { atLeast, atMost, growthAtMost, overLimit, overPeer } from '../harness/goals.mjs';
import { dayOf, layout, peerRows, TEMPLATES } from '../harness/layout.mjs';
import { alternate } from '../harness/measure.mjs';
import { runsOfIds, statements } from '../limits/statements.mjs';
import { PEER, peerLoops } from '../peer/loops.mjs';

const file = fileURLToPath(import.meta.url);
/** Certificates that a lap needs before foreground requests can be told apart. */
const ENOUGH = 5_000;

export const row = {
  number: 3,
  work: 'All N expire: archive, renew, history, outbox',
  peer: 'the same loop, with what follows a renewal',
  limit: 'the same statements, raw SQL, by runs of 1,000 ids',
  unit: 'certificate',
  everySize: true,
  note:
    'N fall due in slices, one a lap, which the plugin and the limit take in turns. Growth is that of the whole (time of a row x N). Foreground: 20 requests a second for a client’s own list, ' +
    'alone and during a slice.',

  async measure(stage) {
    const { server, size, laps } = stage;
    // A slice can expire once: even ones are the plugin's, odd ones the limit's, the last two are for the rest.
    const slice = (lap, turn) => 2 * lap + turn;
    const memory = [];
    const cell = await alternate(
      {
        plugin: async (lap) => {
          await stage.call('collect');
          const watch = server.memory();
          const result = await server.call(file, 'plugin', size, slice(lap, 0));
          // Not what the peer's laps leave behind, which is collected whenever Node thinks fit.
          await stage.call('collect');
          memory.push(watch.stop());
          return result;
        },
        peer: (lap) => server.call(file, 'peer', size, lap, peerRows(stage)),
        limit: async (lap) => {
          await stage.call('collect');
          return server.call(file, 'limit', size, slice(lap, 1));
        },
      },
      laps
    );
    // Over later laps, when everything is warm: what a slice leaves behind.
    if (memory.length > 1 && memory.every(Boolean)) {
      cell.memory = {
        growth: memory.at(-1).after - memory[0].after,
        rows: (memory.length - 1) * layout(size).sliceRows,
      };
    }
    const spare = 2 * laps;
    if (layout(size).sliceRows >= ENOUGH && spare < layout(size).slices) {
      const { foreground } = await import('../harness/foreground.mjs');
      const measured = await foreground(stage, () => server.call(file, 'plugin', size, spare));
      if (measured.tooBusy) {
        cell.notes = [
          `foreground not measured: alone a request took ${measured.tooBusy.toFixed(0)} ms on a busy machine`,
        ];
      } else cell.foreground = measured;
    }
    if (stage.options.profile && spare + 1 < layout(size).slices) {
      cell.profile = await server.call(file, 'profile', size, spare + 1, stage.options.cpu);
    }
    return cell;
  },

  goals: (cells) => {
    const all = [...cells.values()];
    return [
      atLeast(
        'faster than the peer',
        50,
        all.map((cell) => overPeer(cell)),
        'x'
      ),
      atMost(
        'time over the limit',
        2,
        all.map((cell) => overLimit(cell)),
        'x'
      ),
      growthAtMost(
        1.05,
        new Map([...cells].map(([size, cell]) => [size, { cost: cell.plugin.median * size }])),
        (c) => c.cost
      ),
      atMost(
        'memory kept after the laps',
        16,
        all.map((cell) => cell.memory?.growth ?? null),
        ' MB'
      ),
      atMost(
        'foreground p99 over idle',
        2,
        all.map((cell) => cell.foreground?.ratio ?? null),
        'x'
      ),
    ];
  },
};

const after = (instant) => new Date(instant.getTime() + 1_000);

export const inside = {
  async plugin(host, size, index) {
    const plan = layout(size);
    host.clock.set(after(plan.endOf(index)));
    // What an earlier slice left to the limit is done by now, so that this one alone is due.
    const { ms, queries, result } = await host.time(() => host.service('sweep').run());
    const { from, to } = plan.slice(index);
    const expected = to - from + 1 - (Math.floor(to / plan.step) - Math.floor((from - 1) / plan.step));
    if (result.expired !== expected || result.renewed !== expected) {
      throw new Error(`Slice ${index}: ${JSON.stringify(result)} instead of ${expected}`);
    }
    return { ms, queries, units: expected };
  },

  async peer(host, size, lap, wanted) {
    const { strapi, clock, knex, tableOf } = host;
    const rows = Math.min(wanted, layout(size).sliceRows);
    const from = 1 + lap * rows;
    const end = new Date(Date.UTC(2034, 7, 1 + lap));
    const now = clock.now();
    await knex(tableOf(PEER.certificate))
      .whereBetween('id', [from, from + rows - 1])
      .update({ state: 'approved', archived_at: null, valid_until: dayOf(end), expires_at: end });
    clock.set(after(end));
    const { ms, queries, result } = await host.time(() =>
      peerLoops({ strapi, clock }).expire({ limit: rows, renew: true })
    );
    clock.set(now);
    if (result !== rows) throw new Error(`The peer expired ${result} of ${rows}`);
    return { ms, queries, units: rows };
  },

  async limit(host, size, index) {
    const { knex, clock } = host;
    const plan = layout(size);
    const { from, to } = plan.slice(index);
    clock.set(after(plan.endOf(index)));
    const at = new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
    const { ms, queries } = await host.time(async () => {
      for (const run of runsOfIds(from, to)) {
        await knex.transaction((trx) =>
          statements(trx, host, { at, batch: `limit:${index}` }).expire(run, { renew: true })
        );
      }
    });
    const [{ n }] = await knex(host.tables.certificates)
      .whereBetween('predecessor_id', [from, to])
      .whereIn('template_id', TEMPLATES.renewing)
      .count({ n: '*' });
    return { ms, queries, units: Number(n) };
  },

  async profile(host, size, index, cpu) {
    host.clock.set(after(layout(size).endOf(index)));
    return host.profile(() => host.service('sweep').run(), { cpu });
  },
};
