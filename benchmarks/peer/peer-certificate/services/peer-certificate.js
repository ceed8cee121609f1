'use strict';

module.exports = require('@strapi/strapi').factories.createCoreService('api::peer-certificate.peer-certificate');
