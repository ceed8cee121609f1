import http from 'node:http';
import autocannon from 'autocannon';

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * As many requests as `connections` can make in `seconds`.
 * @param tokens one for each connection, in turn
 * @returns milliseconds that the server needed for each, and how many there were
 */
export const load = async (url, options) => {
  const { seconds = 1.5 } = options;
  const lap = await loadFor(url, { ...options, seconds });
  if (lap.units > 0) return lap;
  // So slow that a lap was too short for a single one.
  const longer = await loadFor(url, { ...options, seconds: seconds * 10 });
  if (longer.units === 0) throw new Error(`${url}: not one request was answered in ${seconds * 10} s`);
  return longer;
};

const loadFor = async (url, { tokens, connections = 10, seconds, body }) => {
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    setupClient: (client) => {
      const token = tokens[next % tokens.length];
      next += 1;
      client.setHeaders({
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? JSON_BODY : {}),
      });
    },
  });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors, ${result.timeouts} time-outs`);
  }
  // What was under way when the time was up is still being worked on: at the end of the queue comes one more.
  await request(url, {
    token: tokens[0],
    ...(body && { method: 'POST', body: JSON.stringify(body), headers: JSON_BODY }),
  });
  return { ms: result.duration * 1000, units: result.requests.total };
};

/** One request, timed from its start to the last byte of the answer. @returns `{ ms, status, body }` */
export const request = (url, { token, method = 'GET', headers = {}, body, agent = false } = {}) =>
  new Promise((resolve, reject) => {
    const from = performance.now();
    const sent = http.request(
      url,
      { method, agent, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ ms: performance.now() - from, status: response.statusCode, body: Buffer.concat(chunks).toString() })
        );
        response.on('error', reject);
      }
    );
    sent.on('error', (error) => reject(new Error(`${method} ${url}: ${error.message}`)));
    sent.end(body);
  });

/** The same, which must be answered with 2xx. @returns `{ ms, json }` */
export const getJson = async (url, options) => {
  const { ms, status, body } = await request(url, options);
  if (status < 200 || status > 299) throw new Error(`${url} was answered ${status}: ${body.slice(0, 300)}`);
  return { ms, json: JSON.parse(body) };
};

/** `times` requests one after the other. */
export const oneByOne = async (url, times, options) => {
  // One connection for all of them, and none left for later, which the server might be about to close.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let ms = 0;
  for (let at = 0; at < times; at += 1) ms += (await getJson(url, { ...options, agent })).ms;
  agent.destroy();
  return { ms, units: times };
};
