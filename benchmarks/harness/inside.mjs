import v8 from 'node:v8';
import vm from 'node:vm';
import { PER_CLIENT } from './layout.mjs';

const USER = 'plugin::users-permissions.user';

/** What clients may do, besides what the plugin grants them: read the peer's types, upload. */
const ACTIONS = [
  'api::peer-certificate.peer-certificate.find',
  'api::peer-certificate.peer-certificate.ping',
  'api::peer-template.peer-template.find',
  'plugin::upload.content-api.upload',
];

const grant = async (strapi) => {
  const role = await strapi.db.query('plugin::users-permissions.role').findOne({ where: { type: 'authenticated' } });
  const permissions = strapi.db.query('plugin::users-permissions.permission');
  for (const action of ACTIONS) {
    const known = await permissions.findOne({ where: { action, role: role.id } });
    if (!known) await permissions.create({ data: { action, role: role.id } });
  }
  return role;
};

let stopCpu = null;

export const inside = {
  async cpuStart(host) {
    stopCpu = await host.watchCpu();
  },

  cpuStop: () => stopCpu(),

  /** Lets go of what nothing holds any longer: memory that is then in use is needed, or lost. */
  collect() {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc');
    // What the first one sets free may hold something else.
    for (let turn = 0; turn < 2; turn += 1) collect();
  },

  /** JWTs of clients that lie spread over the table. */
  async clients({ strapi, knex, linkOf }, count, size) {
    const role = await grant(strapi);
    const { table, from, to } = linkOf(USER, 'role');
    const holders = Math.floor(size / PER_CLIENT);
    const ids = Array.from({ length: count }, (_, index) => Math.max(1, Math.floor(((index + 0.5) / count) * holders)));
    for (const id of ids) {
      const linked = await knex(table)
        .where({ [from]: id })
        .first();
      if (!linked) await knex(table).insert({ [from]: id, [to]: role.id });
    }
    const jwt = strapi.plugin('users-permissions').service('jwt');
    return Promise.all(ids.map(async (id) => ({ id, jwt: await jwt.issue({ id }) })));
  },

  rowIdOf: ({ knex, tables }, documentId) => knex(tables.certificates).where({ document_id: documentId }).first('id'),

  queriesSoFar: (host) => host.queries(),

  async apiToken({ strapi }) {
    const token = await strapi.service('admin::api-token').create({
      name: 'bench',
      description: '',
      type: 'full-access',
      lifespan: null,
      permissions: null,
    });
    return token.accessKey;
  },

  database({ strapi, dialect, tables }) {
    const { connection } = strapi.config.get('database.connection');
    return {
      dialect,
      connection: typeof connection === 'string' ? connection : { ...connection },
      tables,
      secret: strapi.config.get('plugin::users-permissions.jwtSecret'),
    };
  },
};
