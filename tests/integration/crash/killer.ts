import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * What counts as a point, beside the work of the clock, which goes on meanwhile and counts too:
 * `changes`: a statement that writes to a table of the plugin, but for leases and for what becomes of messages, the
 * commit of a transaction that has, and each step of a file (made, flushed, renamed, its folder flushed, removed);
 * `delivery`: the claim of a message, each thing said to the mail server, and what is written down afterwards.
 */
export type Kind = 'changes' | 'delivery';

/** A death that really happened. */
export interface Crash {
  /** What never was done: a statement, or a step of a file or of a mail. */
  step: string;
  /** Whether the same transaction had written something before. */
  isInside: boolean;
}

/** Kills the process of an instance, as the kernel would, right before the nth point after it has been told so. */
export const crashPlan = (file: string) => {
  const hit = `${file}.hit`;
  return {
    set: (point: number, kind: Kind = 'changes') => writeFileSync(file, JSON.stringify({ left: point, kind })),
    /** It need not die any more. */
    clear: () => writeFileSync(file, JSON.stringify({ left: -1, kind: 'changes' })),
    remove: () => rmSync(file, { force: true }),
    /** What the process has died of; null: of nothing that was planned. */
    takeHit: (): Crash | null => {
      if (!existsSync(hit)) return null;
      const crash = JSON.parse(readFileSync(hit, 'utf8')) as Crash;
      rmSync(hit);
      return crash;
    },
    prelude: prelude(file),
  };
};

const prelude = (plan: string) => `
  const fs = require('node:fs');
  const promises = require('node:fs/promises');
  const net = require('node:net');
  const fromApp = require('node:module').createRequire(process.cwd() + '/package.json');
  const plan = ${JSON.stringify(plan)};
  const OURS = '["\`]certificates_';
  const CHANGE = new RegExp('^\\\\s*(insert\\\\s+into|delete\\\\s+from|update)\\\\s+' + OURS + '(?!leases)', 'i');
  const DELIVERY = new RegExp('^\\\\s*update\\\\s+' + OURS + 'notifications', 'i');
  const { existsSync, readFileSync, rmSync, writeFileSync } = fs;
  let left = -1;
  let kind = 'changes';
  const point = (of, step, isInside = false) => {
    if (!global.strapi?.isLoaded) return;
    if (existsSync(plan)) {
      ({ left, kind } = JSON.parse(readFileSync(plan, 'utf8')));
      rmSync(plan);
    }
    if (of !== kind || left < 0 || left-- > 0) return;
    writeFileSync(plan + '.hit', JSON.stringify({ step: step.slice(0, 100), isInside }));
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment, and nothing more may happen in it.
    for (;;);
  };

  const wrote = new WeakSet();
  const look = (connection, sql) => {
    const isInside = wrote.has(connection);
    // What a transaction does to messages is part of its change.
    if (DELIVERY.test(sql) && !isInside) point('delivery', sql);
    else if (CHANGE.test(sql)) point('changes', sql, isInside), wrote.add(connection);
    else if (isInside && /^\\s*commit/i.test(sql)) point('changes', sql, true);
    if (/^\\s*(begin|commit|rollback)/i.test(sql)) wrote.delete(connection);
  };
  for (const dialect of ['better-sqlite3', 'postgres', 'mysql']) {
    const { prototype } = fromApp('knex/lib/dialects/' + dialect);
    const query = prototype._query;
    prototype._query = function (connection, obj, ...rest) {
      look(connection, typeof obj === 'string' ? obj : obj.sql);
      return query.call(this, connection, obj, ...rest);
    };
  }

  const step = (name, path) => {
    if (/private.certificates/.test(String(path))) point('changes', 'file: ' + name + ' ' + String(path).split('/').at(-1));
  };
  for (const name of ['mkdir', 'rename', 'rm']) {
    const real = promises[name];
    promises[name] = (path, ...rest) => (step(name, path), real(path, ...rest));
  }
  const { createWriteStream } = fs;
  fs.createWriteStream = (path, ...rest) => (step('create', path), createWriteStream(path, ...rest));
  const { open } = promises;
  promises.open = async (path, ...rest) => {
    const handle = await open(path, ...rest);
    const sync = handle.sync;
    handle.sync = () => (step('flush', path), sync.call(handle));
    return handle;
  };

  const { write } = net.Socket.prototype;
  net.Socket.prototype.write = function (bytes, ...rest) {
    const said = typeof bytes === 'string' || Buffer.isBuffer(bytes) ? String(bytes.subarray?.(0, 10) ?? bytes) : '';
    const word = /^(MAIL FROM|RCPT TO|DATA)/.exec(said)?.[0];
    if (word) point('delivery', 'mail: ' + word);
    return write.call(this, bytes, ...rest);
  };
`;
