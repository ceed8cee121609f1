import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const file = fileURLToPath(import.meta.url);
const limits = path.join(path.dirname(file), '../limits');
const ROWS = 10_000;
const KILLS = 3;
const lapOf = ({ options }) => (options.quick ? 60 : 400);

export const row = {
  number: 10,
  work: 'Drain 10k outbox rows to SMTP',
  peer: '`email.send` one by one',
  limit: 'nodemailer’s pool alone',
  unit: 'mail',
  everySize: false,
  // It sends what the outbox holds: nothing of the other rows is to be there yet.
  order: -1,
  note:
    `${ROWS.toLocaleString('en')} rows wait, of which 400 fall due in each lap. The clock runs from the first mail that the ` +
    `server gets to the last. Then 400 more are sent by processes that are killed ${KILLS} times on the way.`,

  async measure(stage) {
    const { startProcess, startServer } = await import('../harness/stage.mjs');
    const { createHome } = await import('../harness/home.mjs');
    const LAP = lapOf(stage);
    const running = [];
    const start = async (work) => {
      const one = await work;
      running.push(one);
      return one;
    };
    const home = await createHome(stage.client, stage.serverEnv);
    try {
      const sink = await start(startProcess(path.join(limits, 'smtp-sink.mjs'), {}));
      const mail = mailsOf(sink);
      const env = { BENCH_MAIL: 'send', SMTP_PORT: String(sink.port) };
      const boot = () => start(startServer({ home, dist: stage.dist, env }));
      const bare = await start(startProcess(path.join(limits, 'mailer.mjs'), env));
      let server = await boot();
      await server.call(file, 'fill', stage.options.quick ? 1_000 : ROWS);
      const sample = await server.call(file, 'sample');

      const timed = async (count, work) => {
        await mail.take();
        await work();
        const ids = await mail.waitFor(count);
        return { ms: ids.at(-1).at - ids[0].at, units: ids.length - 1 };
      };
      const pooled = (count) => () =>
        new Promise((resolve) => {
          bare.child.once('message', resolve);
          bare.child.send({ count, ...sample });
        });
      const drain = (lap) => timed(LAP, () => server.call(file, 'release', lap * LAP, LAP));
      // The pools are warm when it counts.
      await timed(50, pooled(50));
      await timed(LAP, () => server.call(file, 'release', 0, LAP));
      const cell = await alternate(
        {
          plugin: (lap) => drain(lap + 1),
          peer: () => timed(30, () => server.call(file, 'oneByOne', 30, sample)),
          limit: () => timed(LAP, pooled(LAP)),
        },
        stage.laps
      );

      await mail.take();
      const from = (stage.laps + 1) * LAP;
      await server.call(file, 'release', from, LAP);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await mail.waitFor((kill * LAP) / (KILLS + 1));
        await server.stop('SIGKILL');
        server = await boot();
        // What was under way when it died is taken up when its claim ends.
        await server.call(file, 'endClaims');
      }
      const ids = await mail.waitForDistinct(LAP);
      cell.killed = { lost: LAP - new Set(ids).size, twice: ids.length - new Set(ids).size, of: LAP };
      cell.notes = [`over ${KILLS}x kill -9: ${cell.killed.lost} of ${LAP} lost, ${cell.killed.twice} sent twice`];
      return cell;
    } finally {
      for (const one of running.reverse()) await one.stop();
      await home.remove();
    }
  },

  goals: (cells) => {
    const all = [...cells.values()];
    return [
      atLeast(
        'rate over the limit’s',
        0.9,
        all.map((cell) => cell.limit.median / cell.plugin.median)
      ),
      atMost(
        'lost over 3x kill -9',
        0,
        all.map((cell) => cell.killed.lost)
      ),
    ];
  },
};

