'use strict';

module.exports = require('@strapi/strapi').factories.createCoreService('api::peer-event.peer-event');
