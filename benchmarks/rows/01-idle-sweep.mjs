import { fileURLToPath } from 'node:url';
import { atMost, growthAtMost, overLimit } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const file = fileURLToPath(import.meta.url);
const TIMES = 100;
const PEER = 'api::peer-certificate.peer-certificate';

export const row = {
  number: 1,
  work: 'Sweep with nothing due',
  peer: 'cron + `documents.findMany`',
  limit: 'the same probes, raw SQL',
  unit: 'sweep',
  everySize: true,

  measure: (stage) =>
    alternate(
      Object.fromEntries(
        ['plugin', 'peer', 'limit'].map((name) => [name, () => stage.server.call(file, 'repeat', name, TIMES)])
      ),
      stage.laps
    ),

  goals: (cells) => [
    atMost(
      'time over the limit',
      3,
      [...cells.values()].map((cell) => overLimit(cell)),
      'x'
    ),
    atMost(
      'queries',
      4,
      [...cells.values()].map((cell) => cell.plugin.queries)
    ),
    growthAtMost(0.1, cells, (cell) => cell.plugin.median),
  ],
};

const subjects = {
  plugin: (host) => host.service('sweep').run(),

  async peer({ strapi, clock }) {
    const now = clock.now().toISOString();
    const documents = strapi.documents(PEER);
    const current = { archivedAt: { $null: true } };
    const populate = ['client', 'template'];
    await documents.findMany({
      filters: { ...current, state: { $in: ['approved', 'expiring_soon'] }, expiresAt: { $lte: now } },
      populate,
    });
    await documents.findMany({
      filters: { ...current, state: 'approved', expiringSoonAt: { $lte: now }, expiresAt: { $gt: now } },
      populate,
    });
  },

  async limit({ knex, clock, tables, sql }) {
    const now = clock.now();
    const current = `select id from ${tables.certificates} where trashed_at is null and archived_at is null`;
    const live = `from ${tables.templates} where archived_at is null`;
    await knex.raw(`select id, reminders ${live} and reminders is not null`);
    await knex.raw(`${current} and state in ('approved', 'expiring_soon') and expires_at <= ? limit 1`, [now]);
    await knex.raw(`${current} and state = 'approved' and expiring_soon_at <= ? limit 1`, [now]);
    await knex.raw(`select id ${live} and renewal_lead_days > 0 and renew_on_expiry = ${sql.true} limit 1`);
  },
};

export const inside = {
  async repeat(host, name, times) {
    let queries = Infinity;
    const { ms } = await host.time(async () => {
      for (let at = 0; at < times; at += 1) {
        queries = Math.min(queries, (await host.time(() => subjects[name](host))).queries);
      }
    });
    return { ms, units: times, queries: queries * times };
  },
};