const mailsOf = (sink) => {
  const ask = (take) =>
    new Promise((resolve) => {
      sink.child.once('message', ({ mails }) => resolve(mails));
      sink.child.send({ take });
    });
  const until = async (enough, what) => {
    for (let tries = 0; tries < 2_400; tries += 1) {
      const mails = await ask(false);
      if (enough(mails)) return mails;
      await sleep(50);
    }
    throw new Error(`After two minutes there were not ${what}`);
  };
  return {
    take: () => ask(true),
    waitFor: (count) => until((mails) => mails.length >= count, `${count} mails`),
    waitForDistinct: async (count) => {
      const distinct = (mails) => new Set(mails.map(({ id }) => id)).size;
      return (await until((mails) => distinct(mails) >= count, `${count} different mails`)).map(({ id }) => id);
    },
  };
};

export const inside = {
  /** Clients with a certificate each, and a notification each that is not due yet. */
  async fill({ knex, tables, sql, clock }, rows) {
    const at = clock.now();
    const later = new Date(at.getTime() + 365 * 86_400_000);
    const stamps = { created_at: at, updated_at: at, published_at: at };
    await knex(tables.templates).insert({
      id: 1,
      document_id: 'benchtemplate00000000001',
      name: 'Medical certificate',
      name_key: 'medical certificate',
      instructions: 'Both pages, signed by the doctor.',
      issue_to_new_clients: false,
      renew_on_expiry: false,
      renewal_lead_days: 0,
      expires: true,
      expiring_soon_days: 15,
      access_rule: 'none',
      ...stamps,
    });
    for (let from = 1; from <= rows; from += 100) {
      const ids = Array.from({ length: Math.min(100, rows - from + 1) }, (_, index) => from + index);
      const named = (word, id) => `${word}${String(id).padStart(24 - word.length, '0')}`;
      await knex(tables.users).insert(
        ids.map((id) => ({
          id,
          document_id: named('user', id),
          username: `client${id}`,
          email: `client${id}@example.com`,
          provider: 'local',
          confirmed: true,
          blocked: false,
          ...stamps,
        }))
      );
      await knex(tables.certificates).insert(
        ids.map((id) => ({
          id,
          document_id: named('cert', id),
          name: 'Medical certificate',
          expires: true,
          state: 'missing_info',
          template_id: 1,
          client_id: id,
          revision: 1,
          issued_at: at,
          ...stamps,
        }))
      );
      await knex(tables.notifications).insert(
        ids.map((id) => ({
          document_id: named('notif', id),
          certificate_id: id,
          client_id: id,
          event: 'certificate.created',
          channel: 'email',
          dedupe_key: `certificate.created:${id}:email`,
          batch_key: `bench:${id}`,
          state: 'pending',
          attempts: 0,
          next_attempt_at: later,
          ...stamps,
        }))
      );
    }
    await knex(tables.leases).where('name', 'like', 'position:users%').update({ position: rows });
    if (sql.dialect !== 'sqlite') {
      const analyze = sql.dialect === 'postgres' ? 'analyze' : 'analyze table';
      for (const table of [tables.users, tables.certificates, tables.notifications])
        await knex.raw(`${analyze} ${table}`);
    }
  },

  /** Makes some of them due. */
  async release({ knex, tables, clock }, from, count) {
    await knex(tables.notifications)
      .whereBetween('certificate_id', [from + 1, from + count])
      .update({ next_attempt_at: clock.now() });
  },

  /** Saves the half minute that a restarted server waits for the claims of a dead one. */
  async endClaims({ knex, tables }) {
    await knex(tables.notifications)
      .where({ state: 'pending' })
      .update({ claimed_until: new Date(0) });
  },

  /** A mail as long as the plugin's. */
  sample: () => ({
    text: `${'Please upload the document. '.repeat(12)}\n`,
    html: `<p>${'Please upload. '.repeat(80)}</p>`,
  }),

  async oneByOne({ strapi }, count, { text, html }) {
    const email = strapi.plugin('email').service('email');
    for (let at = 0; at < count; at += 1) {
      await email.send({ to: `client${at}@example.com`, subject: 'A document is needed', text, html });
    }
  },
};
