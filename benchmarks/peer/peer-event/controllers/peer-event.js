'use strict';

module.exports = require('@strapi/strapi').factories.createCoreController('api::peer-event.peer-event');
