'use strict';

const { factories } = require('@strapi/strapi');

const uid = 'api::peer-certificate.peer-certificate';

/** As Strapi documents it for "only their own": the sanitised query with one more filter. */
module.exports = factories.createCoreController(uid, ({ strapi }) => ({
  async find(ctx) {
    const { user } = ctx.state;
    if (!user) return super.find(ctx);
    await this.validateQuery(ctx);
    const query = await this.sanitizeQuery(ctx);
    const { results, pagination } = await strapi.service(uid).find({ ...query, filters: { client: { id: user.id } } });
    return this.transformResponse(await this.sanitizeOutput(results, ctx), { pagination });
  },

  /** Nothing but the log-in, which every route behind one costs. */
  async ping(ctx) {
    ctx.body = { data: [] };
  },
}));
