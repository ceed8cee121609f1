import path from 'node:path';
import { fileURLToPath } from 'node:url';

const inside = path.join(path.dirname(fileURLToPath(import.meta.url)), 'inside.mjs');
const kept = new WeakMap();

const once = (stage, key, make) => {
  const cache = kept.get(stage) ?? new Map();
  kept.set(stage, cache);
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key);
};

/** Some of the seeded clients, logged in. @returns `[{ id, jwt }]` */
export const clientsOf = (stage, count) =>
  once(stage, `clients:${count}`, () => stage.server.call(inside, 'clients', count, stage.size));

/** The super admin's JWT. */
export const adminOf = (stage) =>
  once(stage, 'admin', async () => {
    const email = 'bench.admin@example.com';
    const password = 'Correct-Horse-9';
    const post = (url, body) =>
      fetch(`${stage.server.url}${url}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/admin/register-admin', { email, password, firstname: 'Bench', lastname: 'Admin' });
    const response = await post('/admin/login', { email, password });
    if (!response.ok) throw new Error(`The admin's log-in was answered ${response.status}`);
    return (await response.json()).data.token;
  });

/** An API token that may read everything. */
export const tokenOf = (stage) => once(stage, 'token', () => stage.server.call(inside, 'apiToken'));

/** What the bare servers need to reach the same database. */
export const databaseOf = (stage) => once(stage, 'database', () => stage.server.call(inside, 'database'));
