'use strict';

module.exports = require('@strapi/strapi').factories.createCoreRouter('api::peer-template.peer-template');
