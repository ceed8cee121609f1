'use strict';

module.exports = require('@strapi/strapi').factories.createCoreService('api::peer-template.peer-template');
