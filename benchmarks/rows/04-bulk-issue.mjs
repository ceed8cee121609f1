import { fileURLToPath } from 'node:url';
import { atLeast, atMost, growthAtMost, overLimit, overPeer } from '../harness/goals.mjs';
import { peerRows, TEMPLATES } from '../harness/layout.mjs';
import { alternate } from '../harness/measure.mjs';
import { runsOfIds, statements } from '../limits/statements.mjs';
import { peerLoops } from '../peer/loops.mjs';

const file = fileURLToPath(import.meta.url);
/** Slices of the clients: the plugin and the limit take them in turns. */
const SLICES = 12;
const MOST = 50_000;

export const row = {
  number: 4,
  work: 'Bulk issue to N clients, history and outbox included',
  peer: 'loop of `documents.create`',
  limit: 'the same INSERT ... SELECTs, raw SQL, by runs of 1,000 ids',
  unit: 'certificate',
  everySize: true,
  note:
    'A run goes on where its cursor stands, as it does after a restart: each lap issues to one slice of the clients. ' +
    '"Again" is the same run once more, where everybody holds one by then.',

  async measure(stage) {
    const { server, size, laps } = stage;
    const call = (name, turn) => (lap) => server.call(file, name, size, 2 * lap + turn, peerRows(stage));
    const cell = await alternate({ plugin: call('plugin', 0), peer: call('peer', 0), limit: call('limit', 1) }, laps);
    cell.again = await server.call(file, 'again', size, 0);
    if (stage.options.profile) cell.profile = await server.call(file, 'profile', size, SLICES - 1, stage.options.cpu);
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
      atMost(
        'inserted by a second run',
        0,
        all.map((cell) => cell.again.inserted)
      ),
      growthAtMost(
        1.05,
        new Map([...cells].map(([size, cell]) => [size, { cost: cell.plugin.median * size }])),
        (c) => c.cost
      ),
    ];
  },
};

const sliceOf = (size, index) => {
  const rows = Math.min(MOST, Math.floor(size / SLICES));
  return { from: index * rows + 1, to: (index + 1) * rows };
};

/** A run that has come as far as the slice, and ends with it. */
const openRun = async ({ knex, tables, clock, strapi }, { from, to }) => {
  const at = clock.now();
  const { document_id: template } = await knex(tables.templates).where({ id: TEMPLATES.bulk }).first('document_id');
  const document_id = `run${from}to${to}at${Date.now()}`.slice(0, 24);
  await knex(tables.runs).insert({
    document_id,
    template_id: TEMPLATES.bulk,
    active_key: template,
    state: 'running',
    include_holders: false,
    total: to - from + 1,
    done: 0,
    issued: 0,
    skipped: 0,
    cursor: from - 1,
    last_client: to,
    actor_type: 'system',
    created_at: at,
    updated_at: at,
    published_at: at,
  });
  return async () => {
    await strapi.plugin('certificates').service('generation').pump();
    return knex(tables.runs).where({ document_id }).first();
  };
};

export const inside = {
  async plugin(host, size, index) {
    const slice = sliceOf(size, index);
    const work = await openRun(host, slice);
    const { ms, queries, result } = await host.time(work);
    const expected = slice.to - slice.from + 1;
    if (result.state !== 'done' || result.issued !== expected) {
      throw new Error(`The run issued ${result.issued} of ${expected} and is ${result.state}: ${result.last_error}`);
    }
    return { ms, queries, units: expected };
  },

  async again(host, size, index) {
    const slice = sliceOf(size, index);
    const work = await openRun(host, slice);
    const { ms, result } = await host.time(work);
    return { inserted: result.issued, msPerClient: ms / (slice.to - slice.from + 1) };
  },

  async peer(host, size, index, wanted) {
    const { from, to } = sliceOf(size, index);
    const count = Math.min(wanted, to - from + 1);
    const { strapi, clock } = host;
    const { ms, queries } = await host.time(async () => {
      const [template] = await strapi.documents('api::peer-template.peer-template').findMany({ limit: 1 });
      const clients = await strapi.documents('plugin::users-permissions.user').findMany({
        filters: { id: { $gte: from } },
        sort: 'id',
        limit: count,
      });
      const { issue } = peerLoops({ strapi, clock });
      for (const client of clients) await issue({ name: template.name, template: template.documentId, client });
    });
    return { ms, queries, units: count };
  },

  async limit(host, size, index) {
    const { knex, clock } = host;
    const { from, to } = sliceOf(size, index);
    const write = { template: TEMPLATES.bulk, origin: `limit:${index}:` };
    const { ms, queries } = await host.time(async () => {
      for (const run of runsOfIds(from, to)) {
        await knex.transaction((trx) =>
          statements(trx, host, { at: clock.now(), batch: `limit:${index}` }).issue(run, write)
        );
      }
    });
    return { ms, queries, units: to - from + 1 };
  },

  async profile(host, size, index, cpu) {
    const work = await openRun(host, sliceOf(size, index));
    return host.profile(work, { cpu });
  },
};
