import { fileURLToPath } from 'node:url';
import { atMost } from '../harness/goals.mjs';
import { alternate } from '../harness/measure.mjs';

const file = fileURLToPath(import.meta.url);
const ROWS = 25;
const TIMES = 40;

const QUERY = `query ($limit: Int) {
  certificates(pagination: { limit: $limit }) {
    documentId name state expires validUntil notes issuedAt uploadedAt uploadedBy approvedAt archivedAt expiresAt editable
    document { name mime size url previewUrl }
    template { documentId name instructions }
  }
}`;
const SHADOW = `query ($limit: Int) {
  peerCertificates(pagination: { limit: $limit }, sort: "issuedAt:desc") {
    documentId name state validUntil notes issuedAt uploadedAt uploadedBy approvedAt archivedAt expiresAt
    documentName documentMime documentSize
    template { documentId name instructions }
  }
}`;

export const row = {
  number: 8,
  work: `GraphQL: ${ROWS} certificates with template and document`,
  peer: 'shadow CRUD of the same type',
  limit: 'the same over REST',
  unit: 'request',
  everySize: false,

  async measure(stage) {
    const { getJson, oneByOne } = await import('../harness/http.mjs');
    const { clientsOf } = await import('../harness/logins.mjs');
    const { url } = stage.server;
    const [{ id, jwt: token }] = await clientsOf(stage, 1);
    await stage.server.call(file, 'addCertificates', id);
    const ask = (query, limit) => ({
      token,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { limit } }),
    });
    const { json } = await getJson(`${url}/graphql`, ask(QUERY, ROWS)).catch((error) => ({
      json: { errors: [error] },
    }));
    if (json.errors) return { skip: `the GraphQL operations do not answer: ${json.errors[0].message.slice(0, 120)}` };
    if (json.data.certificates.length !== ROWS) throw new Error(`${json.data.certificates.length} of ${ROWS} rows`);
    const rest = `${url}/api/certificates?pagination[pageSize]=${ROWS}`;
    const subjects = {
      plugin: () => oneByOne(`${url}/graphql`, TIMES, ask(QUERY, ROWS)),
      peer: () => oneByOne(`${url}/graphql`, TIMES, ask(SHADOW, ROWS)),
      limit: () => oneByOne(rest, TIMES, { token }),
    };
    for (const subject of Object.values(subjects)) await subject();
    const cell = await alternate(subjects, stage.laps);
    cell.queries = {};
    for (const rows of [5, ROWS, 100]) {
      const before = await stage.call('queriesSoFar');
      await getJson(`${url}/graphql`, ask(QUERY, rows));
      cell.queries[rows] = (await stage.call('queriesSoFar')) - before;
    }
    return cell;
  },

  goals: (cells) => {
    const all = [...cells.values()].filter((cell) => !cell.skip);
    const extra = ({ queries }) => Math.max(...Object.values(queries)) - Math.min(...Object.values(queries));
    return [
      atMost(
        'time over REST',
        2,
        all.map((cell) => cell.plugin.median / cell.limit.median),
        'x'
      ),
      atMost('queries more for 100 rows than for 5', 0, all.map(extra)),
    ];
  },
};

export const inside = {
  /** A hundred certificates for one client, in the plugin's table and in the peer's. */
  async addCertificates({ knex, tables, tableOf, linkOf, clock }, clientId) {
    const PEER = 'api::peer-certificate.peer-certificate';
    const at = clock.now();
    for (let serial = 0; serial < 100; serial += 1) {
      const shared = {
        name: 'Licence',
        state: 'approved',
        issued_at: at,
        document_name: 'scan.pdf',
        document_mime: 'application/pdf',
        document_size: 250_000,
        created_at: at,
        updated_at: at,
        published_at: at,
      };
      await knex(tables.certificates).insert({
        ...shared,
        document_id: `graphqlown${String(serial).padStart(14, '0')}`,
        expires: false,
        template_id: 1 + (serial % 5),
        client_id: clientId,
        revision: 1,
        document_key: `bench/${serial}`,
      });
      const document_id = `graphqlpeer${String(serial).padStart(13, '0')}`;
      await knex(tableOf(PEER)).insert({ ...shared, document_id });
      const { id } = await knex(tableOf(PEER)).where({ document_id }).first('id');
      for (const [attribute, target] of Object.entries({ client: clientId, template: 1 + (serial % 5) })) {
        const { table, from, to } = linkOf(PEER, attribute);
        await knex(table).insert({ [from]: id, [to]: target });
      }
    }
  },
};
