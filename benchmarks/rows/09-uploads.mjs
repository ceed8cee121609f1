import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast, atMost } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const file = fileURLToPath(import.meta.url);
const AT_ONCE = 20;
/** Just below the plugin's default of 10 MB. */
const LARGE = 10 * 1024 * 1024 - 1024;
const SMALL = 1024 * 1024;

export const row = {
  number: 9,
  work: `${AT_ONCE} uploads of 10 MB at once`,
  peer: 'Strapi’s `/api/upload`',
  limit: 'disk pipeline: form, SHA-256, write, fsync',
  unit: 'upload',
  everySize: false,
  note: 'PDFs, of which Strapi makes no thumbnails. The plugin also reads their structure, and keeps them through an fsync.',

  async measure(stage) {
    const { clientsOf } = await import('../harness/logins.mjs');
    const { formOf, pdfOf } = await import('../harness/pdf.mjs');
    const { freshFolder, startProcess } = await import('../harness/stage.mjs');
    const { server, home } = stage;
    const [{ id, jwt }] = await clientsOf(stage, 1);
    const certificates = await server.call(file, 'addMissing', id, AT_ONCE);
    const folder = freshFolder(home, 'limit');
    const disk = await startProcess(path.join(path.dirname(file), '../limits/disk.mjs'), { BENCH_FOLDER: folder });
    stage.closing(() => disk.stop());

    const fields = { validUntil: '2099-12-31' };
    const [large, small] = [formOf(pdfOf(LARGE), fields), formOf(pdfOf(SMALL), fields)];
    const urls = {
      plugin: (at) => `${server.url}/api/certificates/${certificates[at]}/document`,
      peer: () => `${server.url}/api/upload`,
      limit: () => disk.url,
    };
    const plain = formOf(pdfOf(LARGE));
    const tidy = async () => {
      await server.call(file, 'tidy');
      for (const one of ['limit', 'public/uploads']) {
        for (const name of fs.readdirSync(path.join(home.dir, one))) fs.rmSync(path.join(home.dir, one, name));
      }
    };
    const memory = { large: [], small: [] };
    const lap = async (name, form, watched) => {
      await tidy();
      const watch = server.memory();
      const from = performance.now();
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => send(urls[name](at), jwt, form)));
      const ms = performance.now() - from;
      const used = watch.stop();
      if (watched && used) memory[watched].push(used.peak - used.before);
      return { ms, units: AT_ONCE };
    };
    // The first upload of all makes Strapi's folder: twenty at once would each try to.
    await send(urls.peer(), jwt, plain);
    await lap('plugin', large);
    await lap('peer', plain);
    const cell = await alternate(
      {
        plugin: () => lap('plugin', large, 'large'),
        small: () => lap('plugin', small, 'small'),
        peer: () => lap('peer', plain),
        limit: () => lap('limit', plain),
      },
      stage.laps
    );
    if (stage.options.cpu) {
      await stage.call('cpuStart');
      const { ms } = await lap('plugin', large);
      cell.profile = { ms, statements: [], functions: await stage.call('cpuStop') };
    }
    if (memory.large.length > 0) {
      cell.memoryOfUploads = { large: Math.max(...memory.large), small: Math.max(...memory.small) };
      cell.notes = [
        `memory grew by ${cell.memoryOfUploads.large.toFixed(0)} MB with 10 MB files, by ` +
          `${cell.memoryOfUploads.small.toFixed(0)} MB with 1 MB files`,
      ];
    }
    return cell;
  },

  goals: (cells) => {
    const all = [...cells.values()];
    const grown = (pick) => all.map((cell) => (cell.memoryOfUploads ? pick(cell.memoryOfUploads) : null));
    return [
      atLeast(
        'rate over Strapi’s',
        1,
        all.map((cell) => cell.peer.median / cell.plugin.median),
        'x'
      ),
      atLeast(
        'rate over the limit’s',
        0.7,
        all.map((cell) => cell.limit.median / cell.plugin.median)
      ),
      atMost(
        'memory growth',
        64,
        grown(({ large }) => large),
        ' MB'
      ),
      atMost(
        'memory growth of 10 MB files beyond that of 1 MB files',
        32,
        grown(({ large, small }) => large - small),
        ' MB'
      ),
    ];
  },
};

const send = async (url, token, { type, body }) => {
  const { request } = await import('../harness/http.mjs');
  const headers = { 'content-type': type, 'content-length': body.length };
  const answer = await request(url, { method: 'POST', token, headers, body });
  if (answer.status < 200 || answer.status > 299)
    throw new Error(`${url}: ${answer.status} ${answer.body.slice(0, 200)}`);
};

export const inside = {
  /** Requests that wait for a document. @returns their document ids */
  async addMissing({ knex, tables, clock }, clientId, count) {
    const at = clock.now();
    const ids = Array.from({ length: count }, (_, serial) => `upload${String(serial).padStart(18, '0')}`);
    await knex(tables.certificates).insert(
      ids.map((document_id) => ({
        document_id,
        name: 'Licence',
        expires: true,
        state: 'missing_info',
        template_id: 1,
        client_id: clientId,
        revision: 1,
        issued_at: at,
        created_at: at,
        updated_at: at,
        published_at: at,
      }))
    );
    return ids;
  },

  /** Removes the files that later uploads have replaced. */
  async tidy(host) {
    await host.service('integrity').clean();
    await host.strapi.db.query('plugin::upload.file').deleteMany({});
  },
};
