'use strict';

module.exports = require('@strapi/strapi').factories.createCoreRouter('api::peer-certificate.peer-certificate');
