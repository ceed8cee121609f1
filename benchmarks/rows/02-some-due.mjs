import { fileURLToPath } from 'node:url';
import { atLeast, growthAtMost, overPeer } from '../harness/goals.mjs';
import { dayOf, layout, peerRows } from '../harness/layout.mjs';
import { alternate } from '../harness/measure.mjs';
import { statements } from '../limits/statements.mjs';
import { PEER, peerLoops } from '../peer/loops.mjs';

const file = fileURLToPath(import.meta.url);
const DAY = 86_400_000;

export const row = {
  number: 2,
  work: '1,000 due among N',
  peer: 'loop of `documents.update`, history and outbox by `documents.create`',
  limit: 'the same statements, raw SQL',
  unit: 'certificate',
  everySize: true,
  note: 'The peer’s table has the same index on state and end.',

  async measure(stage) {
    const call = (name, rows) => (lap) => stage.server.call(file, name, stage.size, lap, rows);
    const subjects = { plugin: call('plugin'), peer: call('peer', peerRows(stage)), limit: call('limit') };
    const cell = await alternate(subjects, stage.laps);
    if (stage.options.profile) cell.profile = await stage.server.call(file, 'profile', stage.size, stage.options.cpu);
    return cell;
  },

  goals: (cells) => [
    atLeast(
      'faster than the peer',
      50,
      [...cells.values()].map((cell) => overPeer(cell)),
      'x'
    ),
    growthAtMost(0.1, cells, (cell) => cell.plugin.median),
  ],
};

/** Before all slices, and another day for each lap: what is told once per date is told anew. */
const dayOfLap = (lap, turn) => new Date(Date.UTC(2034, 5, 1) + (lap * 3 + turn) * DAY);

/** Makes every `step`th certificate due, and nothing else. */
const makeDue = async ({ knex, tables, clock }, size, end) => {
  const { step } = layout(size);
  await knex(tables.certificates)
    .whereRaw(`id % ? = 0 and id <= ?`, [step, size])
    .update({ state: 'approved', valid_until: dayOf(end), expires_at: end, expiring_soon_at: end });
  clock.set(new Date(end.getTime() + 1_000));
};

const dueIds = (size) => {
  const { step, due } = layout(size);
  return Array.from({ length: due }, (_, index) => (index + 1) * step);
};

export const inside = {
  async plugin(host, size, lap) {
    await makeDue(host, size, dayOfLap(lap, 0));
    const { ms, queries, result } = await host.time(() => host.service('sweep').run());
    if (result.expired !== layout(size).due) throw new Error(`Expired ${result.expired} of ${layout(size).due}`);
    return { ms, queries, units: result.expired };
  },

  async peer(host, size, lap, rows) {
    const { strapi, clock, knex, tableOf } = host;
    const limit = Math.min(rows, layout(size).due);
    const end = dayOfLap(lap, 1);
    await knex(tableOf(PEER.certificate))
      .whereIn('id', dueIds(size).slice(0, limit))
      .update({ state: 'approved', valid_until: dayOf(end), expires_at: end });
    clock.set(new Date(end.getTime() + 1_000));
    const { ms, queries, result } = await host.time(() => peerLoops({ strapi, clock }).expire({ limit, renew: false }));
    if (result !== limit) throw new Error(`The peer expired ${result} of ${limit}`);
    return { ms, queries, units: limit };
  },

  async limit(host, size, lap) {
    const { knex, clock, tables } = host;
    await makeDue(host, size, dayOfLap(lap, 2));
    const { ms, queries } = await host.time(() =>
      knex.transaction(async (trx) => {
        const at = clock.now();
        const { rows, raw } = await ids(trx, tables, at);
        const list = rows.join(', ');
        await raw(`update ${tables.certificates} set state = 'expired', updated_at = ? where id in (${list})`, [at]);
        const write = statements(trx, host, { at, batch: 'limit' });
        await write.history('expired', null, `c.id in (${list})`, []);
        await write.outbox('certificate.expired', `c.id in (${list})`, []);
      })
    );
    return { ms, queries, units: layout(size).due };
  },

  async profile(host, size, cpu) {
    await makeDue(host, size, dayOfLap(15, 0));
    return host.profile(() => host.service('sweep').run(), { cpu });
  },
};

const ids = async (trx, tables, at) => ({
  rows: await trx(tables.certificates)
    .whereNull('trashed_at')
    .whereNull('archived_at')
    .whereIn('state', ['approved', 'expiring_soon'])
    .where('expires_at', '<=', at)
    .limit(1_000)
    .pluck('id'),
  raw: (sql, bindings) => trx.raw(sql, bindings),
});
