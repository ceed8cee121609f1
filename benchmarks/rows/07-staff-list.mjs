import { atMost, growthAtMost } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const TIMES = 30;
const PAGE = 25;
const DEPTH = 100_000;

export const row = {
  number: 7,
  work: 'Staff list, first page and by cursor after 100,000 rows',
  peer: 'Strapi’s offset + count, the same page',
  limit: 'bare Koa + keyset, the same page',
  unit: 'page',
  everySize: true,
  note: 'Deep is behind 100,000 rows, or behind four fifths of the table where there are fewer.',

  async measure(stage) {
    const { getJson, oneByOne } = await import('../harness/http.mjs');
    const { adminOf, tokenOf } = await import('../harness/logins.mjs');
    const { bareServer } = await import('../limits/start.mjs');
    const { url } = stage.server;
    const [admin, token, bare] = [await adminOf(stage), await tokenOf(stage), await bareServer(stage)];
    const depth = Math.min(DEPTH, stage.size * 0.8);
    const list = `${url}/certificates/certificates?pageSize=${PAGE}`;
    const { json } = await getJson(`${list}&page=${depth / PAGE}`, { token: admin });
    const last = json.data.at(-1);
    const { id } = await stage.call('rowIdOf', last.documentId);
    const peer = `${url}/api/peer-certificates?populate[template]=true&sort=issuedAt:desc&pagination[pageSize]=${PAGE}`;
    const asAdmin = { token: admin };
    const subjects = {
      plugin: () => oneByOne(list, TIMES, asAdmin),
      deep: () => oneByOne(`${list}&cursor=${json.meta.pagination.nextCursor}`, TIMES, asAdmin),
      peer: () => oneByOne(`${peer}&pagination[page]=1`, 5, { token }),
      peerDeep: () => oneByOne(`${peer}&pagination[page]=${depth / PAGE + 1}`, 5, { token }),
      limit: () => oneByOne(`${bare.url}/staff`, TIMES),
      limitDeep: () => oneByOne(`${bare.url}/staff?before=${Date.parse(last.issuedAt)},${id}`, TIMES),
    };
    for (const subject of Object.values(subjects)) await subject();
    return alternate(subjects, stage.laps);
  },

  goals: (cells) => [
    atMost(
      'deep over first',
      1.5,
      [...cells.values()].map((cell) => cell.deep.median / cell.plugin.median),
      'x'
    ),
    growthAtMost(0.1, cells, (cell) => cell.plugin.median),
    growthAtMost(0.1, cells, (cell) => cell.deep.median, 'growth of the deep page'),
  ],
};
