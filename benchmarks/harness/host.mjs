import { Session } from 'node:inspector/promises';
import { sqlOf } from '../limits/sql.mjs';

const CERTIFICATES = 'plugin::certificates';

/** One statement without what differs between two runs of it: lists of values and literals. */
const shape = (sql) =>
  sql
    .replace(/\((?:\s*(?:\?|\$\d+|\d+)\s*,)+\s*(?:\?|\$\d+|\d+)\s*\)/g, '(...)')
    .replace(/\$\d+/g, '?')
    .replace(/\s+/g, ' ');

/** What the subjects inside Strapi's process work with. */
export const createHost = (strapi, clock) => {
  const knex = strapi.db.connection;
  const tableOf = (uid) => strapi.db.metadata.get(uid).tableName;
  const linkOf = (uid, attribute) => {
    const { joinTable } = strapi.db.metadata.get(uid).attributes[attribute];
    return { table: joinTable.name, from: joinTable.joinColumn.name, to: joinTable.inverseJoinColumn.name };
  };

  let queries = 0;
  let timings = null;
  const open = new Map();
  knex.on('query', ({ __knexQueryUid: id, sql }) => {
    queries += 1;
    if (timings) open.set(id, { sql, at: performance.now() });
  });
  const ended = ({ __knexQueryUid: id }) => {
    const query = open.get(id);
    if (!timings || !query) return;
    open.delete(id);
    const key = shape(query.sql);
    const entry = timings.get(key) ?? { ms: 0, times: 0 };
    entry.ms += performance.now() - query.at;
    entry.times += 1;
    timings.set(key, entry);
  };
  knex.on('query-response', (_response, query) => ended(query));
  knex.on('query-error', (_error, query) => ended(query));

  return {
    strapi,
    clock,
    knex,
    dialect: strapi.db.dialect.client,
    sql: sqlOf(strapi.db.dialect.client),
    service: (name) => strapi.plugin('certificates').service(name),
    /** Where the plugin is off there are none. */
    tables: strapi.plugin('certificates') && {
      users: tableOf('plugin::users-permissions.user'),
      certificates: tableOf(`${CERTIFICATES}.certificate`),
      templates: tableOf(`${CERTIFICATES}.certificate-template`),
      events: tableOf(`${CERTIFICATES}.certificate-event`),
      notifications: tableOf(`${CERTIFICATES}.notification`),
      runs: tableOf(`${CERTIFICATES}.generation-run`),
      leases: tableOf(`${CERTIFICATES}.lease`),
    },
    tableOf,
    linkOf,
    /** How many queries there have been since the start. */
    queries: () => queries,

    /** Runs the work. @returns how long it took, in milliseconds, how many queries it made, and what it gave */
    async time(work) {
      const before = queries;
      const from = performance.now();
      const result = await work();
      return { ms: performance.now() - from, queries: queries - before, result };
    },

    /** Where Node's own time goes, from now until the function that it gives is called. */
    async watchCpu() {
      const session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      return async () => {
        const { profile } = await session.post('Profiler.stop');
        session.disconnect();
        return hottest(profile);
      };
    },

    /** Runs the work and tells where its time went: statements by time, and what was left for Node itself. */
    async profile(work, { cpu = false } = {}) {
      timings = new Map();
      const stop = cpu ? await this.watchCpu() : null;
      const from = performance.now();
      await work();
      const ms = performance.now() - from;
      const functions = stop && (await stop());
      const statements = [...timings].map(([sql, entry]) => ({ sql, ...entry })).sort((a, b) => b.ms - a.ms);
      timings = null;
      open.clear();
      return { ms, statements, functions };
    },
  };
};

/** Functions by their own time. */
const hottest = ({ nodes, samples, timeDeltas }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    const key = `${functionName || '(anonymous)'} ${url.replace(/^.*\/(node_modules|repo)\//, '')}:${lineNumber + 1}`;
    own.set(key, (own.get(key) ?? 0) + timeDeltas[index] / 1000);
  });
  return [...own]
    .map(([name, ms]) => ({ name, ms }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 25);
};
