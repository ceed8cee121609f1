import { fileURLToPath } from 'node:url';
import { growthAtMost } from '../harness/goals.mjs';
import { TEMPLATES } from '../harness/layout.mjs';
import { alternate } from '../harness/measure.mjs';

const file = fileURLToPath(import.meta.url);
/** Passes of one lap: one alone is too short to be timed well. */
const TIMES = 5;

export const row = {
  number: 5,
  work: 'Catch-up for clients that came by raw SQL: 1 new among N',
  peer: 'full anti-join of clients and certificates',
  limit: 'range read on the primary key',
  unit: 'pass',
  everySize: true,
  note: 'The plugin’s pass also issues to the new client, with history and outbox; peer and limit only find them.',

  async measure(stage) {
    await stage.server.call(file, 'prepare', stage.size);
    const call = (name) => () => stage.server.call(file, name, stage.size);
    return alternate({ plugin: call('plugin'), peer: call('peer'), limit: call('limit') }, stage.laps);
  },

  goals: (cells) => [growthAtMost(0.1, cells, (cell) => cell.plugin.median)],
};

let serial = 0;

const register = async ({ knex, tables, clock }) => {
  serial += 1;
  const at = clock.now();
  const username = `newcomer${serial}`;
  await knex(tables.users).insert({
    username,
    email: `${username}@example.com`,
    provider: 'local',
    confirmed: true,
    blocked: false,
    created_at: at,
    updated_at: at,
  });
};

/** The plugin looks again at what came within the last ten minutes: that is over. */
const letTimePass = ({ clock }) => clock.set(new Date(clock.now().getTime() + 11 * 60_000));

export const inside = {
  async prepare({ knex, tables, clock }, size) {
    const at = clock.now();
    await knex(tables.templates).insert({
      id: TEMPLATES.forNewClients,
      document_id: 'benchtemplatefornewcomer',
      name: 'House rules',
      name_key: 'house rules',
      issue_to_new_clients: true,
      new_clients_after: size,
      new_members_after: 0,
      renew_on_expiry: false,
      renewal_lead_days: 0,
      expires: true,
      expiring_soon_days: 0,
      access_rule: 'none',
      created_at: at,
      updated_at: at,
      published_at: at,
    });
  },

  async plugin(host) {
    const { knex, tables } = host;
    const before = await issuedTo(knex, tables);
    let [ms, queries] = [0, 0];
    for (let at = 0; at < TIMES; at += 1) {
      await register(host);
      const pass = await host.time(() => host.service('catch-up').run());
      ms += pass.ms;
      queries += pass.queries;
      letTimePass(host);
      await host.service('catch-up').run();
    }
    const issued = (await issuedTo(knex, tables)) - before;
    if (issued !== TIMES) throw new Error(`${issued} of ${TIMES} newcomers were issued a certificate`);
    return { ms, queries, units: TIMES };
  },

  async peer({ knex, tables, time }) {
    return { ...(await time(() => newcomers(knex, tables))), units: 1, result: null };
  },

  async limit({ knex, tables, time }) {
    const last = await knex(tables.users).max({ id: 'id' }).first();
    const { ms, queries } = await time(async () => {
      for (let at = 0; at < TIMES; at += 1)
        await knex(tables.users)
          .where('id', '>', last.id - 1)
          .pluck('id');
    });
    return { ms, queries, units: TIMES };
  },
};

const issuedTo = async (knex, tables) => {
  const row = await knex(tables.certificates).where({ template_id: TEMPLATES.forNewClients }).count({ n: '*' }).first();
  return Number(row.n);
};

/** Everybody without a certificate of the template. */
const newcomers = async (knex, tables) => {
  const held = knex({ c: tables.certificates })
    .whereRaw('c.client_id = u.id')
    .where('c.template_id', TEMPLATES.forNewClients);
  const row = await knex({ u: tables.users })
    .whereNotExists(held.select(knex.raw('1')))
    .count({ n: '*' })
    .first();
  return Number(row.n);
};
