import { atLeast } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const POPULATE = 'populate[template][fields][0]=name&populate[template][fields][1]=instructions';

export const row = {
  number: 6,
  work: 'A client’s own list over REST, 10 connections',
  peer: 'Strapi’s own `find`, same fields',
  limit: 'bare Koa + Knex',
  unit: 'request',
  everySize: true,
  note:
    'Ten clients, each on a connection of its own. The peer is the controller that Strapi documents for "only own". ' +
    '"Log-in alone" is a route of Strapi that answers nothing: what its authentication costs every route.',

  async measure(stage) {
    const { load } = await import('../harness/http.mjs');
    const { clientsOf } = await import('../harness/logins.mjs');
    const { bareServer } = await import('../limits/start.mjs');
    const tokens = (await clientsOf(stage, 10)).map(({ jwt }) => jwt);
    const { url } = stage.server;
    const bare = await bareServer(stage);
    const urls = {
      plugin: `${url}/api/certificates`,
      peer: `${url}/api/peer-certificates?${POPULATE}&sort=issuedAt:desc`,
      limit: `${bare.url}/own`,
      login: `${url}/api/peer-ping`,
    };
    for (const each of Object.values(urls)) await load(each, { tokens, seconds: 1 });
    return alternate(
      Object.fromEntries(Object.entries(urls).map(([name, each]) => [name, () => load(each, { tokens })])),
      stage.laps
    );
  },

  goals: (cells) => {
    const [size, last] = [...cells].at(-1);
    const all = [...cells.values()];
    return [
      atLeast(`rate over the peer's${size >= 1e6 ? ' at 1M' : ''}`, 5, [last.peer.median / last.plugin.median], 'x'),
      atLeast(
        'rate over the limit’s',
        0.3,
        all.map((cell) => cell.limit.median / cell.plugin.median)
      ),
    ];
  },
};
