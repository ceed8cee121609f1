import { request } from './http.mjs';
import { clientsOf } from './logins.mjs';
import { percentile } from './statistics.mjs';

const IDLE_MS = 5_000;
/** One request every so often, whether or not the one before has been answered: a slow server does not slow the asking. */
const EVERY_MS = 50;

/** Asks for clients' own lists until `until` resolves. @returns milliseconds of each request */
const ask = async (url, clients, until) => {
  const times = [];
  const problems = [];
  const underWay = new Set();
  let asking = true;
  const done = until.finally(() => {
    asking = false;
  });
  const one = async (token, due) => {
    try {
      const { status } = await request(`${url}/api/certificates`, { token });
      if (status !== 200) throw new Error(`The foreground was answered ${status}`);
      // Counted from when it was due: what waits behind a blocked server has waited.
      times.push(performance.now() - due);
    } catch (error) {
      problems.push(error);
    }
  };
  const from = performance.now();
  for (let serial = 0; asking; serial += 1) {
    const work = one(clients[serial % clients.length].jwt, from + serial * EVERY_MS);
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    const pause = from + (serial + 1) * EVERY_MS - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await Promise.all(underWay);
  await done;
  if (problems.length > 0) throw problems[0];
  return times;
};

/** Latency of foreground requests alone and beside `work`. */
export const foreground = async (stage, work) => {
  const { url } = stage.server;
  const clients = await clientsOf(stage, 10);
  await ask(url, clients, new Promise((resolve) => setTimeout(resolve, 1_000)));
  const idle = await ask(url, clients, new Promise((resolve) => setTimeout(resolve, IDLE_MS)));
  // Where requests take longer than they are apart they pile up, whatever goes on beside them.
  if (percentile(idle, 0.5) > EVERY_MS) {
    await work();
    return { tooBusy: percentile(idle, 0.5) };
  }
  const from = performance.now();
  const busy = await ask(url, clients, work());
  const [idleP99, busyP99] = [percentile(idle, 0.99), percentile(busy, 0.99)];
  return {
    idle: { p50: percentile(idle, 0.5), p99: idleP99, requests: idle.length },
    busy: { p50: percentile(busy, 0.5), p99: busyP99, requests: busy.length },
    ratio: busyP99 / idleP99,
    seconds: (performance.now() - from) / 1000,
  };
};
